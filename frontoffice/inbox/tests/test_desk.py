"""Held messages are filed or put aside by a person; the outbox shows what has left."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from frontoffice.conversations.models import Arrival, Conversation, Delivery
from frontoffice.conversations.receive import accept, hold
from frontoffice.district.models import Member
from frontoffice.inbox.counts import counts
from frontoffice.inbox.places import schools_for, topics_for, views_for

Write = Callable[..., Conversation]
As = Callable[[Member], Client]
MAIL = (
    b"From: Doris Halvorson <doris@mail.example>\r\nTo: someone@front.example\r\nSubject: Cookies\r\n"
    b"Message-ID: <held-1@mail.example>\r\n\r\nWhich door do I use on Friday?\r\n"
)


@pytest.fixture
def held(cast: SimpleNamespace) -> Arrival:
    arrival, _new = accept(MAIL, channel="email", provider_id="held:1", to_address="someone@front.example")
    hold(arrival, "It fits nothing.")
    return arrival


@pytest.fixture
def cleo(as_: As, cast: SimpleNamespace) -> Client:
    return as_(cast.cleo)


def test_a_held_message_is_listed_and_read_whole(cleo: Client, held: Arrival) -> None:
    assert "It fits nothing." in cleo.get("/inbox/held/").content.decode()
    page = cleo.get(f"/inbox/held/{held.pk}/").content.decode()
    assert "Which door do I use on Friday?" in page
    assert "Doris Halvorson" in page


def test_a_held_message_is_filed_as_a_new_conversation(
    cleo: Client, held: Arrival, cast: SimpleNamespace
) -> None:
    fields = {"topic": cast.bus.pk, "school": cast.lincoln.pk, "reference": ""}
    page = cleo.post(f"/inbox/held/{held.pk}/filing/", fields, follow=True).content.decode()
    filed = Conversation.objects.get()
    assert f"Filed as {filed.reference}." in page
    assert (filed.topic, filed.team) == (cast.bus, cast.buses)
    assert filed.messages.get().text.startswith("Which door")
    held.refresh_from_db()
    assert (held.conversation, held.judged_by) == (filed, cast.cleo)
    assert "Nothing is held" in cleo.get("/inbox/held/").content.decode()


def test_a_held_message_joins_the_conversation_it_belongs_to(
    cleo: Client, held: Arrival, write: Write
) -> None:
    conversation = write()
    cleo.post(f"/inbox/held/{held.pk}/filing/", {"reference": f" {conversation.reference.lower()} "})
    assert conversation.messages.count() == 2
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"reference": "RB-222222"}, "You see no conversation with this number."), ({"topic": "999999"}, "")],
)
def test_a_held_message_that_is_filed_nowhere_stays_held_and_what_was_typed_stands(
    fields: dict[str, str], said: str, cleo: Client, held: Arrival, cast: SimpleNamespace
) -> None:
    answer = cleo.post(f"/inbox/held/{held.pk}/filing/", fields | {"school": cast.lincoln.pk})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The message is still held" in page
    assert said in page
    assert f'value="{fields.get("reference", "")}"' in page
    assert f'<option value="{cast.lincoln.pk}" selected>' in page
    assert Conversation.objects.count() == 0


def test_a_held_message_is_put_aside_with_a_reason_and_kept(cleo: Client, held: Arrival) -> None:
    address = f"/inbox/held/{held.pk}/dismissal/"
    assert "Say why" in cleo.post(address, {"reason": ""}, follow=True).content.decode()
    assert "Put aside. It is kept." in cleo.post(address, {"reason": "A sale"}, follow=True).content.decode()
    held.refresh_from_db()
    assert (held.outcome, held.reason) == (Arrival.Outcome.DISMISSED, "A sale")
    assert bytes(held.raw) == MAIL


def test_a_message_is_judged_once(cleo: Client, held: Arrival, cast: SimpleNamespace) -> None:
    cleo.post(f"/inbox/held/{held.pk}/dismissal/", {"reason": "A sale"})
    page = cleo.post(f"/inbox/held/{held.pk}/filing/", {"topic": cast.bus.pk}, follow=True)
    assert "Someone else has dealt with that message already." in page.content.decode()
    assert Conversation.objects.count() == 0


def test_the_outbox_shows_what_left_and_says_when_nothing_does(
    cleo: Client, write: Write, cast: SimpleNamespace, settings: object
) -> None:
    conversation = write()
    conversation.reply("It runs tomorrow.", by=cast.ben)
    page = cleo.get("/outbox/").content.decode()
    assert "No mail leaves this installation" in page
    assert "ana@home.example" in page
    for letter in Delivery.objects.filter(conversation=conversation):
        assert conversation.reference in cleo.get(f"/outbox/{letter.pk}/").content.decode()


def test_the_outbox_holds_no_private_conversation_of_another_team(
    cleo: Client, write: Write, cast: SimpleNamespace
) -> None:
    conversation = write()
    conversation.reply("Between us.", by=cast.ben)
    conversation.make_private(True, by=cast.ben)
    assert conversation.reference not in cleo.get("/outbox/").content.decode()
    for letter in Delivery.objects.filter(conversation=conversation):
        assert cleo.get(f"/outbox/{letter.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["cleo", "dov", "rae", "ivy"])
def test_a_private_conversation_is_in_no_list_count_or_news_of_others(
    name: str, write: Write, cast: SimpleNamespace
) -> None:
    member = getattr(cast, name)
    conversation = write("Something delicate", recorded_by=member if name == "rae" else None)
    conversation.make_private(True, by=cast.ben)
    places = [*views_for(member), *topics_for(member), *schools_for(member)]
    assert sum(counts(member, places).values()) == 0
    for place in places:
        assert not place.rows(member).exists(), place.path
