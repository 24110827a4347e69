"""Whether one row is visible, asked of the row and of the rows, is one answer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frontoffice.conversations.models import Conversation
from frontoffice.district.models import Member

pytestmark = pytest.mark.django_db


def test_the_row_and_the_rows_agree_on_who_may_see_it(
    cast: SimpleNamespace, write: Callable[..., Conversation]
) -> None:
    records = Member.objects.create_user(
        "rob@riverbend.k12.wi.us", "a long password", name="Rob Records", roles=[Member.Role.RECORDS_OFFICER]
    )
    everyone = [cast.ben, cast.cleo, cast.dov, cast.ivy, cast.rae, records]
    seen = set()
    for private, owner, recorder, named in product(
        (False, True), (None, cast.dov), (None, cast.rae), (False, True)
    ):
        row = write()
        row.private, row.owner, row.recorded_by = private, owner, recorder
        row.save()
        if named:
            row.people.set([cast.dov, cast.rae, records])
        for member in everyone:
            told = row.is_visible_to(member)
            assert told == Conversation.objects.visible_to(member).filter(pk=row.pk).exists(), (member, row)
            seen.add((member.name, told))
    assert {("Dov Levin", True), ("Dov Levin", False), ("Ivy Tran", False), ("Cleo Ames", True)} <= seen


def test_a_first_message_costs_no_more_statements_than_it_must(
    cast: SimpleNamespace, write: Callable[..., Conversation]
) -> None:
    cast.bus.owner = cast.ben
    cast.bus.save()
    write(email="somebody.else@home.example")
    with CaptureQueriesContext(connection) as asked:
        write()
    assert len(asked) <= 13, [query["sql"][:80] for query in asked]
