"""A file of people or schools: what is read, what is wrong with it, and what it would do."""

from __future__ import annotations

import pytest

from frontoffice.district.roster import compare, read_people, read_schools

HEAD = "email,name,title,school,department,phone,listed\n"
ANN = "ann@riverbend.k12.wi.us,Añn Lee,Nurse,lincoln,,,yes\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_file_is_read_however_it_was_saved(encoding: str) -> None:
    read = read_people((HEAD + ANN).encode(encoding), ["lincoln"], [])
    assert not read.problems
    assert read.rows["ann@riverbend.k12.wi.us"]["name"] == "Añn Lee"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name\nAnn\n", 1),
        (HEAD + ANN + ANN, 3),
        (HEAD + "not an address,Ann,,,,,\n", 2),
        (HEAD + ANN.replace("lincoln", "nowhere"), 2),
        (HEAD + ANN.replace("yes", "perhaps"), 2),
        (HEAD, 0),
        ("", 1),
        ("PK\x03\x04", 0),
    ],
)
def test_each_problem_names_its_row(text: str, line: int) -> None:
    assert [problem.line for problem in read_people(text.encode(), ["lincoln"], []).problems] == [line]


def test_adds_changes_and_removals_and_too_many_of_them() -> None:
    now = {str(n): {"name": str(n)} for n in range(10)}
    wanted = {str(n): {"name": str(n)} for n in range(2, 10)} | {"2": {"name": "new"}, "11": {"name": "11"}}
    done = compare(now, wanted)
    assert (len(done.adds), len(done.changes), len(done.removals)) == (1, 1, 2)
    assert not done.removes_too_many
    assert compare(now, {"9": {"name": "9"}}).removes_too_many


def test_a_school_without_a_proper_name_in_links_is_refused() -> None:
    head = "slug,name,short_name,grades,address,phone,hours\n"
    assert read_schools((head + "Oak Street,Oak,,,,,\n").encode()).problems[0].line == 2
