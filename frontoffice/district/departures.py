"""A person leaves: what they answer for is given to somebody by name, never silently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from frontoffice.district import history
from frontoffice.district.models import Department, District, Member, RoleLink, Topic


class Unsettled(Exception):
    """The person still answers for something, and nobody was named to take it over."""


@dataclass(frozen=True)
class Handover:
    """One kind of thing a person answers for: its words, what a person has of it, how it is given away."""

    words: Any
    held: Callable[[Member], list[Any]]
    give: Callable[[Member, Member, Member], None]  # leaving, to, by


def _rows(model: Any, field: str, event: str) -> tuple[Callable[[Member], list[Any]], Callable[..., None]]:
    def held(leaving: Member) -> list[Any]:
        return list(model.objects.filter(**{field: leaving}))

    def give(leaving: Member, to: Member, by: Member) -> None:
        for row in held(leaving):
            setattr(row, field, to)
            row.save(update_fields=[field])
            history.record(event, row, by, changed=[field], to=to.pk)

    return held, give


# Modules above add what people answer for there (open conversations), when they load.
HANDOVERS: list[Handover] = [
    Handover(_("Owner of the topic"), *_rows(Topic, "owner", "topic.changed")),
    Handover(_("Backup of the topic"), *_rows(Topic, "backup", "topic.changed")),
    Handover(_("Holder of the role"), *_rows(RoleLink, "holder", "role_link.changed")),
    Handover(_("Owner of the department"), *_rows(Department, "owner", "department.changed")),
    Handover(_("Global owner of"), *_rows(District, "global_owner", "district.changed")),
]


def held_by(member: Member) -> list[tuple[Any, list[Any]]]:
    """What a person answers for: (words, rows) for each kind they have any of."""
    kinds = [(handover.words, handover.held(member)) for handover in HANDOVERS]
    return [(words, rows) for words, rows in kinds if rows]


@transaction.atomic
def depart(leaving: Member, to: Member | None, by: Member) -> None:
    """`leaving` no longer works here, is on no team, cannot sign in; `to` answers for what they answered for.

    Raises Unsettled when there is something to take over and `to` is None.
    """
    held = held_by(leaving)
    if held and to is None:
        raise Unsettled
    if to is not None:
        for handover in HANDOVERS:
            handover.give(leaving, to, by)
    leaving.is_active = False
    leaving.set_unusable_password()
    leaving.save(update_fields=["is_active", "password"])
    teams = list(leaving.teams.values_list("pk", flat=True))
    leaving.teams.clear()
    history.record("member.removed", leaving, by, to=to.pk if to else None, teams=teams)


@transaction.atomic
def come_back(member: Member, by: Member) -> None:
    """The person works here again, on no team, and needs a new link to choose a password."""
    member.is_active = True
    member.save(update_fields=["is_active"])
    history.record("member.changed", member, by, changed=["is_active"])
