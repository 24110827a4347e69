"""A person leaves: what they answer for is given to somebody by name, never silently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontoffice.district import history
from frontoffice.district.models import Department, District, Member, RoleLink, Topic


class Unsettled(Exception):
    """The person still answers for something, and nobody was named to take it over."""


Give = Callable[[Member, Member | None, Member], None]  # leaving, to, by


@dataclass(frozen=True)
class Handover:
    """One kind of thing a person answers for: its words, what they have of it, how it goes to another.

    What `goes_by_itself` finds its next person without anyone being named, and is neither listed nor counted.
    """

    words: str | Promise
    held: Callable[[Member], models.QuerySet[Any]]
    give: Give
    goes_by_itself: bool = False


def _of(model: type[models.Model], field: str, event: str) -> tuple[Any, Give]:
    """How rows that name a person in `field` are found and given away."""
    rows = model._default_manager

    def held(leaving: Member) -> models.QuerySet[Any]:
        return rows.filter(**{field: leaving})

    def give(leaving: Member, to: Member | None, by: Member) -> None:
        for row in held(leaving):
            setattr(row, field, to)
            row.save(update_fields=[field])
            history.record(event, row, by, changed=[field], to=to.pk if to else None)

    return held, give


# Modules above add what people answer for there (open conversations), when they load.
HANDOVERS: list[Handover] = [
    Handover(_("Owner of the topic"), *_of(Topic, "owner", "topic.changed")),
    Handover(_("Backup of the topic"), *_of(Topic, "backup", "topic.changed")),
    Handover(_("Holder of the role"), *_of(RoleLink, "holder", "role_link.changed")),
    Handover(_("Owner of the department"), *_of(Department, "owner", "department.changed")),
    Handover(_("Global owner of"), *_of(District, "global_owner", "district.changed")),
]


def held_by(member: Member) -> list[tuple[str | Promise, list[Any]]]:
    """What somebody must be named for: (words, rows) for each kind that the person has any of."""
    kinds = [(kind.words, list(kind.held(member))) for kind in HANDOVERS if not kind.goes_by_itself]
    return [(words, rows) for words, rows in kinds if rows]


def going_by_itself() -> list[str | Promise]:
    """What finds its next person by itself; not whether or how many: some of it is private."""
    return [kind.words for kind in HANDOVERS if kind.goes_by_itself]


def heir(leaving: Member) -> Member | None:
    """Who takes over when nobody may be named: the global owner, unless they are the one who leaves."""
    owner = District.current().global_owner
    return owner if owner and owner.is_active and owner != leaving else None


@transaction.atomic
def depart(leaving: Member, to: Member | None, by: Member) -> None:
    """`leaving` no longer works here: no role, no team, no way to sign in, every session of theirs over.

    `to` answers for what they answered for, and is reached by their contact link.
    Raises Unsettled when there is something to take over and `to` is None.
    """
    if to is None and held_by(leaving):
        raise Unsettled
    refs = {"roles": list(leaving.roles), "teams": list(leaving.teams.values_list("pk", flat=True))}
    leaving.is_active, leaving.roles, leaving.successor = False, [], to
    leaving.set_unusable_password()
    leaving.save(update_fields=["is_active", "roles", "successor", "password"])
    leaving.teams.clear()
    for kind in HANDOVERS:
        if to is not None or kind.goes_by_itself:
            kind.give(leaving, to, by)
    Topic.objects.filter(owner=to, backup=to).exclude(backup=None).update(
        backup=None
    )  # nobody backs themselves up
    history.record("member.removed", leaving, by, to=to.pk if to else None, **refs)


@transaction.atomic
def come_back(member: Member, by: Member) -> None:
    """The person works here again: without roles and teams, and with a new link to choose a password."""
    member.is_active, member.successor = True, None
    member.save(update_fields=["is_active", "successor"])
    history.record("member.changed", member, by, changed=["is_active"])
