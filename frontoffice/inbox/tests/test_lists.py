"""Lists: their order, their groups, their pages, their counts and the words of age."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils.timezone import now

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.vocabulary import State
from frontoffice.district.calendar import Calendar
from frontoffice.district.models import Member
from frontoffice.inbox import ages
from frontoffice.inbox.counts import counts, shown
from frontoffice.inbox.listing import PAGE_ROWS, facts_of, page_of
from frontoffice.inbox.places import VIEWS, views_for

Write = Callable[..., Conversation]
As = Callable[[Member], Client]
ZONE = ZoneInfo("America/Chicago")
THURSDAY_NOON = datetime(2026, 9, 17, 12, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("at", "word", "weight"),
    [
        ((2026, 9, 17, 9), "past due since 9 am", "late"),
        ((2026, 9, 16, 15), "past due since Wed", "late"),
        ((2026, 9, 1, 15), "past due since Sep 1", "late"),
        ((2026, 9, 17, 12, 35), "due in 35 min", "soon"),
        ((2026, 9, 17, 14), "due today 2 pm", "soon"),
        ((2026, 9, 18, 15), "due tomorrow 3 pm", ""),
        ((2026, 9, 22, 15, 30), "due Tue 3:30 pm", ""),
        ((2026, 10, 6, 15), "due Oct 6", ""),
    ],
)
def test_age_is_a_word_on_the_districts_calendar(at: tuple[int, ...], word: str, weight: str) -> None:
    moment = ages.Moment(THURSDAY_NOON, Calendar(ZONE))
    due = datetime(*at).replace(tzinfo=ZONE)  # type: ignore[arg-type]
    assert ages.due(due, moment) == ages.Age(word, weight)


def test_tomorrow_is_the_next_business_days_name_over_a_weekend() -> None:
    friday = ages.Moment(datetime(2026, 9, 18, 12, tzinfo=ZONE), Calendar(ZONE))
    monday = datetime(2026, 9, 21, 15, tzinfo=ZONE)
    assert ages.due(monday, friday).word == "due Mon 3 pm"
    facts = SimpleNamespace(closed_at=None, pending_since=None, due_at=monday)
    assert ages.group(facts, friday) == "Due Monday"


def test_a_row_and_its_conversation_agree_on_the_state(write: Write, cast: SimpleNamespace) -> None:
    made = [write() for _state in range(4)]
    made[1].open_by(cast.ben)
    made[2].pend(by=cast.ben)
    made[3].close(by=cast.ben)
    states = {facts.reference: facts.state for facts in facts_of(Conversation.objects.all())}
    assert states == {row.reference: row.state for row in Conversation.objects.all()}
    assert set(states.values()) == set(State)


def test_a_list_is_in_the_order_things_are_due_and_no_page_repeats(
    write: Write, cast: SimpleNamespace
) -> None:
    for at in range(PAGE_ROWS + 7):
        row = write()
        Conversation.objects.filter(pk=row.pk).update(due_at=now() + timedelta(hours=at // 3))
    first = page_of(VIEWS["team"], cast.ben)
    second = page_of(VIEWS["team"], cast.ben, first.next_key)
    seen = [row.reference for row in (*first.rows, *second.rows)]
    assert len(first.rows) == PAGE_ROWS
    assert len(second.rows) == 7
    expected = list(Conversation.objects.order_by("due_at", "id").values_list("reference", flat=True))
    assert seen == expected
    assert not second.next_key


@pytest.mark.parametrize("key", ["nonsense", "2026-01-01~1", "~", "2026-01-01T00:00:00+00:00~x", "\x00"])
def test_a_made_up_key_is_the_beginning(key: str, write: Write, as_: As, cast: SimpleNamespace) -> None:
    conversation = write()
    page = as_(cast.ben).get("/inbox/team/", {"after": key})
    assert page.status_code == 200
    assert conversation.reference in page.content.decode()


def test_counts_stop_at_99(write: Write, cast: SimpleNamespace) -> None:
    first = write()
    fields = {
        field.attname: getattr(first, field.attname)
        for field in Conversation._meta.concrete_fields
        if field.attname not in ("id", "reference", "token")
    }
    copies = [Conversation(**fields, reference=f"RB-C{at:05d}", token=f"{at:024d}") for at in range(120)]
    Conversation.objects.bulk_create(copies)
    found = counts(cast.ben, views_for(cast.ben))
    assert found["team"] == 100
    assert shown(found["team"]) == "99+"
    assert found["mine"] == 0
    assert shown(0) == ""


def test_what_is_new_is_counted_without_reloading(write: Write, as_: As, cast: SimpleNamespace) -> None:
    since = (now() - timedelta(hours=1)).isoformat()
    write()
    write()
    page = as_(cast.ben).get("/inbox/news/", {"in": "team", "since": since}).content.decode()
    assert "2 new" in page
    later = as_(cast.ben).get("/inbox/news/", {"in": "team", "since": "x"}).content.decode()
    assert "2 new" not in later


def test_every_empty_list_teaches(as_: As, cast: SimpleNamespace) -> None:
    browser = as_(cast.ben)
    for place in views_for(cast.ben):
        assert 'class="empty"' in browser.get(place.url).content.decode(), place.kind


@pytest.mark.parametrize("words", ["bus", "BUS 14", "lat", "ana", "ana@home.example", "ruiz"])
def test_search_finds_words_people_and_beginnings(
    words: str, write: Write, as_: As, cast: SimpleNamespace
) -> None:
    conversation = write()
    assert conversation.reference in as_(cast.ben).get("/inbox/search/", {"q": words}).content.decode()


def test_search_finds_a_reference_as_it_is_read_aloud(write: Write, as_: As, cast: SimpleNamespace) -> None:
    conversation = write()
    for said in (conversation.reference.lower(), conversation.reference.replace("-", "")):
        page = as_(cast.ben).get("/inbox/search/", {"q": said}).content.decode()
        assert f'id="row-{conversation.reference}"' in page


@pytest.mark.parametrize("words", ["", "   ", "':*&|!()", "\x00", "a" * 5000, "\U0001f600", "%", "<script>"])
def test_search_answers_whatever_is_typed(words: str, write: Write, as_: As, cast: SimpleNamespace) -> None:
    write()
    assert as_(cast.ben).get("/inbox/search/", {"q": words}).status_code == 200
