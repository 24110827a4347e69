"""Who may read, find and count what: each role, each tie to a conversation, private or not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from frontoffice.conversations import delivery
from frontoffice.conversations.models import Conversation
from frontoffice.conversations.search import search
from frontoffice.conversations.tests.people import ana_writes
from frontoffice.district.models import Member

Role = Member.Role
TIES = ("own team", "another team", "named on it", "its owner", "wrote it down")
EVERYONE_S = (Role.SYSTEM_ADMINISTRATOR, Role.GLOBAL_USER, Role.RECORDS_OFFICER)
OPEN_TO = {
    **{role: set(TIES) for role in EVERYONE_S},
    Role.TEAM_MEMBER: {"own team", "named on it", "its owner", "wrote it down"},
    Role.RECORDER: {"wrote it down"},
    Role.IT_ADMINISTRATOR: set(),
}
PRIVATE_TO = {
    **{role: {"own team", "named on it", "its owner"} for role in (*EVERYONE_S, Role.TEAM_MEMBER)},
    Role.RECORDER: set(),
    Role.IT_ADMINISTRATOR: set(),
}


def tied(cast: SimpleNamespace, member: Member, tie: str, private: bool) -> Conversation:
    conversation = ana_writes(cast, recorded_by=member if tie == "wrote it down" else None)
    if tie == "own team":
        cast.buses.members.add(member)
    if tie == "named on it":
        conversation.people.add(member)
    owner = member if tie == "its owner" else None
    Conversation.objects.filter(pk=conversation.pk).update(private=private, owner=owner)
    return conversation


def test_every_role_has_its_line_here() -> None:
    assert set(OPEN_TO) == set(PRIVATE_TO) == set(Role)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("tie", TIES)
@pytest.mark.parametrize("private", [False, True])
def test_a_role_sees_what_its_tie_allows(
    role: Member.Role, tie: str, private: bool, cast: SimpleNamespace
) -> None:
    member = Member.objects.create_user("eve@riverbend.k12.wi.us", None, name="Eve", roles=[role])
    conversation = tied(cast, member, tie, private)
    seen = list(Conversation.objects.visible_to(member))
    expected = tie in (PRIVATE_TO if private else OPEN_TO)[role]
    assert (conversation in seen) is expected
    assert (conversation in search("Bus 14", member)) is expected
    assert (conversation in search(conversation.reference, member)) is expected
    assert (conversation in search("Ana Ruiz", member)) is expected


@pytest.mark.parametrize("tie", TIES)
def test_who_has_left_sees_nothing(tie: str, cast: SimpleNamespace) -> None:
    cast.ben.roles = list(Role)
    conversation = tied(cast, cast.ben, tie, private=False)
    cast.ben.is_active = False
    assert conversation not in Conversation.objects.visible_to(cast.ben)


def test_a_school_alone_opens_nothing(cast: SimpleNamespace) -> None:
    """A message about the bus to Dov's own school belongs to the buses."""
    Member.objects.filter(pk=cast.dov.pk).update(school=cast.lincoln)
    cast.dov.refresh_from_db()
    assert ana_writes(cast, school=cast.lincoln) not in Conversation.objects.visible_to(cast.dov)


def test_a_person_added_to_a_private_conversation_sees_it_until_taken_off(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    conversation.make_private(True, by=cast.ben)
    conversation.add_person(cast.dov, by=cast.ben)
    assert conversation in Conversation.objects.visible_to(cast.dov)
    conversation.remove_person(cast.dov, by=cast.ben)
    assert conversation not in Conversation.objects.visible_to(cast.dov)


def test_a_topic_that_is_private_makes_private_conversations(cast: SimpleNamespace) -> None:
    cast.bus.private = True
    cast.bus.save(update_fields=["private"])
    conversation = ana_writes(cast)
    assert conversation.private
    assert conversation not in Conversation.objects.visible_to(cast.cleo)
    assert conversation in Conversation.objects.visible_to(cast.ben)


def test_nobody_is_told_of_what_they_may_not_see(cast: SimpleNamespace) -> None:
    cast.bus.owner = cast.cleo
    cast.bus.save(update_fields=["owner"])
    conversation = ana_writes(cast)
    conversation.make_private(True, by=cast.ben)
    before = conversation.deliveries.filter(to_member=cast.cleo).count()
    message = conversation.messages.get()
    assert delivery.queue_notice(conversation, message) is None
    assert conversation.deliveries.filter(to_member=cast.cleo).count() == before
