"""Files as districts export them: what was shown is done, twice changes nothing, half is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frontoffice.district.departures import depart
from frontoffice.district.models import Department, Event, Member, School
from frontoffice.district.roster import MAX_FILE_BYTES
from frontoffice.district.roster_import import KINDS, Refused, carry_out, plan
from frontoffice.district.template_import import import_topics, would_add

As = Callable[[Member], Client]
PEOPLE, SCHOOLS = KINDS["people"], KINDS["schools"]
HEAD = ["email", "name", "title", "school", "department", "phone", "listed"]


def _file(
    rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8", head: list[str] = HEAD
) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([head, *rows])
    return out.getvalue().encode(encoding)


def _row(number: int, **other: str) -> list[str]:
    facts = dict.fromkeys(HEAD, "") | {
        "email": f"p{number}@riverbend.k12.wi.us",
        "name": f"Person {number}",
    }
    return list((facts | other).values())


def _own(member: Member) -> list[str]:
    return [member.email, member.name, "", "", "", "", "yes"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_is_put_in_however_the_spreadsheet_saved_it(
    delimiter: str, encoding: str, cleo: Member, lincoln: School
) -> None:
    Department.objects.create(name="Health", slug="health")
    nurse = _row(
        1, name="Añn  O'Brien, RN", title='Nurse\n"lead"', school="lincoln", department="health", listed="N"
    )
    raw = _file([_own(cleo), nurse], delimiter, encoding)
    carry_out(PEOPLE, "people", raw, cleo)
    person = Member.objects.get(email="p1@riverbend.k12.wi.us")
    assert (person.name, person.title) == ("Añn O'Brien, RN", 'Nurse "lead"')
    assert (person.school, person.department and person.department.slug, person.listed) == (
        lincoln,
        "health",
        False,
    )
    assert plan(PEOPLE, raw, cleo).comparison.nothing  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (_file([_row(1)], head=[*HEAD[:-1], "list"]), "lacks the column listed"),
        (_file([_row(1)], head=[*HEAD[:3], *HEAD[:4]]), "lacks the column department"),
        (_file([_row(1), _row(1, email="P1@riverbend.k12.wi.us")]), "stands in the file twice"),
        (_file([_row(1, school="hogwarts")]), "There is no school “hogwarts”"),
        (_file([_row(1, department="magic")]), "There is no department “magic”"),
        (_file([_row(1, name="N" * 121)]), "longer than 120 letters"),
        (_file([_row(1, phone="0" * 41)]), "longer than 40 letters"),
        (_file([_row(1, email="p1@riverbend")]), "is not an e-mail address"),
        (_file([[*_row(1), "more"]]), "more cells than the header"),
        (_file([]), "no rows"),
        (b'email,name\n"never closed', "not a whole CSV"),
        (b"", "lacks the column email"),
        (b"PK\x03\x04 a workbook", "an Excel file"),
        ("email,name".encode("utf-16"), "not a text file"),
        (b"x" * (MAX_FILE_BYTES + 1), "larger than 2 MB"),
    ],
)
def test_a_file_that_cannot_be_right_changes_nothing_and_says_why(
    raw: bytes, words: str, cleo: Member, lincoln: School
) -> None:
    made = plan(PEOPLE, raw, cleo)
    assert words in " ".join(problem.words for problem in made.problems)
    with pytest.raises(Refused):
        carry_out(PEOPLE, "people", raw, cleo)
    assert list(Member.objects.all()) == [cleo]
    assert not Event.objects.exists()


def test_a_file_that_could_not_be_taken_in_is_not_called_empty(
    cleo: Member, as_: As, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "gone")
    file = SimpleUploadedFile("staff.csv", _file([_row(1)]))
    answer = as_(cleo).post("/setup/import/", {"kind": "people", "file": file})
    assert answer.status_code == 422
    assert "could not take the file in just now" in answer.content.decode()
    assert "lacks the column" not in answer.content.decode()


def test_what_is_shown_is_what_is_done_and_twice_does_nothing_more(
    cleo: Member, dov: Member, ben: Member
) -> None:
    for number in range(5):
        Member.objects.create_user(f"p{number}@riverbend.k12.wi.us", None, name=f"Person {number}")
    rows = [_own(cleo), _own(dov), [ben.email, "Benjamin Okafor", "Dispatcher", "", "", "", ""]]
    raw = _file([*rows, *(_row(number) for number in (1, 2, 3, 4, 9))])
    shown = plan(PEOPLE, raw, cleo)
    done = carry_out(PEOPLE, "people", raw, cleo)
    assert shown.comparison is not None
    assert asdict(shown.comparison) == asdict(done)
    assert (len(done.adds), len(done.changes), len(done.removals)) == (1, 1, 1)
    assert not Member.objects.get(email="p0@riverbend.k12.wi.us").is_active
    assert Member.objects.get(email="p9@riverbend.k12.wi.us").roles == ["team_member"]
    told = sorted(Event.objects.values_list("name", flat=True))
    assert told == ["member.added", "member.changed", "member.removed", "people.imported"]
    assert carry_out(PEOPLE, "people", raw, cleo).nothing
    assert Event.objects.count() == 4


def test_a_file_that_removes_more_than_a_fifth_is_refused(cleo: Member) -> None:
    for number in range(9):
        Member.objects.create_user(f"p{number}@riverbend.k12.wi.us", None, name=f"Person {number}")
    most = _file([_own(cleo), *(_row(number) for number in range(7))])
    half = _file([_own(cleo), *(_row(number) for number in range(6))])
    assert plan(PEOPLE, most, cleo).ready
    refused = plan(PEOPLE, half, cleo)
    assert refused.comparison is not None
    assert refused.comparison.removes_too_many
    with pytest.raises(Refused):
        carry_out(PEOPLE, "people", half, cleo)
    assert Member.objects.filter(is_active=True).count() == 10


def test_nobody_is_removed_by_a_file_while_they_answer_for_something(
    cleo: Member, ben: Member, dov: Member, bus: object
) -> None:
    others = [Member(email=f"p{n}@riverbend.k12.wi.us", name=f"Person {n}", password="!") for n in range(9)]
    Member.objects.bulk_create(others)
    raw = _file([_own(cleo), _own(dov), *(_row(number) for number in range(9))])
    assert (
        "Ben Okafor is not in the file but answers for 2 things" in plan(PEOPLE, raw, cleo).problems[0].words
    )
    raw = _file([_own(ben), _own(dov), *(_row(number) for number in range(9))])
    assert "cannot remove yourself" in plan(PEOPLE, raw, cleo).problems[0].words


def test_whoever_was_here_before_comes_back_by_a_file(cleo: Member, dov: Member) -> None:
    depart(dov, None, cleo)
    carry_out(PEOPLE, "people", _file([_own(cleo), [dov.email, "Dov A. Adler", "", "", "", "", ""]]), cleo)
    again = Member.objects.get(email=dov.email)
    assert (again.pk, again.name, again.is_active, again.roles) == (
        dov.pk,
        "Dov A. Adler",
        True,
        ["team_member"],
    )


@pytest.mark.slow
def test_five_thousand_people_come_in_at_once(cleo: Member, lincoln: School) -> None:
    raw = _file([_own(cleo), *(_row(number, school="lincoln", title="Teacher") for number in range(5000))])
    done = carry_out(PEOPLE, "people", raw, cleo)
    assert len(done.adds) == 5000
    assert Member.objects.filter(school=lincoln).count() == 5000
    assert plan(PEOPLE, raw, cleo).comparison.nothing  # type: ignore[union-attr]


def test_the_list_as_it_is_changes_nothing_when_it_comes_back(
    cleo: Member, bus: object, lincoln: School
) -> None:
    Member.objects.update(title='Bus; "late", often', phone="+1 608 555 0100")
    for kind in (PEOPLE, SCHOOLS):
        assert plan(kind, kind.as_csv().encode(), cleo).comparison.nothing  # type: ignore[union-attr]


def test_a_school_that_is_not_in_the_file_is_closed_and_opens_again(cleo: Member) -> None:
    for number in range(6):
        School.objects.create(name=f"School {number}", short_name=f"S{number}", slug=f"s{number}")
    whole = SCHOOLS.as_csv()
    without = "".join(line for line in whole.splitlines(keepends=True) if not line.startswith("s3,"))
    carry_out(SCHOOLS, "schools", without.encode(), cleo)
    assert School.objects.get(slug="s3").closed_at is not None
    carry_out(SCHOOLS, "schools", whole.encode(), cleo)
    assert School.objects.get(slug="s3").closed_at is None
    twins = whole + "s7,School 7,,,,,\r\ns8,School 7,,,,,\r\n"
    assert "Two schools are named" in plan(SCHOOLS, twins.encode(), cleo).problems[0].words
    taken = whole.replace("s3,School 3", "s9,School 3")
    assert "named School 3 already" in plan(SCHOOLS, taken.encode(), cleo).problems[0].words


def test_what_was_shown_is_done_only_while_it_still_holds(cleo: Member, dov: Member, as_: As) -> None:
    browser = as_(cleo)
    file = SimpleUploadedFile("people.csv", _file([_own(cleo), _own(dov), _row(1)]))
    kept = browser.post("/setup/import/", {"kind": "people", "file": file}).context["kept"]
    assert browser.post("/setup/import/", {"kind": "people", "kept": kept + "x"}).status_code == 302
    assert Member.objects.count() == 2
    others = [Member(email=f"q{n}@riverbend.k12.wi.us", name=f"Q {n}", password="!") for n in range(5)]
    Member.objects.bulk_create(others)
    shown = browser.post("/setup/import/", {"kind": "people", "kept": kept}, follow=True)
    assert "Something changed meanwhile" in shown.content.decode()
    assert Member.objects.filter(is_active=True).count() == 7


def test_dov_imports_and_downloads_nothing_and_ivy_no_schools(dov: Member, ivy: Member, as_: As) -> None:
    for kind in ("people", "schools"):
        assert as_(dov).get(f"/setup/import/{kind}.csv").status_code == 404
        assert as_(dov).post("/setup/import/", {"kind": kind}).status_code == 404
    assert as_(ivy).get("/setup/import/people.csv").status_code == 200
    assert as_(ivy).get("/setup/import/schools.csv").status_code == 404
    assert as_(ivy).post("/setup/import/", {"kind": "schools"}).status_code == 404


def test_the_usual_topics_twice_change_nothing(cleo: Member, as_: As) -> None:
    first = import_topics(cleo)
    events = Event.objects.filter(name="topic.changed").count()
    assert (len(first.topics), events) == (25, 25)
    assert would_add().topics == []
    assert as_(cleo).post("/setup/topics/template/").status_code == 302
    assert Event.objects.count() == events
