"""Every change that a screen makes stands in the history: who, what, about what, and no words of anybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from frontoffice.district import history
from frontoffice.district.history import EVENTS, UnknownEvent, record
from frontoffice.district.models import Event, Member, RoleLink, School, Topic

As = Callable[[Member], Client]
TOPIC = {"response_goal": "1d", "sensitivity": "low", "assistant": "draft", "position": "1"}


def _told(by: Member) -> list[tuple[str, str]]:
    return [(event.name, event.subject) for event in Event.objects.filter(by=by).order_by("id")]


def test_each_screens_write_is_one_event_with_its_fields(
    cleo: Member, dov: Member, bus: Topic, lincoln: School, as_: As
) -> None:
    browser = as_(cleo)
    team, department, category = bus.team, bus.department, bus.category
    assert team is not None
    assert department is not None
    role = RoleLink.objects.create(title="Principal", slug="principal", holder=dov)
    role_fields = {"title": "Principal of Lincoln", "holder": dov.pk}
    person = {"name": "Dov A. Adler", "email": dov.email, "roles": ["recorder"], "listed": "on"}
    topic = {**TOPIC, "name": "Buses", "category": category.pk, "owner": bus.owner_id}
    writes = [
        (
            f"schools/{lincoln.pk}/",
            {"name": "Lincoln School", "short_name": "L", "position": 0},
            "school",
            "school",
        ),
        (f"departments/{department.pk}/", {"name": "Buses and cars"}, "department", "department"),
        (f"teams/{team.pk}/", {"name": "Buses", "members": [dov.pk]}, "team", "team"),
        (f"categories/{category.pk}/", {"name": "Every day", "position": 1}, "topic", "category"),
        (f"topics/{bus.pk}/", topic, "topic", "topic"),
        (f"role-links/{role.pk}/", role_fields, "role_link", "rolelink"),
        (f"people/{dov.pk}/", person, "member", "member"),
        ("calendar/", {"which": "hours", "opens_0": "08:00", "closes_0": "16:00"}, "calendar", "district"),
        ("calendar/snow-day/", {}, "calendar", "district"),
        (f"people/{dov.pk}/password/", {}, "member", "member"),
        (f"people/{dov.pk}/second-factor/", {}, "member", "member"),
    ]
    for path, typed, kind, subject in writes:
        Event.objects.all().delete()
        assert browser.post(f"/setup/{path}", typed).status_code in (200, 302), path
        assert _told(cleo) == [(f"{kind}.changed", subject)], path
    fields = Event.objects.get().refs["changed"]
    assert fields == ["second_factor"]


def test_a_change_names_its_fields_and_never_what_stood_in_them(cleo: Member, bus: Topic, as_: As) -> None:
    typed = {**TOPIC, "name": "Buses", "category": bus.category_id, "owner": bus.owner_id}
    typed |= {"description": "A secret between us", "name__es": "Autobús"}
    as_(cleo).post(f"/setup/topics/{bus.pk}/", typed)
    event = Event.objects.get()
    assert {"description", "name"} <= set(event.refs["changed"])
    assert "secret" not in str(event.refs)


def test_a_refused_form_and_a_look_leave_no_trace(cleo: Member, bus: Topic, as_: As) -> None:
    browser = as_(cleo)
    for path in (f"topics/{bus.pk}/", "people/", "district/", "history/", "import/"):
        browser.get(f"/setup/{path}")
    browser.post(f"/setup/topics/{bus.pk}/", {"name": ""})
    assert not Event.objects.exists()


def test_the_screen_says_who_did_what_to_whom_in_words(
    cleo: Member, dov: Member, bus: Topic, as_: As
) -> None:
    record("topic.changed", bus, cleo, changed=["owner"], to=dov.pk)
    record("member.removed", dov, None, to=None)
    shown = as_(cleo).get("/setup/history/").content.decode()
    for words in (
        "Cleo Marsh",
        "A topic was added or changed",
        ">Bus<",
        "Dov Adler",
        "a family or the system",
    ):
        assert words in shown
    only = as_(cleo).get(f"/setup/history/?who={cleo.pk}&what=topic").content.decode()
    assert "A person no longer works here" not in only
    nothing = as_(cleo).get("/setup/history/?who=99999999999999999999&what=nonsense").content.decode()
    assert "A topic was added or changed" in nothing


def test_rows_of_other_modules_are_shown_by_number_alone(cleo: Member, bus: Topic, as_: As) -> None:
    Event.objects.create(name="conversation.closed", by=cleo, subject="conversation", subject_id=412, refs={})
    assert "conversation 412" in as_(cleo).get("/setup/history/").content.decode()


def test_the_history_is_read_by_administrators_and_records_officers_alone(
    cleo: Member, rae: Member, ivy: Member, dov: Member, as_: As
) -> None:
    status = {member.name: as_(member).get("/setup/history/").status_code for member in (cleo, rae, ivy, dov)}
    assert status == {"Cleo Marsh": 200, "Rae Lind": 200, "Ivy Chen": 404, "Dov Adler": 404}


def test_only_words_of_the_vocabulary_are_written(dov: Member) -> None:
    with pytest.raises(UnknownEvent):
        record("member.teleported", dov, dov)
    assert history.of(dov).count() == 0
    assert all(name.count(".") == 1 and words for name, words in EVENTS.items())
