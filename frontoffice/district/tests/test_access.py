"""Every permission for every role, as docs/roles.md says; and what IT cannot do, however it is tried."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver

from frontoffice.district.access import NEEDS_SECOND_FACTOR, PERMISSIONS, READS, roles_to_give
from frontoffice.district.departures import depart
from frontoffice.district.models import Department, District, Event, Member, Team, Topic

As = Callable[[Member], Client]
ROLES_PAGE = Path(settings.PACKAGE).parent / "docs" / "roles.md"


def _documented() -> dict[str, set[str]]:
    """The permissions of each role as the page for operators says."""
    parts = re.split(r"(?m)^## ", ROLES_PAGE.read_text(encoding="utf-8"))[1:]
    return {
        part.split("\n", 1)[0]: set(re.findall(r"[a-z]+\.[a-z_]+", part.partition("May: ")[2]))
        for part in parts
        if "May: " in part
    }


@pytest.mark.parametrize("role", list(Member.Role))
@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_a_role_may_what_the_page_of_roles_says(role: Member.Role, permission: str) -> None:
    member = Member(roles=[role])
    assert member.may(permission) == (permission in _documented()[str(role.label)])
    assert not Member(roles=[role], is_active=False).may(permission)
    assert not Member(roles=[]).may(permission)


def test_whoever_may_not_read_may_give_nobody_what_reads() -> None:
    for role in Member.Role:
        member = Member(roles=[role])
        if not member.may("conversations.read") and member.may("people.manage"):
            assert READS.isdisjoint(roles_to_give(member))
            assert not member.may("access.give")


def test_every_page_of_set_up_names_its_permission() -> None:
    pages = list(get_resolver("frontoffice.district.urls").url_patterns)
    assert pages
    for pattern in pages:
        assert isinstance(pattern, URLPattern)
        assert getattr(pattern.callback, "permission", None) in PERMISSIONS, pattern.pattern


def test_whoever_changes_people_needs_a_second_factor() -> None:
    for permission in ("access.give", "district.manage", "people.manage", "system.manage", "outbox.read"):
        assert PERMISSIONS[permission] <= NEEDS_SECOND_FACTOR


def test_it_gets_no_link_to_choose_anybodys_password(ivy: Member, ben: Member, as_: As) -> None:
    assert as_(ivy).post(f"/setup/people/{ben.pk}/password/").status_code == 404
    assert as_(ivy).post(f"/setup/people/{ivy.pk}/password/").status_code == 404
    shown = as_(ivy).get(f"/setup/people/{ben.pk}/").content.decode()
    assert "/password/" not in shown.replace("/account/password/change/", "")
    assert not Event.objects.exists()


def test_it_gives_nobody_the_address_that_signs_them_in(ivy: Member, ben: Member, as_: As) -> None:
    typed = {"name": "Ben Okafor", "email": "ivy.too@riverbend.k12.wi.us", "roles": ["it_administrator"]}
    as_(ivy).post(f"/setup/people/{ben.pk}/", typed)
    ben.refresh_from_db()
    assert (ben.email, ben.roles) == ("ben@riverbend.k12.wi.us", ["team_member"])


def test_it_adds_a_person_without_anything_that_reads(ivy: Member, bus: Topic, as_: As) -> None:
    new = {"name": "Noor Said", "email": "noor@riverbend.k12.wi.us", "listed": "on"}
    for role in READS:
        assert as_(ivy).post("/setup/people/add/", {**new, "roles": [role]}).status_code == 422
    as_(ivy).post("/setup/people/add/", {**new, "teams": [bus.team_id]})
    noor = Member.objects.get(email="noor@riverbend.k12.wi.us")
    assert (noor.roles, list(noor.teams.all())) == ([], [])


def test_it_cannot_turn_an_account_of_its_own_into_one_that_reads(ivy: Member, as_: As) -> None:
    for roles in (["team_member"], ["it_administrator", "recorder"], ["system_administrator"]):
        as_(ivy).post(f"/setup/people/{ivy.pk}/", {"name": "Ivy", "email": ivy.email, "roles": roles})
    assert Member.objects.get(pk=ivy.pk).roles == ["it_administrator"]


def test_it_imports_people_who_read_nothing(ivy: Member, as_: As) -> None:
    head = "email,name,title,school,department,phone,listed\n"
    rows = f"{ivy.email},{ivy.name},,,,,yes\nivy.too@riverbend.k12.wi.us,Ivy Again,,,,,yes\n"
    from django.core.files.uploadedfile import SimpleUploadedFile

    browser = as_(ivy)
    file = SimpleUploadedFile("people.csv", (head + rows).encode())
    kept = browser.post("/setup/import/", {"kind": "people", "file": file}).context["kept"]
    browser.post("/setup/import/", {"kind": "people", "kept": kept})
    assert Member.objects.get(email="ivy.too@riverbend.k12.wi.us").roles == []


def test_it_names_nobody_to_take_over_and_the_global_owner_does(
    ivy: Member, dov: Member, cleo: Member, ben: Member, bus: Topic, as_: As
) -> None:
    path = f"/setup/people/{ben.pk}/leave/"
    assert "An administrator has to say who takes over" in as_(ivy).get(path).content.decode()
    as_(ivy).post(path, {"to": dov.pk})
    assert Member.objects.get(pk=ben.pk).is_active
    District.objects.update(global_owner=cleo)
    as_(ivy).post(path, {"to": dov.pk})
    bus.refresh_from_db()
    assert (Member.objects.get(pk=ben.pk).is_active, bus.owner) == (False, cleo)


def test_whoever_comes_back_has_no_role_until_an_administrator_gives_one(
    ivy: Member, cleo: Member, dov: Member, as_: As
) -> None:
    depart(dov, None, cleo)
    as_(ivy).post(f"/setup/people/{dov.pk}/back/")
    dov = Member.objects.get(pk=dov.pk)
    assert (dov.is_active, dov.roles, dov.successor) == (True, [], None)
    assert not dov.has_usable_password()


def test_it_reaches_no_screen_that_gives_teams_or_topics(ivy: Member, bus: Topic, as_: As) -> None:
    department = Department.objects.get()
    team = Team.objects.get()
    browser = as_(ivy)
    for path in (f"teams/{team.pk}/", f"topics/{bus.pk}/", f"departments/{department.pk}/", "teams/add/"):
        assert browser.post(f"/setup/{path}", {"members": [ivy.pk], "owner": ivy.pk}).status_code == 404
    assert not ivy.teams.exists()


def test_dov_finds_none_of_set_ups_addresses_and_changes_nothing(dov: Member, bus: Topic, as_: As) -> None:
    browser = as_(dov)
    for pattern in get_resolver("frontoffice.district.urls").url_patterns:
        path = "/setup/" + re.sub(r"<int:pk>", str(bus.pk), str(pattern.pattern))
        path = path.replace("<slug:kind>", "people")
        assert browser.get(path).status_code in (404, 405), path
        assert browser.post(path, {"name": "Mine", "roles": ["system_administrator"]}).status_code == 404, (
            path
        )
    assert not Event.objects.exists()
    assert Member.objects.get(pk=dov.pk).roles == ["team_member"]


def test_a_stranger_is_sent_to_sign_in_whatever_they_send(db: None) -> None:
    for pattern in get_resolver("frontoffice.district.urls").url_patterns:
        path = "/setup/" + str(pattern.pattern).replace("<int:pk>", "1").replace("<slug:kind>", "people")
        answer = Client().post(path)
        assert answer.headers["Location"].startswith("/account/login/?next="), path
