"""Every screen of set-up: who sees it, what it keeps, and what it writes in the history."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from frontoffice.district.models import (
    Category,
    ClosedDay,
    Department,
    District,
    Event,
    Member,
    OpenHours,
    RoleLink,
    School,
    SchoolTopic,
    Team,
    Topic,
)

As = Callable[[Member], Client]
DISTRICT = ["district", "schools", "departments", "teams", "categories", "topics", "role-links", "calendar"]
PEOPLE = ["people", "people/add", "import"]
ADDED = ["schools/add", "departments/add", "teams/add", "categories/add", "topics/add", "role-links/add"]
TOPIC = {"response_goal": "1d", "sensitivity": "low", "assistant": "draft", "position": "1"}


@pytest.mark.parametrize("page", ["", *DISTRICT, *ADDED, *PEOPLE, "topics/template", "history"])
def test_a_stranger_is_sent_to_sign_in_and_dov_finds_nothing(page: str, dov: Member, as_: As) -> None:
    path = f"/setup/{page}/".replace("//", "/")
    assert Client().get(path).headers["Location"].startswith("/account/login/")
    assert as_(dov).get(path).status_code == 404


@pytest.mark.parametrize("page", ["", *DISTRICT, *ADDED, *PEOPLE, "history"])
def test_the_administrator_sees_every_screen(page: str, cleo: Member, bus: Topic, as_: As) -> None:
    answer = as_(cleo).get(f"/setup/{page}/".replace("//", "/"))
    assert answer.status_code == 200
    assert b" style=" not in answer.content


@pytest.mark.parametrize("page", DISTRICT)
def test_it_manages_people_and_not_the_district(page: str, ivy: Member, as_: As) -> None:
    assert as_(ivy).get("/setup/people/").status_code == 200
    assert as_(ivy).get(f"/setup/{page}/").status_code == 404


def test_the_records_officer_reads_the_history_and_no_set_up(rae: Member, as_: As) -> None:
    assert as_(rae).get("/setup/history/?who=9&what=topic").status_code == 200
    assert as_(rae).get("/setup/people/").status_code == 404


def _last(name: str, by: Member) -> Event:
    event = Event.objects.order_by("-id")[0]
    assert (event.name, event.by) == (name, by)
    return event


def test_a_school_is_added_with_its_spanish_name(cleo: Member, as_: As) -> None:
    typed = {"name": "Oak Street School", "short_name": "Oak", "name__es": "Escuela Oak", "position": "2"}
    assert as_(cleo).post("/setup/schools/add/", typed).status_code == 302
    school = School.objects.get(slug="oak-street-school")
    assert school.words("name", "es") == "Escuela Oak"
    _last("school.changed", cleo)


def test_a_wrong_form_keeps_what_was_typed(cleo: Member, as_: As) -> None:
    answer = as_(cleo).post("/setup/schools/add/", {"name": "", "short_name": "Still here", "position": "x"})
    assert answer.status_code == 422
    assert b"Still here" in answer.content
    assert not School.objects.exists()


def test_a_name_in_links_stays(cleo: Member, lincoln: School, as_: As) -> None:
    typed = {"name": "Lincoln Academy", "short_name": "L", "slug": "new", "position": "0"}
    as_(cleo).post(f"/setup/schools/{lincoln.pk}/", typed)
    lincoln.refresh_from_db()
    assert (lincoln.name, lincoln.slug) == ("Lincoln Academy", "lincoln")


def test_departments_teams_categories_and_role_links_are_added(cleo: Member, dov: Member, as_: As) -> None:
    browser = as_(cleo)
    browser.post("/setup/departments/add/", {"name": "Meals", "owner": dov.pk})
    _last("department.changed", cleo)
    browser.post("/setup/teams/add/", {"name": "Kitchen", "members": [dov.pk]})
    _last("team.changed", cleo)
    browser.post("/setup/categories/add/", {"name": "Health", "position": "1"})
    browser.post("/setup/role-links/add/", {"title": "Principal", "slug": "oak-principal", "holder": dov.pk})
    _last("role_link.changed", cleo)
    assert Department.objects.get().owner == dov
    assert list(Team.objects.get().members.all()) == [dov]
    assert Category.objects.get().name == "Health"
    assert RoleLink.objects.get().slug == "oak-principal"


def test_a_topic_has_its_own_team_at_a_school_and_loses_it_again(
    cleo: Member, bus: Topic, lincoln: School, as_: As
) -> None:
    typed = {**TOPIC, "name": "Bus", "category": bus.category_id, "owner": bus.owner_id, "published": "on"}
    here = {f"at_{lincoln.pk}": bus.team_id}
    assert as_(cleo).post(f"/setup/topics/{bus.pk}/", {**typed, **here}).status_code == 302
    assert SchoolTopic.objects.get().team_id == bus.team_id
    as_(cleo).post(f"/setup/topics/{bus.pk}/", typed)
    assert not SchoolTopic.objects.exists()


def test_a_topic_that_nobody_would_answer_is_not_published(cleo: Member, bus: Topic, as_: As) -> None:
    typed = {**TOPIC, "name": "Music", "category": bus.category_id, "published": "on"}
    answer = as_(cleo).post("/setup/topics/add/", typed)
    assert answer.status_code == 422
    assert "Nobody would answer" in answer.content.decode()


def test_a_sealed_topic_is_private_and_has_no_assistant(cleo: Member, bus: Topic, as_: As) -> None:
    typed = {**TOPIC, "name": "Threats", "category": bus.category_id, "sensitivity": "sealed"}
    as_(cleo).post("/setup/topics/add/", typed)
    topic = Topic.objects.get(name="Threats")
    assert (topic.private, topic.assistant) == (True, "never")


def test_orphaned_topics_are_listed(cleo: Member, bus: Topic, as_: As) -> None:
    Topic.objects.create(name="Music", slug="music", category=bus.category)
    shown = as_(cleo).get("/setup/topics/?only=orphaned").content.decode()
    assert "Music" in shown
    assert ">Bus<" not in shown


def test_the_district_is_named(cleo: Member, as_: As) -> None:
    typed = {
        "name": "Riverbend", "short_name": "RB", "prefix": "rb", "time_zone": "America/Chicago",
        "languages": ["es"], "staff_domains": "riverbend.k12.wi.us", "hue": "200", "chroma": "0.08",
    }  # fmt: skip
    assert as_(cleo).post("/setup/district/", {**typed, "look": "yes"}).status_code == 200
    assert not Event.objects.exists()
    assert as_(cleo).post("/setup/district/", typed).status_code == 302
    district = District.current()
    assert (district.languages, district.staff_domains) == (["en", "es"], ["riverbend.k12.wi.us"])
    _last("district.changed", cleo)
    wrong = as_(cleo).post("/setup/district/", {**typed, "staff_domains": "not a domain", "hue": "900"})
    assert wrong.status_code == 422


def test_hours_closed_days_and_a_snow_day(cleo: Member, as_: As) -> None:
    browser = as_(cleo)
    hours = {"which": "hours", "opens_0": "08:00", "closes_0": "16:00"}
    assert browser.post("/setup/calendar/", hours).status_code == 302
    assert OpenHours.objects.count() == 1
    assert browser.post("/setup/calendar/", {**hours, "closes_0": "07:00"}).status_code == 422
    assert browser.post("/setup/calendar/", {"which": "hours"}).status_code == 422
    days = {"which": "days", "first": "2027-03-22", "last": "2027-03-26", "name": "Spring", "kind": "break"}
    browser.post("/setup/calendar/", days)
    assert ClosedDay.objects.count() == 5
    browser.post("/setup/calendar/snow-day/")
    browser.post("/setup/calendar/snow-day/")
    snow = ClosedDay.objects.get(kind="snow")
    _last("calendar.changed", cleo)
    browser.post("/setup/calendar/open/", {"first": snow.on, "last": snow.on})
    assert ClosedDay.objects.count() == 5


def test_a_thousand_people_come_in_pages(cleo: Member, as_: As) -> None:
    people = [Member(email=f"p{n}@riverbend.k12.wi.us", name="N" * 60, password="!") for n in range(1000)]
    Member.objects.bulk_create(people)
    shown = as_(cleo).get("/setup/people/?page=2").content.decode()
    assert "Page 2 of 21" in shown


def test_the_overview_says_what_is_left_to_do(cleo: Member, ivy: Member, as_: As) -> None:
    assert "Choose the front desk" in as_(cleo).get("/setup/").content.decode()
    assert "Choose the front desk" not in as_(ivy).get("/setup/").content.decode()
