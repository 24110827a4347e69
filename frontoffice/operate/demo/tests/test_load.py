"""The demo district loads whole into an empty database, and never a second time."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from frontoffice.conversations.models import Arrival, Attachment, Conversation, Delivery, Feedback, Message
from frontoffice.conversations.models.contact import Contact
from frontoffice.conversations.storing import path_of
from frontoffice.conversations.vocabulary import State
from frontoffice.crawler import sightings
from frontoffice.district import history
from frontoffice.district.models import Department, Event, Member, RoleLink, School, Topic
from frontoffice.exposure.models import Finding, Tally
from frontoffice.operate.demo.conversations import Thread, threads
from frontoffice.operate.demo.load import DistrictExists, load_demo
from frontoffice.operate.demo.people import members
from frontoffice.operate.demo.setup import PASSWORD
from frontoffice.operate.demo.situations import situations

TODAY = date(2026, 11, 24)


def texts(told: list[Thread]) -> list[str]:
    return [said.text for thread in told for said in thread.said]


def test_no_two_families_open_with_the_same_words() -> None:
    openings = [thread.said[0].text for thread in threads(TODAY)]
    assert len(openings) == 300 == len(set(openings))
    assert not [text for text in texts(threads(TODAY)) if "{" in text]


def test_no_situation_is_told_more_than_twice() -> None:
    told = Counter((thread.situation.topic, thread.situation.subject) for thread in threads(TODAY))
    assert max(told.values()) == 2
    assert len(told) > 220


def test_the_threads_cover_every_state_channel_and_kind() -> None:
    told = threads(TODAY)
    assert {t.state for t in told} == {"unopened", "in-progress", "pending", "closed"}
    assert {t.situation.channel for t in told} == {"web", "email", "phone", "walk-in"}
    kinds = {"question", "comment", "concern", "suggestion", "compliment", "request"}
    assert {t.situation.kind for t in told} == kinds
    languages = Counter(t.situation.language for t in told)
    assert len(languages) == 10
    assert languages["es"] >= 60
    assert any(t.anonymous for t in told)
    assert any(len(t.closings) > 1 for t in told)


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2027, 7, 4), date(2028, 2, 29)])
def test_on_any_day_nobody_speaks_before_the_last_word_or_after_today(today: date) -> None:
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC) + timedelta(hours=6)
    for thread in threads(today):
        moments = [said.at for said in thread.said]
        assert moments == sorted(moments)
        assert moments[-1] < midnight
        assert all(at > moments[0] for at in thread.closings)


def test_no_answer_gives_a_staff_address_away() -> None:
    addresses = {person.address for person in members()}
    assert not [text for text in texts(threads(TODAY)) if any(one in text for one in addresses)]


def test_every_topic_that_is_written_about_is_one_of_the_districts() -> None:
    from frontoffice.operate.demo.setup import topics

    known = {topic["slug"] for topic in topics()}
    assert {one.topic for one in situations()} == known


@pytest.mark.django_db
def test_the_demo_loads_whole_and_refuses_to_load_twice(settings: Any, tmp_path: Path) -> None:
    settings.FRONTOFFICE_HOME = tmp_path
    assert "jo.larsen@" in load_demo(TODAY)
    counts = [model.objects.count() for model in (School, Department, Topic, Member, Conversation)]
    assert counts == [6, 8, 25, 60, 300]
    assert not Topic.objects.orphaned().exists()
    assert Member.objects.get(email__startswith="jo.larsen").check_password(PASSWORD)
    assert RoleLink.objects.count() > 25
    the_conversations_agree_with_their_history()
    the_files_lie_where_they_should()
    assert Arrival.objects.filter(outcome="held").count() >= 8
    assert Delivery.objects.filter(state="undelivered").exists()
    assert Contact.objects.exclude(unreachable_since=None).exists()
    assert Feedback.objects.exclude(words="").count() > 20
    the_website_has_a_past()
    with pytest.raises(DistrictExists):
        load_demo(TODAY)
    assert Member.objects.count() == 60


def the_conversations_agree_with_their_history() -> None:
    assert {one.state for one in Conversation.objects.all()} == set(State)
    assert Conversation.objects.past_due().exists()
    assert Conversation.objects.private().exists()
    assert Message.objects.filter(direction="note").count() > 40
    for one in Conversation.objects.closed():
        names = list(history.of(one).values_list("name", flat=True))
        assert names[0] == "conversation.received"
        assert "conversation.opened" in names
        assert "conversation.closed" in names[-2:]
        assert one.closed_at is not None
        assert one.closed_at >= one.last_message_at
    moments = list(Event.objects.filter(subject="conversation").order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)


def the_files_lie_where_they_should() -> None:
    files = Attachment.objects.all()
    assert len(files) > 20
    for file in files:
        content = path_of(file.sha256).read_bytes()
        assert len(content) == file.size_bytes
        assert not sightings(content, file.content_type, file.name)


def the_website_has_a_past() -> None:
    shown = list(Tally.objects.order_by("at").values_list("shown", flat=True))
    assert len(shown) > 6
    assert shown == sorted(shown, reverse=True)
    assert shown[0] > shown[-1] >= 145
    showing = Finding.objects.exposed().showing().values("address").distinct().count()
    assert showing == shown[-1]
