from __future__ import annotations

import pytest

from frontoffice.exposure.judging import (
    OUTSIDE,
    PLACEHOLDER,
    ROLE,
    STAFF,
    STUDENT,
    Judgement,
    Person,
    Role,
    Roster,
    judge,
)

ROSTER = Roster(
    domains=frozenset({"riverbend.k12.wi.us"}),
    people=(
        Person(1, "Karin Halvorsen", "k.halvorsen@riverbend.k12.wi.us"),
        Person(2, "María José Núñez", "m.josenunez@riverbend.k12.wi.us"),
        Person(3, "Ben Ortiz", "b.ortiz@riverbend.k12.wi.us"),
        Person(4, "Lou Petrakis", "lpetrakis@riverbend.k12.wi.us"),
    ),
    roles=(Role(9, "Front desk", "hello-desk@riverbend.k12.wi.us"),),
    school_words=frozenset({"lincoln", "birch", "lane"}),
)


@pytest.mark.parametrize(
    ("address", "name", "kind"),
    [
        ("k.halvorsen@riverbend.k12.wi.us", "", STAFF),
        ("K.Halvorsen@Riverbend.K12.WI.US", "", STAFF),
        ("j.doe@riverbend.k12.wi.us", "", PLACEHOLDER),
        ("a.dahl@riverbend.k12.wi.us", "", STAFF),
        ("office@riverbend.k12.wi.us", "", ROLE),
        ("lincoln.office@riverbend.k12.wi.us", "", ROLE),
        ("title-ix@riverbend.k12.wi.us", "", ROLE),
        ("birch-lane.attendance@riverbend.k12.wi.us", "Karin Halvorsen", ROLE),
        ("b.banks@riverbend.k12.wi.us", "Board Banks", STAFF),
        ("nurse@lincoln.riverbend.k12.wi.us", "", ROLE),
        ("kim@students.riverbend.k12.wi.us", "", STUDENT),
        ("104233@riverbend.k12.wi.us", "", STUDENT),
        ("kim2031@riverbend.k12.wi.us", "", STUDENT),
        ("sales@vendor.example", "", PLACEHOLDER),
        ("sales@vendor.com", "", OUTSIDE),
        ("you@riverbend.k12.wi.us", "", PLACEHOLDER),
        ("someone@example.com", "", PLACEHOLDER),
        ("x@notriverbend.k12.wi.us", "", OUTSIDE),
        ("not an address", "", OUTSIDE),
        ("", "", OUTSIDE),
    ],
)
def test_whose_an_address_is(address: str, name: str, kind: str) -> None:
    assert judge(address, name, ROSTER).kind == kind


def test_a_known_role_mailbox_belongs_to_its_role() -> None:
    assert judge("hello-desk@riverbend.k12.wi.us", "", ROSTER) == Judgement(ROLE, role=9)


def test_most_of_the_roster_tells_the_districts_address_pattern() -> None:
    assert ROSTER.pattern == "f.last"


def test_a_person_is_matched_by_name_when_the_address_bears_it_out() -> None:
    assert judge("ortiz.b@riverbend.k12.wi.us", "Ben Ortiz", ROSTER).person == 3


def test_a_name_that_only_stands_nearby_matches_nobody() -> None:
    assert judge("a.dahl@riverbend.k12.wi.us", "Ben Ortiz", ROSTER).person is None


def test_a_person_is_matched_by_the_districts_pattern() -> None:
    assert judge("l.petrakis@riverbend.k12.wi.us", "", ROSTER).person == 4


def test_two_people_whose_names_give_one_address_are_matched_to_neither() -> None:
    twins = Roster(
        domains=ROSTER.domains,
        people=(*ROSTER.people, Person(5, "Lena Petrakis", "lena@riverbend.k12.wi.us")),
    )
    assert judge("l.petrakis@riverbend.k12.wi.us", "", twins).person is None


def test_an_empty_roster_judges_without_matching() -> None:
    assert judge("a@riverbend.k12.wi.us", "Ann Arbor", Roster(domains=ROSTER.domains)) == Judgement(STAFF)
