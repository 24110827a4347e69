from __future__ import annotations

import csv
import io

import pytest

from frontoffice.district.models import Event, Member, RoleLink
from frontoffice.exposure.links import make_links, name_from
from frontoffice.exposure.models import Finding
from frontoffice.exposure.replacements import (
    DIRECTORY_COLUMNS,
    as_csv,
    directory_rows,
    replacement,
    safe_cell,
    work_rows,
)
from frontoffice.exposure.settle import settle
from frontoffice.exposure.tests.cast import Address, a_district, a_scan, a_site, ivy, line, member

pytestmark = pytest.mark.django_db


def found(*addresses: Address, path: str = "/lincoln/staff") -> list[Finding]:
    settle(a_scan(a_site(), {path: list(addresses)}))
    return list(Finding.objects.order_by("address"))


def test_a_person_on_the_roster_gets_their_own_link(settings: object) -> None:
    a_district()
    karin = member("Karin Halvorsen")
    made = make_links(found(line("k.halvorsen", "Karin Halvorsen", "Principal")), by=ivy())
    put = replacement(Finding.objects.get())
    assert (made.people, made.addresses) == ([], 1)
    assert put is not None
    assert put.snippet == f'<a href="{put.url}">Write to Karin Halvorsen</a>'
    assert put.url.endswith(f"/p/{karin.link}/")


def test_somebody_unknown_is_added_without_rights_or_password() -> None:
    school = a_district()
    lines = found(line("a.dahl", "Anneke Dahl", "Registrar, Lincoln Elementary"))
    make_links(lines, by=ivy())
    anneke = Member.objects.get(name="Anneke Dahl")
    assert (anneke.title, anneke.school, anneke.roles, anneke.listed) == ("Registrar", school, [], True)
    assert not anneke.has_usable_password()
    assert Finding.objects.get().person == anneke
    assert Event.objects.filter(name="member.added", subject_id=anneke.pk).exists()


def test_a_role_mailbox_becomes_a_role_link() -> None:
    school = a_district()
    made = make_links(found(line("lincoln.attendance")), by=ivy())
    role = RoleLink.objects.get()
    assert (made.roles, role.school, role.holder) == ([role], school, None)
    assert role.slug.startswith("lincoln")
    assert Finding.objects.get().role_link == role


def test_doing_it_twice_makes_nothing_more() -> None:
    a_district()
    it = ivy()
    lines = found(line("a.dahl", "Anneke Dahl"), line("nurse"))
    make_links(lines, by=it)
    again = make_links(Finding.objects.all(), by=it)
    assert (again.people, again.roles, again.addresses) == ([], [], 2)
    assert (Member.objects.count(), RoleLink.objects.count()) == (2, 1)


def test_students_and_strangers_get_no_link() -> None:
    a_district()
    lines = found(line("kim2031"), ("sales@vendor.com", "text", "", ""))
    assert make_links(lines, by=ivy()).addresses == 0
    assert Member.objects.count() == 1


def test_one_link_serves_every_line_of_an_address() -> None:
    a_district()
    site = a_site()
    settle(a_scan(site, {"/": [line("a.dahl", "Anneke Dahl")], "/b": [line("a.dahl", technique="comment")]}))
    make_links(Finding.objects.all()[:1], by=ivy())
    assert {row.person.name for row in Finding.objects.all() if row.person} == {"Anneke Dahl"}


def test_a_role_name_that_is_taken_gets_a_number() -> None:
    a_district()
    RoleLink.objects.create(slug="nurse", title="Nurse")
    make_links(found(line("nurse"), path="/health"), by=ivy())
    assert set(RoleLink.objects.values_list("slug", flat=True)) == {"nurse", "nurse-2"}


def test_a_link_survives_the_next_scan() -> None:
    a_district()
    site = a_site()
    settle(a_scan(site, {"/": [line("titleix")]}))
    make_links(Finding.objects.all(), by=ivy())
    settle(a_scan(site, {"/": [line("titleix")], "/new": [line("titleix")]}))
    assert Finding.objects.exclude(role_link=None).count() == 2


def test_who_has_left_gets_no_link() -> None:
    a_district()
    gone = member("Anneke Dahl")
    gone.is_active = False
    gone.save()
    make_links(found(line("a.dahl")), by=ivy())
    assert replacement(Finding.objects.get()) is None


def test_nothing_is_pasted_into_a_document() -> None:
    a_district()
    make_links(found(line("a.dahl", "Anneke Dahl", technique="pdf-text"), path="/packet.pdf"), by=ivy())
    put = replacement(Finding.objects.get())
    assert put is not None
    assert (put.snippet, "document" in put.advice) == ("", True)


def test_a_hostile_name_is_escaped_in_the_snippet() -> None:
    a_district()
    make_links(found(line("a.dahl", '<img src=x onerror="x()"> Dahl')), by=ivy())
    put = replacement(Finding.objects.get())
    assert put is not None
    assert "<img" not in put.snippet


def test_the_directory_file_has_each_person_once_and_no_address() -> None:
    a_district()
    found(line("a.dahl", "Anneke Dahl", "Registrar"), line("a.dahl", technique="text"), line("nurse"))
    make_links(Finding.objects.all(), by=ivy())
    text = "".join(as_csv(DIRECTORY_COLUMNS, directory_rows(Finding.objects.order_by("address", "id"))))
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [row["person"] for row in rows] == ["Anneke Dahl", "Nurse"]
    assert "@" not in text
    assert len(list(work_rows(Finding.objects.all()))) == 3


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1", " =1", "|x"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text).startswith("'")


def test_a_cell_stays_on_one_line() -> None:
    assert safe_cell("a\r\nb") == "a b"


@pytest.mark.parametrize(
    ("address", "name"), [("k.halvorsen@x", "K. Halvorsen"), ("ana_ruiz2@x", "Ana Ruiz"), ("...@x", "...")]
)
def test_a_name_is_read_from_an_address_when_no_page_gives_one(address: str, name: str) -> None:
    assert name_from(address) == name
