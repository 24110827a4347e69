"""A file of people or schools, read and compared with what is there. Plain values, no database."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

MAX_FILE_BYTES = 2_000_000
MAX_ROWS = 20_000
MAX_REMOVED_SHARE = 0.20  # of those that are there
ENCODINGS = ("utf-8-sig", "cp1252")  # utf-8-sig reads plain UTF-8 too

# Each column with the most letters it holds.
PEOPLE = {"email": 254, "name": 120, "title": 120, "school": 50, "department": 50, "phone": 40, "listed": 5}
SCHOOLS = {
    "slug": 50, "name": 120, "short_name": 60, "grades": 40, "address": 200, "phone": 40, "hours": 120,
}  # fmt: skip
DELIMITERS = ",;\t"
ADDRESS = re.compile(r"^[^@\s,;<>\"]{1,64}@([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}$")
SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")

Row = dict[str, str]
Judge = Callable[[Row], Iterable[str]]


@dataclass(frozen=True)
class Problem:
    """What is wrong, in a sentence, and on which line of the file (1 is the header; 0 is the file itself)."""

    line: int
    words: str


@dataclass
class Read:
    """A file's rows by their key, and what is wrong with it; rows are only to be used when nothing is."""

    rows: dict[str, Row] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    key: str
    before: Row
    after: Row

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """(column, before, after) for each that differs."""
        pairs = [(name, self.before.get(name, ""), words) for name, words in self.after.items()]
        return [(name, before, words) for name, before, words in pairs if before != words]


@dataclass(frozen=True)
class Comparison:
    """What the file would do: rows to add, to change, to remove; `there` is how many are there now."""

    adds: list[Row]
    changes: list[Change]
    removals: list[Row]
    there: int

    @property
    def removes_too_many(self) -> bool:
        """More than MAX_REMOVED_SHARE would go: more likely half a file than a real change."""
        return len(self.removals) > self.there * MAX_REMOVED_SHARE

    @property
    def nothing(self) -> bool:
        return not (self.adds or self.changes or self.removals)


class NotText(ValueError):
    """The bytes are no CSV text that we can read; the message says what to do."""


def decode(raw: bytes) -> str:
    """The file's text, whether it was saved as UTF-8 or by Excel for Windows. Raises NotText."""
    if len(raw) > MAX_FILE_BYTES:
        raise NotText("The file is larger than 2 MB. A list of people is much smaller; is it the right file?")
    if raw[:2] == b"PK":
        raise NotText("This is an Excel file. In Excel choose Save as, CSV UTF-8, and send that file.")
    if b"\x00" in raw:
        raise NotText("This is not a text file. Save the list as CSV and send that file.")
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotText("The letters of the file cannot be read. Save it as CSV UTF-8 and send that file.")


def read_people(raw: bytes, schools: Iterable[str], departments: Iterable[str]) -> Read:
    """The people of a CSV with the columns PEOPLE; `schools` and `departments` are known names in links."""
    known = {"school": set(schools), "department": set(departments)}

    def judge(row: Row) -> Iterable[str]:
        row["email"] = row["email"].lower()
        row["listed"] = _yes_or_no(row["listed"])
        if not ADDRESS.match(row["email"]):
            yield f"“{row['email']}” is not an e-mail address."
        if not row["name"]:
            yield "The name is empty."
        if row["listed"] == "?":
            yield "In the column listed write yes or no."
        for column in ("school", "department"):
            if row[column] and row[column] not in known[column]:
                yield f"There is no {column} “{row[column]}”. Add it first, or use its name in links."

    return _read(raw, PEOPLE, "email", judge)


def _yes_or_no(words: str) -> str:
    """`yes` (also when empty), `no`, or `?`."""
    if words.lower() in NO:
        return "no"
    return "yes" if words.lower() in ("", *YES) else "?"


def read_schools(raw: bytes) -> Read:
    """The schools of a CSV with the columns SCHOOLS."""
    names: set[str] = set()

    def judge(row: Row) -> Iterable[str]:
        row["slug"] = row["slug"].lower()
        row["short_name"] = row["short_name"] or row["name"][:60]
        if len(row["slug"]) > 50 or not SLUG.match(row["slug"]):
            yield f"“{row['slug']}” is not a name in links: write small letters, digits and hyphens."
        if not row["name"]:
            yield "The name is empty."
        if row["name"].casefold() in names:
            yield f"Two schools are named {row['name']}."
        names.add(row["name"].casefold())

    return _read(raw, SCHOOLS, "slug", judge)


def _read(raw: bytes, columns: Mapping[str, int], key: str, judge: Judge) -> Read:
    read = Read()
    try:
        text = decode(raw)
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except NotText as error:
        return Read(problems=[Problem(0, str(error))])
    except csv.Error as error:
        return Read(problems=[Problem(0, f"The file is not a whole CSV ({error}). Save it again.")])
    if wrong := _wrong_header(lines[0] if lines else [], columns):
        return Read(problems=[Problem(1, wrong)])
    if len(lines) > MAX_ROWS + 1:
        return Read(problems=[Problem(0, "The file has more than 20,000 rows.")])
    header = [cell.strip().lower() for cell in lines[0]]
    for number, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            _take(read, number, header, cells, columns, key, judge)
    if not read.rows and not read.problems:
        read.problems.append(Problem(0, "The file has a header and no rows."))
    return read


def _delimiter(text: str) -> str:
    """Excel writes semicolons in some countries, and tabs when asked for text."""
    first = text.split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)


def _wrong_header(cells: list[str], columns: Mapping[str, int]) -> str:
    header = [cell.strip().lower() for cell in cells]
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name and name not in columns]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if missing:
        return f"The first line lacks the column {missing[0]}. It should be: {', '.join(columns)}."
    if unknown:
        return f"There is no column “{unknown[0]}”. The first line should be: {', '.join(columns)}."
    return f"The column {twice[0]} stands there twice." if twice else ""


def _take(
    read: Read,
    line: int,
    header: list[str],
    cells: list[str],
    columns: Mapping[str, int],
    key: str,
    judge: Judge,
) -> None:
    if len(cells) > len(header):
        read.problems.append(
            Problem(line, "This row has more cells than the header. Is a comma not in quotes?")
        )
        return
    given = dict(zip(header, (" ".join(cell.split()) for cell in cells), strict=False))
    row = {name: given.get(name, "") for name in columns}
    problems = list(judge(row))
    problems += [
        f"The cell {name} is longer than {most} letters."
        for name, most in columns.items()
        if len(row[name]) > most
    ]
    if row[key] in read.rows:
        problems.append(f"“{row[key]}” stands in the file twice.")
    read.problems.extend(Problem(line, words) for words in problems)
    read.rows.setdefault(row[key], row)


def compare(now: Mapping[str, Row], wanted: Mapping[str, Row]) -> Comparison:
    """What would make `now` into `wanted`, by their keys; rows in both that are equal are left alone."""
    return Comparison(
        adds=[row for key, row in wanted.items() if key not in now],
        changes=[Change(key, now[key], row) for key, row in wanted.items() if key in now and now[key] != row],
        removals=[row for key, row in now.items() if key not in wanted],
        there=len(now),
    )
