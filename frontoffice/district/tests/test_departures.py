"""A person leaves: everything they answered for has somebody else at once, and their link goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from frontoffice.district.departures import Unsettled, come_back, depart
from frontoffice.district.history import of
from frontoffice.district.models import Category, District, Event, Member, RoleLink, School, Topic

As = Callable[[Member], Client]


def test_nobody_leaves_while_they_answer_for_something_and_nobody_is_named(
    ben: Member, cleo: Member, bus: Topic
) -> None:
    with pytest.raises(Unsettled):
        depart(ben, None, cleo)
    assert Member.objects.get(pk=ben.pk).is_active
    assert not Event.objects.exists()


def test_every_kind_of_thing_goes_to_the_one_who_takes_over(
    ben: Member, dov: Member, cleo: Member, bus: Topic
) -> None:
    RoleLink.objects.create(title="Dispatcher", slug="dispatcher", holder=ben)
    District.objects.update(global_owner=ben)
    depart(ben, dov, cleo)
    bus.refresh_from_db()
    assert (bus.owner, bus.department and bus.department.owner) == (dov, dov)
    assert RoleLink.objects.get().holder == dov
    assert District.current().global_owner == dov
    told = set(Event.objects.values_list("name", flat=True))
    assert told == {
        "topic.changed",
        "role_link.changed",
        "department.changed",
        "district.changed",
        "member.removed",
    }
    assert of(ben).last().refs["roles"] == ["team_member"]  # type: ignore[union-attr]


def test_nobody_becomes_their_own_backup(ben: Member, dov: Member, cleo: Member, bus: Topic) -> None:
    Topic.objects.update(backup=dov)
    depart(ben, dov, cleo)
    bus.refresh_from_db()
    assert (bus.owner, bus.backup) == (dov, None)


def test_whoever_leaves_is_signed_out_at_once(ben: Member, dov: Member, cleo: Member, as_: As) -> None:
    browser = as_(ben)
    assert browser.get("/account/password/change/").status_code == 200
    depart(ben, dov, cleo)
    assert browser.get("/account/password/change/").status_code == 302
    assert not browser.login(email=ben.email, password="a long and private sentence")
    assert (list(ben.teams.all()), ben.roles) == ([], [])


def test_a_contact_link_goes_on_to_whoever_took_over(ben: Member, dov: Member, cleo: Member) -> None:
    depart(ben, dov, cleo)
    assert Member.objects.reached_by(ben.link) == dov
    depart(dov, cleo, cleo)
    assert Member.objects.reached_by(ben.link) == cleo
    shown = Client().get(f"/p/{ben.link}/").content.decode()
    assert cleo.name in shown
    assert ben.name not in shown
    come_back(ben, cleo)
    assert Member.objects.reached_by(ben.link) == ben


def test_the_link_of_one_who_left_without_a_successor_opens_the_form_to_their_office(
    ben: Member, lincoln: School
) -> None:
    Member.objects.filter(pk=ben.pk).update(is_active=False, school=lincoln)
    answer = Client().get(f"/p/{ben.link}/")
    assert answer.headers["Location"] == f"/ask/anything/?school={lincoln.slug}"
    form = Client().get(f"/ask/anything/?person={ben.link}").content.decode()
    assert lincoln.name in form
    assert ben.name not in form


def test_a_link_of_nobody_and_two_who_follow_each_other_reach_nobody(ben: Member, dov: Member) -> None:
    Member.objects.filter(pk=ben.pk).update(is_active=False, successor=dov)
    Member.objects.filter(pk=dov.pk).update(is_active=False, successor=ben)
    found = Member.objects.reached_by(ben.link)
    assert found is not None
    assert not found.is_active
    assert Member.objects.reached_by("2345678923") is None


def test_every_topic_has_a_person_as_long_as_the_district_has_one(
    ben: Member, dov: Member, cleo: Member, bus: Topic
) -> None:
    District.objects.update(global_owner=cleo)
    orphan = Topic.objects.create(name="Music", slug="music", category=Category.objects.get())
    assert (bus.person(), orphan.person()) == (ben, cleo)
    bus.owner, bus.backup = None, dov
    assert bus.person() == dov
    bus.backup = None
    assert bus.person() == ben, "the department's owner"
    bus.department = None
    assert bus.person() == cleo
    assert list(Topic.objects.orphaned()) == [orphan]
    Member.objects.filter(pk=ben.pk).update(is_active=False)
    assert set(Topic.objects.orphaned()) == {orphan, bus}
