"""Reading and answering a conversation, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from frontoffice.conversations.models import Conversation, Draft, DraftFile
from frontoffice.conversations.tests.full_disk import no_file_over
from frontoffice.conversations.uploads import MAX_FILE_BYTES
from frontoffice.conversations.vocabulary import Direction
from frontoffice.district.models import Event, Member

Write = Callable[..., Conversation]
As = Callable[[Member], Client]


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("route.txt", b"Route 9 stops at 7:09.", "text/plain")


SCRIPT: Any = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def ben(as_: As, cast: SimpleNamespace) -> Client:
    return as_(cast.ben)


def url(conversation: Conversation, part: str = "") -> str:
    return f"/inbox/{conversation.reference}/{part}"


def test_the_first_reading_is_a_fact_and_the_second_is_not(ben: Client, write: Write) -> None:
    conversation = write()
    ben.get(url(conversation))
    conversation.refresh_from_db()
    first = conversation.first_opened_at
    assert first is not None
    ben.get(url(conversation))
    conversation.refresh_from_db()
    assert conversation.first_opened_at == first


def test_each_reading_of_a_private_conversation_is_kept_and_of_another_none(
    ben: Client, cast: SimpleNamespace, write: Write
) -> None:
    conversation = write()
    ben.get(url(conversation))
    read = Event.objects.filter(name="conversation.read")
    assert not read.exists()
    conversation.make_private(True, by=cast.ben)
    for _ in range(2):
        ben.get(url(conversation))
    assert list(read.values_list("by", "subject_id")) == [(cast.ben.pk, conversation.pk)] * 2


def test_a_script_gets_one_pane_and_a_browser_the_page(ben: Client, write: Write) -> None:
    conversation = write()
    whole, part = ben.get(url(conversation)), ben.get(url(conversation), **SCRIPT)
    assert "<!doctype html>" in whole.content.decode()
    assert 'id="rows"' in whole.content.decode()
    assert "<!doctype html>" not in part.content.decode()
    assert 'id="what"' in part.content.decode()


def test_a_reply_can_be_taken_back_for_ten_seconds_scripts_or_not(ben: Client, write: Write) -> None:
    conversation = write()
    assert ben.post(url(conversation, "replies/"), {"text": "Wrong person"}).status_code == 302
    message = conversation.messages.get(direction=Direction.OUTBOUND)
    assert message.send_after == message.at + timedelta(seconds=10)
    page = ben.get(url(conversation)).content.decode()
    assert f"replies/{message.pk}/undo/" in page
    ben.post(url(conversation, f"replies/{message.pk}/undo/"))
    message.refresh_from_db()
    assert message.withdrawn_at is not None
    assert Draft.objects.get(conversation=conversation).text == "Wrong person"
    assert "Wrong person" in ben.get(url(conversation)).content.decode()


def test_a_changed_conversation_stops_the_send_and_keeps_the_draft(
    ben: Client, write: Write, cast: SimpleNamespace
) -> None:
    conversation = write()
    seen = conversation.messages.get().pk
    newer = conversation.reply("Answered already.", by=cast.cleo)
    answer = ben.post(url(conversation, "replies/"), {"text": "My own answer", "last_seen": seen})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Something new was said" in page
    assert "My own answer" in page
    assert "is-newer" in page
    assert not conversation.messages.filter(text="My own answer").exists()
    ben.post(url(conversation, "replies/"), {"text": "My own answer", "last_seen": newer.pk})
    assert conversation.messages.filter(text="My own answer").exists()


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 20_001, "a\x00b"])
def test_words_that_cannot_be_sent_are_kept_and_explained(text: str, ben: Client, write: Write) -> None:
    conversation = write()
    answer = ben.post(url(conversation, "replies/"), {"text": text})
    assert answer.status_code == 422
    assert 'id="c-error"' in answer.content.decode()
    assert conversation.messages.count() == 1


def test_a_note_is_never_mailed(ben: Client, write: Write) -> None:
    conversation = write()
    before = conversation.deliveries.count()
    ben.post(url(conversation, "notes/"), {"text": "Ask the depot."})
    assert conversation.messages.filter(direction=Direction.NOTE).count() == 1
    assert conversation.deliveries.count() == before


def test_a_draft_is_saved_and_seen_only_by_its_writer(
    ben: Client, write: Write, as_: As, cast: SimpleNamespace
) -> None:
    conversation = write()
    ben.post(url(conversation, "draft/"), {"text": "Half a thought", "mode": "reply"})
    assert "Half a thought" in ben.get(url(conversation)).content.decode()
    assert "Half a thought" not in as_(cast.cleo).get(url(conversation)).content.decode()


def test_a_draft_is_kept_without_scripts_too(ben: Client, write: Write) -> None:
    conversation = write()
    page = ben.post(url(conversation, "draft/"), {"text": "Half a thought", "mode": "note"}, follow=True)
    assert "Draft kept." in page.content.decode()
    assert Draft.objects.get(conversation=conversation).direction == Direction.NOTE


def test_a_reply_that_is_sent_leaves_no_draft_behind(ben: Client, write: Write) -> None:
    conversation = write()
    ben.post(url(conversation, "draft/"), {"text": "Half a thought", "files": paper()})
    ben.post(url(conversation, "replies/"), {"text": "A whole one"})
    assert Draft.objects.get(conversation=conversation).text == ""
    assert DraftFile.objects.count() == 0
    sent = conversation.messages.get(direction=Direction.OUTBOUND)
    assert [file.name for file in sent.attachments.all()] == ["route.txt"]


def test_files_wait_with_the_draft_and_can_be_taken_off(ben: Client, write: Write) -> None:
    conversation = write()
    part = ben.post(url(conversation, "draft/"), {"text": "x", "files": [paper(), paper()]}, **SCRIPT)
    assert part.content.decode().count('class="file"') == 1
    waiting = DraftFile.objects.get()
    assert "route.txt" in ben.get(url(conversation)).content.decode()
    ben.post(url(conversation, "draft/"), {"text": "x", "without": ["nonsense", "9" * 40, waiting.pk]})
    assert DraftFile.objects.count() == 0


def test_nobody_takes_a_file_off_another_members_draft(
    ben: Client, write: Write, as_: As, cast: SimpleNamespace
) -> None:
    conversation = write()
    ben.post(url(conversation, "draft/"), {"text": "x", "files": paper()})
    waiting = DraftFile.objects.get()
    as_(cast.cleo).post(url(conversation, "draft/"), {"text": "y", "without": waiting.pk})
    assert DraftFile.objects.get() == waiting


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.txt", b"", "is empty"),
        ("letter.pdf", b"MZ\x90\x00" + b"\x00" * 200, "is not sent to families"),
        ("big.txt", b"x" * 10_000_001, "is larger than 10 MB"),
        ("staff.txt", b"Write to dov@riverbend.k12.wi.us today", "carries the staff address"),
    ],
)
def test_a_file_that_cannot_go_stops_the_send_and_costs_no_words(
    name: str, content: bytes, why: str, ben: Client, write: Write
) -> None:
    conversation = write()
    fields = {"text": "My answer", "files": SimpleUploadedFile(name, content)}
    answer = ben.post(url(conversation, "replies/"), fields)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert ">My answer</textarea>" in answer.content.decode()
    assert conversation.messages.count() == 1
    assert DraftFile.objects.count() == 0


@pytest.mark.parametrize("size", [60_000, 2_000_000])
def test_a_full_disk_costs_a_file_and_not_the_answer(
    size: int, ben: Client, write: Write, settings: Any, tmp_path: Path
) -> None:
    settings.FRONTOFFICE_HOME = tmp_path
    conversation = write()
    fields = {"text": "My answer", "files": SimpleUploadedFile("route.txt", b"9" * size)}
    with no_file_over(50_000):
        answer = ben.post(url(conversation, "replies/"), fields)
    assert answer.status_code == 422
    assert "We could not take route.txt in just now" in answer.text
    assert ">My answer</textarea>" in answer.text
    assert not DraftFile.objects.exists()


def test_a_file_of_staff_is_refused_before_more_than_it_may_have_lies_on_disk(
    ben: Client, write: Write
) -> None:
    conversation = write()
    big = SimpleUploadedFile("big.txt", b"x" * 12_000_000)
    with no_file_over(MAX_FILE_BYTES):
        answer = ben.post(url(conversation, "replies/"), {"text": "My answer", "files": big})
    assert "big.txt is larger than 10 MB" in answer.text


def test_an_answer_carries_five_files_at_most(ben: Client, write: Write) -> None:
    conversation = write()
    many = [SimpleUploadedFile(f"{at}.txt", f"page {at}".encode()) for at in range(6)]
    answer = ben.post(url(conversation, "replies/"), {"text": "My answer", "files": many})
    assert answer.status_code == 422
    assert "5.txt: an answer carries 5 files at most." in answer.content.decode()
    assert DraftFile.objects.count() == 5


def test_a_reply_taken_back_has_its_files_again(ben: Client, write: Write) -> None:
    conversation = write()
    ben.post(url(conversation, "replies/"), {"text": "See the file", "files": paper()})
    message = conversation.messages.get(direction=Direction.OUTBOUND)
    ben.post(url(conversation, f"replies/{message.pk}/undo/"))
    assert [file.name for file in DraftFile.objects.all()] == ["route.txt"]


def test_a_colleague_who_writes_is_seen_before_the_answer_is_sent(
    ben: Client, write: Write, as_: As, cast: SimpleNamespace
) -> None:
    conversation = write()
    seen: dict[str, Any] = {"seen": conversation.messages.get().pk, "state": conversation.state}
    assert ben.get(url(conversation, "changes/"), seen).status_code == 204
    as_(cast.cleo).post(url(conversation, "draft/"), {"text": "I think", "mode": "reply"})
    assert "Cleo Ames is writing a reply." in ben.get(url(conversation, "changes/"), seen).content.decode()
    assert "Cleo Ames is writing a reply." in ben.get(url(conversation)).content.decode()
    assert "is writing" not in as_(cast.cleo).get(url(conversation)).content.decode()
    Draft.objects.update(saved_at=now() - timedelta(minutes=1))
    assert ben.get(url(conversation, "changes/"), seen).status_code == 204


def test_what_changed_while_one_reads_is_said_in_words(
    ben: Client, write: Write, as_: As, cast: SimpleNamespace
) -> None:
    conversation = write()
    seen: dict[str, Any] = {"seen": conversation.messages.get().pk, "state": conversation.state}
    conversation.reply("Done.", by=cast.cleo)
    assert "Cleo Ames has answered: show" in ben.get(url(conversation, "changes/"), seen).content.decode()
    write("Thank you", conversation=conversation)
    assert "2 new in this conversation: show" in ben.get(url(conversation, "changes/"), seen).content.decode()
    last: dict[str, Any] = {"seen": conversation.messages.latest("pk").pk, "state": "in-progress"}
    conversation.close(by=cast.cleo)
    assert "It is “Closed” now: show" in ben.get(url(conversation, "changes/"), last).content.decode()


def test_the_answer_given_last_time_is_shown_and_can_be_used(
    ben: Client, write: Write, cast: SimpleNamespace
) -> None:
    earlier = write("Bus 6 stop", subject="Bus 6 stop")
    answer = earlier.reply("A seat on another route.", by=cast.ben)
    conversation = write("Bus 14 stop")
    page = ben.get(url(conversation)).content.decode()
    assert "Answered last time" in page
    assert "By Ben Aguilar, about Bus 6 stop" in page
    ben.post(url(conversation, "draft/"), {"text": "Hello Ana.", "mode": "reply"})
    used = ben.get(url(conversation) + f"?write=reply&use={answer.pk}").content.decode()
    assert "Hello Ana.\n\nA seat on another route.</textarea>" in used


def test_an_answer_from_a_conversation_one_may_not_see_is_neither_shown_nor_used(
    ben: Client, write: Write, cast: SimpleNamespace
) -> None:
    earlier = write("Something delicate", topic=cast.meals, school=None)
    answer = earlier.reply("Between us.", by=cast.dov)
    conversation = write("Bus 14 stop")
    asked: dict[str, Any]
    for asked in ({}, {"use": answer.pk}, {"use": "9" * 30}, {"use": "x"}):
        assert "Between us." not in ben.get(url(conversation), asked).content.decode()


def test_two_members_who_close_the_same_conversation_both_get_an_answer(
    ben: Client, write: Write, as_: As, cast: SimpleNamespace
) -> None:
    conversation = write()
    first = ben.post(url(conversation, "closure/"), follow=True)
    second = as_(cast.cleo).post(url(conversation, "closure/"), follow=True)
    assert "Closed." in first.content.decode()
    assert "Someone else had closed it already." in second.content.decode()


def test_every_action_leaves_its_mark(ben: Client, write: Write, cast: SimpleNamespace) -> None:
    conversation = write()
    ben.post(url(conversation, "assignment/"), {"person": "me"})
    ben.post(url(conversation, "people/"), {"person": cast.dov.pk})
    ben.post(url(conversation, "promise/"), {"on": "2031-03-04", "at": "15:00"})
    ben.post(url(conversation, "pending/"))
    conversation.refresh_from_db()
    assert conversation.owner == cast.ben
    assert conversation.pending_since is not None
    assert list(conversation.people.all()) == [cast.dov]
    ben.post(url(conversation, "pending/"), {"on": "no"})
    ben.post(url(conversation, "privacy/"))
    ben.post(url(conversation, "closure/"))
    conversation.refresh_from_db()
    assert conversation.private
    assert conversation.closed_at is not None
    page = ben.get(url(conversation)).content.decode()
    for words in ("You closed it", "You made it private", "You added Dov Levin", "You assigned it to you"):
        assert words in page, words


def test_giving_it_away_leads_back_to_the_list(ben: Client, write: Write, cast: SimpleNamespace) -> None:
    conversation = write()
    answer = ben.post(url(conversation, "topic/"), {"topic": cast.meals.pk, "school": ""})
    assert answer.status_code == 302
    assert answer["Location"] == "/inbox/team/"
    assert ben.get(url(conversation)).status_code == 404


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("assignment/", {"person": "99999999"}),
        ("assignment/", {"team": "x"}),
        ("people/", {"person": "nobody"}),
        ("promise/", {"on": "31 Sept", "at": "late"}),
        ("topic/", {"topic": "99999999"}),
    ],
)
def test_nonsense_changes_nothing(part: str, fields: dict[str, str], ben: Client, write: Write) -> None:
    conversation = write()
    before = Conversation.objects.values().get(pk=conversation.pk)
    assert ben.post(url(conversation, part), fields).status_code in (302, 404)
    assert Conversation.objects.values().get(pk=conversation.pk) == before


def test_what_a_family_writes_is_text_and_never_markup(ben: Client, write: Write) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)> ‮ Z͑ͫ̓ͪ̂ͫ' + "\U0001f600" * 500
    conversation = write(evil, name="<b>Ana</b>", subject="<i>Hi</i>")
    for page in (ben.get(url(conversation)), ben.get("/inbox/team/"), ben.get("/inbox/search/?q=alert")):
        shown = page.content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "<b>Ana" not in shown
        assert "<i>Hi" not in shown


def test_the_page_of_a_long_conversation_is_bounded(ben: Client, write: Write, cast: SimpleNamespace) -> None:
    conversation = write("the very first words")
    for at in range(104):
        conversation.note(f"note {at}", by=cast.ben)
    page = ben.get(url(conversation)).content.decode()
    assert "the very first words</div>" not in page
    assert "Show what was said before" in page
    assert "the very first words</div>" in ben.get(url(conversation) + "?all=1").content.decode()


def test_one_pane_costs_at_most_eight_queries_and_a_list_six(
    ben: Client, write: Write, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    conversation = write()
    for _more in range(12):
        write()
    ben.get(url(conversation))
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        ben.get(url(conversation), **SCRIPT)
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        ben.get("/inbox/team/")
