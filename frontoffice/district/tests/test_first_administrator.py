"""The first administrator is made by whoever runs the machine."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from frontoffice.district.departures import depart
from frontoffice.district.first_administrator import make_administrator
from frontoffice.district.models import Event, Member


def test_an_empty_district_gets_its_first_administrator(db: None) -> None:
    cleo = make_administrator(" Cleo@riverbend.k12.wi.us ", "Cleo Marsh")
    assert (cleo.email, cleo.roles, cleo.listed) == (
        "cleo@riverbend.k12.wi.us",
        ["system_administrator"],
        False,
    )
    assert not cleo.has_usable_password()
    told = Event.objects.get()
    assert (told.name, told.by) == ("member.added", None)


def test_a_member_keeps_what_they_were(dov: Member, cleo: Member) -> None:
    depart(dov, None, cleo)
    again = make_administrator(dov.email, "")
    assert (again.pk, again.name, again.roles) == (dov.pk, "Dov Adler", ["system_administrator"])
    assert again.is_active


@pytest.mark.parametrize(("address", "name"), [("no address", "Cleo"), ("cleo@riverbend.k12.wi.us", " ")])
def test_what_is_no_person_is_refused(address: str, name: str, db: None) -> None:
    with pytest.raises(ValidationError):
        make_administrator(address, name)
    assert not Member.objects.exists()
