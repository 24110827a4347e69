"""Every page is closed to strangers, to Dov and to Ivy; a new page without its line here fails."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from frontoffice.conversations.models import Conversation, Delivery, Message
from frontoffice.conversations.receive import accept, hold
from frontoffice.district.models import Member
from frontoffice.inbox.urls import urlpatterns

OF_ONE = {
    "inbox-conversation": "",
    "inbox-person": "person/",
    "inbox-changes": "changes/",
    "inbox-file": "files/1/",
}
DONE_TO_ONE = {
    "inbox-replies": "replies/",
    "inbox-undo": "replies/1/undo/",
    "inbox-notes": "notes/",
    "inbox-draft": "draft/",
    "inbox-assignment": "assignment/",
    "inbox-promise": "promise/",
    "inbox-change-topic": "topic/",
    "inbox-people": "people/",
    "inbox-pending": "pending/",
    "inbox-closure": "closure/",
    "inbox-privacy": "privacy/",
}
LISTS = {
    "inbox": "/inbox/",
    "inbox-where": "/inbox/where/",
    "inbox-topics": "/inbox/topics/",
    "inbox-schools": "/inbox/schools/",
    "inbox-search": "/inbox/search/?q=secretword",
    "inbox-news": "/inbox/news/?in=all&since=2020-01-01T00:00:00Z",
    "inbox-topic": "/inbox/topic/bus/",
    "inbox-school": "/inbox/school/lincoln/",
    "inbox-view": "/inbox/past-due/",
    "inbox-preferences": "/inbox/preferences/",
    "inbox-record": "/inbox/record/",
}
DESK = {
    "inbox-held": "/inbox/held/",
    "inbox-held-one": "/inbox/held/{held}/",
    "inbox-held-filing": "/inbox/held/{held}/filing/",
    "inbox-held-dismissal": "/inbox/held/{held}/dismissal/",
    "inbox-outbox": "/outbox/",
    "inbox-letter": "/outbox/{letter}/",
}
POSTED = {*DONE_TO_ONE, "inbox-held-filing", "inbox-held-dismissal"}


def test_every_page_has_its_line_here() -> None:
    assert {pattern.name for pattern in urlpatterns} == {*OF_ONE, *DONE_TO_ONE, *LISTS, *DESK}


@pytest.fixture
def place(write: Callable[..., Conversation]) -> Callable[[str], str]:
    """Where a page is, for a conversation that Ben's team has."""
    conversation = write("The secretword is in here.")
    arrival, _new = accept(
        b"From: ana@home.example\r\n\r\nHi",
        channel="email",
        provider_id="held:1",
        to_address="x@y.example",
    )
    hold(arrival, "It fits nothing.")
    letter = Delivery.objects.filter(conversation=conversation).first()

    def address(name: str) -> str:
        if name in OF_ONE or name in DONE_TO_ONE:
            return f"/inbox/{conversation.reference}/{OF_ONE.get(name, DONE_TO_ONE.get(name))}"
        return {**LISTS, **DESK}[name].format(held=arrival.pk, letter=letter.pk if letter else 0)

    return address


def call(browser: Client, name: str, address: str) -> tuple[int, str]:
    answer = browser.post(address, {"text": "x"}) if name in POSTED else browser.get(address)
    return answer.status_code, answer.content.decode() if not answer.streaming else ""


NAMES = sorted({pattern.name for pattern in urlpatterns if pattern.name})


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_signs_in_first(name: str, place: Callable[[str], str]) -> None:
    assert call(Client(), name, place(name))[0] == 302


@pytest.mark.parametrize("name", sorted({*OF_ONE, *DONE_TO_ONE, *DESK}))
def test_dov_finds_no_page_of_another_team(
    name: str, place: Callable[[str], str], as_: Callable[[Member], Client], cast: SimpleNamespace
) -> None:
    address = place(name)
    before = Message.objects.count()
    assert call(as_(cast.dov), name, address)[0] == 404
    assert Message.objects.count() == before


@pytest.mark.parametrize("name", sorted(LISTS))
def test_dov_sees_nothing_of_another_team_in_any_list(
    name: str, place: Callable[[str], str], as_: Callable[[Member], Client], cast: SimpleNamespace
) -> None:
    status, page = call(as_(cast.dov), name, place(name))
    assert status == 200
    assert "Ana Ruiz" not in page
    assert 'id="row-' not in page


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("inbox-outbox", "inbox-letter")])
def test_ivy_runs_the_machines_and_reads_nothing(
    name: str, place: Callable[[str], str], as_: Callable[[Member], Client], cast: SimpleNamespace
) -> None:
    assert call(as_(cast.ivy), name, place(name))[0] == 404


@pytest.mark.parametrize("name", ["inbox-outbox", "inbox-letter"])
def test_ivy_reads_no_outgoing_mail(
    name: str, place: Callable[[str], str], as_: Callable[[Member], Client], cast: SimpleNamespace
) -> None:
    assert call(as_(cast.ivy), name, place(name))[0] == 404


@pytest.mark.parametrize("name", sorted(DONE_TO_ONE))
def test_a_recorder_reads_what_they_recorded_and_changes_nothing(
    name: str, write: Callable[..., Conversation], as_: Callable[[Member], Client], cast: SimpleNamespace
) -> None:
    conversation = write(channel="phone", recorded_by=cast.rae)
    browser = as_(cast.rae)
    assert browser.get(f"/inbox/{conversation.reference}/").status_code == 200
    assert browser.post(f"/inbox/{conversation.reference}/{DONE_TO_ONE[name]}").status_code == 404


def test_a_member_who_left_while_reading_signs_in_again(
    write: Callable[..., Conversation], as_: Callable[[Member], Client], cast: SimpleNamespace
) -> None:
    conversation, browser = write(), as_(cast.ben)
    Member.objects.filter(pk=cast.ben.pk).update(is_active=False)
    answer = browser.post(f"/inbox/{conversation.reference}/replies/", {"text": "Too late"})
    assert answer.status_code == 302
    assert not conversation.messages.filter(text="Too late").exists()


def test_a_private_conversation_is_in_the_private_view_and_nowhere_else(
    write: Callable[..., Conversation], as_: Callable[[Member], Client], cast: SimpleNamespace
) -> None:
    conversation = write("Something delicate")
    conversation.make_private(True, by=cast.ben)
    ben, cleo = as_(cast.ben), as_(cast.cleo)
    for kind in ("team", "mine", "unassigned", "past-due"):
        assert conversation.reference not in ben.get(f"/inbox/{kind}/").content.decode()
    assert conversation.reference in ben.get("/inbox/private/").content.decode()
    assert conversation.reference not in cleo.get("/inbox/all/").content.decode()
    assert conversation.reference not in cleo.get("/inbox/search/?q=delicate").content.decode()
    assert cleo.get(f"/inbox/{conversation.reference}/").status_code == 404
