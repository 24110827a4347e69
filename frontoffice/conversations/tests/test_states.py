"""States are computed from facts; the property and the QuerySets agree on every mixture of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from types import SimpleNamespace

import pytest
from django.utils.timezone import now

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.tests.people import ana_writes
from frontoffice.conversations.vocabulary import NOTHING_DUE, State

FACTS = ("closed_at", "pending_since", "first_opened_at")


@pytest.fixture
def mixtures(cast: SimpleNamespace) -> list[Conversation]:
    """A conversation for each mixture of facts, due in the past, in the future or not at all."""
    first, moment = ana_writes(cast), now()
    copied = {
        field.attname: getattr(first, field.attname)
        for field in Conversation._meta.concrete_fields
        if field.attname not in ("id", "reference", "token")
    }
    dues = (moment - timedelta(days=1), moment + timedelta(days=1), NOTHING_DUE)
    made: list[Conversation] = []
    for facts in product((None, moment), (None, moment), (None, moment), dues, (None, cast.ben)):
        *times, due, owner = facts
        named: dict[str, datetime | None] = dict(zip(FACTS, times, strict=True))  # type: ignore[arg-type]
        row = Conversation(**{**copied, **named, "due_at": due, "owner_id": owner.pk if owner else None})  # type: ignore[union-attr]
        row.reference, row.token = f"RB-M{len(made):05d}", f"{len(made):024d}"
        made.append(row)
    Conversation.objects.all().update(closed_at=moment, owner=None)
    Conversation.objects.bulk_create(made)
    return list(Conversation.objects.all())


def test_the_property_and_the_queryset_agree_on_the_state(mixtures: list[Conversation]) -> None:
    for state in State:
        by_query = set(Conversation.objects.in_state(state))
        assert by_query == {row for row in mixtures if row.state == state}, state
        assert by_query, state


def test_every_conversation_is_in_one_state(mixtures: list[Conversation]) -> None:
    assert sum(Conversation.objects.in_state(state).count() for state in State) == len(mixtures)


def test_lists_agree_with_the_facts_of_their_rows(
    mixtures: list[Conversation], cast: SimpleNamespace
) -> None:
    moment, all_ = now(), Conversation.objects.all()
    expected = {
        all_.open(): [row for row in mixtures if row.state != State.CLOSED],
        all_.closed(): [row for row in mixtures if row.state == State.CLOSED],
        all_.waiting(): [row for row in mixtures if row.state == State.PENDING],
        all_.unassigned(): [row for row in mixtures if row.owner is None and row.closed_at is None],
        all_.mine(cast.ben): [row for row in mixtures if row.owner == cast.ben and row.closed_at is None],
        all_.past_due(moment): [row for row in mixtures if row.due_at < moment and row.closed_at is None],
        all_.mine(cast.dov): [],
    }
    for query, rows in expected.items():
        assert set(query) == set(rows)


def test_an_answer_is_awaited_while_something_is_due(mixtures: list[Conversation]) -> None:
    assert {row.awaits_answer for row in mixtures if row.due_at == NOTHING_DUE} == {False}
    assert {row.awaits_answer for row in mixtures if row.due_at < NOTHING_DUE} == {True}
