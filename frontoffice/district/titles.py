"""Job titles in the reader's language: the usual ones of schools, whole or by their parts.

A district types a title once, in English. What is not known here, or has no translation, stays as typed.
Translations begin with a small letter, for they are put together, and name the office, not a man or a woman.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

ROLES = (
    _("Accounts Payable"), _("After-School Site Leader"), _("Assistant Principal"),
    _("Assistant Superintendent"), _("Attendance"), _("Attendance Clerk"), _("Benefits Specialist"),
    _("Board Clerk"), _("Board Member"), _("Board President"), _("Board Treasurer"),
    _("Board Vice President"), _("Bus Dispatcher"), _("Bus Driver"), _("Bus Office Secretary"),
    _("Business Manager"), _("Communications Specialist"), _("Computer Technician"), _("Cook"),
    _("Counselor"), _("Crossing Guard"), _("Custodian"), _("Dean of Students"), _("Dietitian"),
    _("District Office"), _("Enrollment Clerk"), _("Executive Assistant to the Superintendent"),
    _("Families in Transition Liaison"), _("Family Liaison"), _("FFA Advisor"), _("Head Custodian"),
    _("Health Room Assistant"), _("Help Desk Lead"), _("Help Desk Technician"), _("Instructional Coach"),
    _("Interpreter"), _("Lead School Nurse"), _("Librarian"), _("Library Media Specialist"),
    _("Maintenance Lead"), _("Meal Benefits Clerk"), _("Menu Planner"),
    _("Network and Systems Administrator"), _("Nurse"), _("Occupational Therapist"), _("Office Manager"),
    _("Paraprofessional"), _("Payroll"), _("Physical Therapist"), _("Pool and Gym Scheduler"),
    _("Principal"), _("Production Kitchen Lead"), _("Reading Specialist"), _("Receptionist"),
    _("Records Officer"), _("Registrar"), _("Route Coordinator"), _("School Counselor"),
    _("School Nurse"), _("School Psychologist"), _("School Resource Officer"), _("School Secretary"),
    _("Secretary"), _("Security Monitor"), _("Social Worker"), _("Speech Language Pathologist"),
    _("Student Teacher"), _("Substitute Teacher"), _("Superintendent"), _("Teacher"), _("Teacher Aide"),
    _("Transportation Trainer"), _("Vice Principal"), _("Volunteer"),
)  # fmt: skip
AREAS = (
    _("Activities"), _("Agriculture"), _("Algebra"), _("Arabic"), _("Art"), _("Athletic"), _("Band"),
    _("Bilingual"), _("Biology"), _("Business"), _("Calculus"), _("Career"), _("Chemistry"), _("Choir"),
    _("Civics"), _("Civil Rights"), _("College"), _("Communications"), _("Community Education"),
    _("Computer Science"), _("Curriculum"), _("Dual Language"), _("English"), _("English Learner"),
    _("Facilities"), _("French"), _("Geography"), _("German"), _("Health"), _("History"), _("Hmong"),
    _("Human Resources"), _("Kindergarten"), _("Lao"), _("Learning"), _("Literacy"), _("Math"),
    _("Mathematics"), _("Music"), _("Orchestra"), _("P.E."), _("Physical Education"), _("Physics"),
    _("Pre-Kindergarten"), _("Preschool"), _("Reading"), _("Safety"), _("School Nutrition"),
    _("Science"), _("Social Studies"), _("Somali"), _("Spanish"), _("Special Education"),
    _("Student Services"), _("Teaching"), _("Technology"), _("Technology Education"), _("Theater"),
    _("Title IX"), _("Transportation"), _("U.S. History"), _("Volleyball"), _("World Languages"),
    _("Wrestling"),
)  # fmt: skip
FORMS = (
    (re.compile(r"(?:Grade (?P<grade>\d{1,2})|(?P<nth>\d{1,2})(?:st|nd|rd|th) Grade) Teacher", re.I),
     _("Grade %(grade)s Teacher")),
    (re.compile(r"Teacher[ ,(]+Grade (?P<grade>\d{1,2})\)?", re.I), _("Grade %(grade)s Teacher")),
    (re.compile(r"Grade (?P<grade>\d{1,2}) (?P<area>.+) Teacher", re.I),
     _("Grade %(grade)s %(area)s Teacher")),
    (re.compile(r"(?P<area>.+) Teacher", re.I), _("%(area)s Teacher")),
    (re.compile(r"Director of (?P<area>.+)|(?P<of>.+) Director", re.I), _("%(area)s Director")),
    (re.compile(r"Coordinator of (?P<area>.+)|(?P<of>.+) Coordinator", re.I), _("%(area)s Coordinator")),
    (re.compile(r"(?P<area>.+) Coach", re.I), _("%(area)s Coach")),
)  # fmt: skip
JOINED = ((", ", _("%(one)s, %(other)s")), (" and ", _("%(one)s and %(other)s")))
MAX_CHARS = 60
"""A longer title stays as typed: the ways to part one grow with every "and"."""

KNOWN_AREAS = {words.casefold(): words for words in AREAS}
KNOWN = {words.casefold(): words for words in ROLES} | KNOWN_AREAS


def in_words(title: str) -> str:
    """The title in the reader's language when all of it is known there, else as typed."""
    if (get_language() or "en").startswith("en"):
        return title
    said = _said(" ".join(title.split())) if len(title) <= MAX_CHARS else ""
    return said[:1].upper() + said[1:] if said else title


def _said(words: str) -> str:
    """`words` translated, or nothing."""
    if known := KNOWN.get(words.casefold()):
        return _translated(known)
    for shape, form in FORMS:
        if (found := shape.fullmatch(words)) and (said := _formed(form, found)):
            return said
    return _joined(words, _said)


def _area(words: str) -> str:
    """What somebody teaches or leads, translated, or nothing."""
    known = KNOWN_AREAS.get(words.casefold())
    return _translated(known) if known else _joined(words, _area)


def _joined(words: str, say: Callable[[str], str]) -> str:
    for mark, form in JOINED:
        one, parted, other = words.partition(mark)
        if parted and (first := say(one)) and (second := say(other)):
            return gettext(form) % {"one": first, "other": second}
    return ""


def _formed(form: str, found: re.Match[str]) -> str:
    parts = found.groupdict()
    grade = parts.get("grade") or parts.get("nth")
    area = _area(parts.get("area") or parts.get("of") or "")
    said = _translated(form)
    lacks = ("%(area)s" in form and not area) or ("%(grade)s" in form and not grade)
    return "" if lacks or not said else said % {"area": area, "grade": grade}


def _translated(msgid: str) -> str:
    said = gettext(msgid)
    return said if said != msgid else ""
