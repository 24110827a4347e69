"""Somebody has to be first: a system administrator made by whoever runs the machine, not by another one."""

from __future__ import annotations

from django.db import transaction

from frontoffice.district import history
from frontoffice.district.access import ADMINISTRATOR
from frontoffice.district.models import Member


@transaction.atomic
def make_administrator(address: str, name: str) -> Member:
    """The person with this address works here and is a system administrator; a new one is named `name`.

    Raises ValidationError when the address is none, or nobody has it and no name is given.
    """
    address = address.strip().lower()
    member = Member.objects.filter(email=address).first()
    event = "member.changed" if member else "member.added"
    if member is None:
        member = Member(email=address, name=name.strip(), listed=False)
        member.set_unusable_password()
        member.full_clean()
    member.is_active, member.successor = True, None
    member.roles = sorted({*member.roles, ADMINISTRATOR})
    member.save()
    history.record(event, member, None, changed=["roles"], roles=member.roles)
    return member
