"""Cleo sets the district up and signs in with everything she may hold, in a real browser."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connections
from django.test import Client

from frontoffice.district.access import ADMINISTRATOR
from frontoffice.district.models import ClosedDay, Event, Member, School, Team, Topic
from frontoffice.district.tests.conftest import PASSWORD, _fresh, ben, bus, cleo, dov, lincoln, riverbend

__all__ = ["_fresh", "ben", "bus", "cleo", "dov", "lincoln", "riverbend"]

AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
CHROMIUM = os.environ.get("FRONTOFFICE_CHROMIUM", "/usr/bin/chromium")
FAULTS = "axe.run().then(found => found.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200)]))"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
RUNS_OVER = (
    "document.documentElement.scrollWidth > innerWidth"
    " || [...document.querySelectorAll('.what')].some(pane => pane.scrollWidth > pane.clientWidth)"
)
SMALL_TARGETS = (
    "[...document.querySelectorAll('main :is(a, button, select, input:not([type=hidden]), summary)')]"
    ".filter(one => one.checkVisibility() && !one.closest('p, dd, .vh, .hours'))"
    ".map(one => one.closest('label') || one).filter(one => one.getBoundingClientRect().height < 43.5)"
    ".map(one => `small: ${one.outerHTML.slice(0, 90)} ${one.getBoundingClientRect().height}`)"
)
TELEPHONE_PX = 360
LISTS = ("schools", "departments", "teams", "categories", "topics", "role-links", "people")
PATIENCE_MS = 20_000

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """A page of a new browser window, in which `member` is signed in if one is given."""
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    cache.clear()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def page(path: str, member: Member | None = None, script: bool = True, **look: Any) -> Any:
            size: Any = {"width": look.pop("width", 1280), "height": 900}
            window = browser.new_context(viewport=size, java_script_enabled=script, **look)
            if member:
                client = Client()
                client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
                held: Any = {
                    "name": "session",
                    "value": client.cookies["session"].value,
                    "url": live_server.url,
                }
                window.add_cookies([held])
            made = window.new_page()
            made.set_default_timeout(PATIENCE_MS)
            made.goto(live_server.url + path)
            return made

        yield page
        connections.close_all()  # inside playwright's loop Django has a connection of its own
        browser.close()


def _long_named(school: School, bus: Topic) -> Member:
    """Somebody, a team and a school with the longest names there are."""
    name = "Wolfeschlegelsteinhausenbergerdorff-Achterberg Montgomery-Okeke"
    School.objects.filter(pk=school.pk).update(name=f"{name} Elementary School", grades="K to 5")
    Team.objects.create(name=f"{name} office", slug="long").members.set(Member.objects.all())
    long = Member.objects.create_user("long@riverbend.k12.wi.us", None, name=name, school=school)
    Topic.objects.filter(pk=bus.pk).update(owner=long)
    return long


@pytest.mark.parametrize(("width", "scheme"), [(TELEPHONE_PX, "light"), (1280, "dark")])
def test_no_screen_of_set_up_has_a_fault_runs_over_or_has_a_small_target(
    width: int, scheme: str, opened: Callable[..., Any], cleo: Member, bus: Topic, lincoln: School
) -> None:
    long = _long_named(lincoln, bus)
    Topic.objects.create(name="Music", slug="music", category=bus.category)
    ClosedDay.objects.create(on="2027-03-22", name="Spring break", kind="break")
    page = opened("/setup/", cleo, width=width, color_scheme=scheme)
    base = page.url.removesuffix("/setup/")
    paths = [f"/setup/{name}/" for name in (*LISTS, *(f"{name}/add" for name in LISTS))]
    paths += ["/setup/", "/setup/district/", "/setup/calendar/", "/setup/import/", "/setup/history/"]
    paths += ["/setup/topics/template/", "/setup/topics/?only=orphaned", "/setup/people/?q=nobody"]
    paths += [f"/setup/people/{long.pk}/", f"/setup/people/{long.pk}/leave/", f"/setup/topics/{bus.pk}/"]
    paths += [f"/setup/schools/{lincoln.pk}/", f"/setup/teams/{Team.objects.get(slug='long').pk}/"]
    paths += ["/account/2fa/", "/account/password/change/", "/account/logout/", "/account/2fa/webauthn/"]
    wrong = {}
    for path in paths:
        page.goto(base + path)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(FAULTS) + (["runs over"] if page.evaluate(RUNS_OVER) else [])
        found += page.evaluate(SMALL_TARGETS) if width == TELEPHONE_PX else []
        if found:
            wrong[path] = found
    assert wrong == {}


def test_sign_in_has_no_fault(opened: Callable[..., Any], dov: Member) -> None:
    page = opened("/account/login/", width=360)
    base = page.url.removesuffix("/account/login/")
    for path in ("/account/login/?unknown=yes", "/account/password/reset/", "/account/inactive/"):
        page.goto(base + path)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate(FAULTS) == []
        assert not page.evaluate(RUNS_OVER)


def test_without_scripts_a_topic_is_changed_and_what_was_typed_is_kept(
    opened: Callable[..., Any], cleo: Member, bus: Topic, dov: Member
) -> None:
    page = opened(f"/setup/topics/{bus.pk}/", cleo, script=False)
    page.fill("#id_description", "Late bus, lost pass")
    page.fill("#id_response_goal", "soon")
    page.click("button:text-is('Save')")
    assert page.locator("#id_response_goal_error").inner_text().startswith("Write hours or school days")
    assert page.locator("#id_response_goal").get_attribute("aria-invalid") == "true"
    assert page.input_value("#id_description") == "Late bus, lost pass"
    page.fill("#id_response_goal", "4h")
    page.click(".fold summary >> nth=0")
    page.fill("#id_name__es", "Autobús")
    page.click("button:text-is('Save')")
    page.locator(".banner.success", has_text="Bus is saved.").wait_for()
    bus.refresh_from_db()
    assert (bus.description, bus.response_goal, bus.words("name", "es")) == (
        "Late bus, lost pass",
        "4h",
        "Autobús",
    )
    assert Event.objects.get(name="topic.changed").by == cleo


def test_a_team_is_made_by_keyboard_from_a_long_list(
    opened: Callable[..., Any], cleo: Member, dov: Member
) -> None:
    people = [
        Member(email=f"p{n}@riverbend.k12.wi.us", name=f"Person {n}", password="!") for n in range(1000)
    ]
    Member.objects.bulk_create(people)
    page = opened("/setup/teams/add/", cleo)
    page.focus("#id_name")
    page.keyboard.type("Kitchen")
    for _department_then_school_then_the_filter in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type("Dov Adl")
    page.keyboard.press("Enter")
    assert page.locator(".checks label:visible").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    if not page.evaluate("document.activeElement.matches('[type=checkbox]')"):
        page.focus(".checks label:visible input")
    page.keyboard.press("Space")
    page.focus("#id_name")
    page.keyboard.press("Enter")
    page.locator(".banner.success", has_text="Kitchen is saved.").wait_for()
    assert list(Team.objects.get(name="Kitchen").members.all()) == [dov]


def test_a_roster_is_shown_first_and_half_of_one_is_refused(
    opened: Callable[..., Any], cleo: Member, lincoln: School, tmp_path: Path
) -> None:
    people = [Member(email=f"p{n}@riverbend.k12.wi.us", name=f"Person {n}", password="!") for n in range(8)]
    Member.objects.bulk_create(people)
    page = opened("/setup/import/", cleo, script=False)
    with page.expect_download() as coming:
        page.click("text=Download the list as it is now >> nth=0")
    whole = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    roster = tmp_path / "people.csv"

    def send(text: str) -> None:
        roster.write_text(text, encoding="utf-8")
        page.set_input_files("#file-people", str(roster))
        page.click("text=Show what it would do >> nth=0")

    send(whole)
    page.locator("text=Everything is as in the file already.").wait_for()
    send("\n".join(whole.splitlines()[:4]) + "\n")
    page.locator("text=Too many would go").wait_for()
    assert page.locator("text=Do it").count() == 0
    send(
        whole.replace("Person 3", "Person Three") + "new@riverbend.k12.wi.us,Noor Said,Nurse,lincoln,,,yes\n"
    )
    assert "1 to add, 1 to change, 0 to remove." in page.inner_text(".lede >> nth=0")
    page.click("text=Do it")
    page.locator(".banner.success", has_text="Done: 1 added, 1 changed, 0 removed.").wait_for()
    assert Member.objects.get(name="Noor Said").school == lincoln
    assert Member.objects.filter(name="Person Three").exists()


def test_an_administrator_signs_in_with_an_app_then_with_a_passkey_alone(
    opened: Callable[..., Any], dov: Member
) -> None:
    dov.roles = [ADMINISTRATOR]
    dov.save()
    page = opened("/account/login/?next=/setup/")
    page.fill("#id_login", dov.email)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.locator("text=One more step before you begin").wait_for()
    page.click("text=Set up an app")
    secret = page.input_value("#authenticator_secret")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(FAULTS) == []
    page.fill("#id_code", str(format_hotp_value(hotp_value(secret, int(time.time()) // 30))))
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Recovery codes").wait_for()
    assert page.locator(".codes li").count() == 10
    page.click("text=I have kept them")

    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    facts = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options = {**facts, "isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.click("text=Add a key")
    page.fill("#id_name", "My laptop")
    page.check("#id_passwordless")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(FAULTS) == []
    page.click("#mfa_webauthn_add")
    page.click("text=Look after keys")
    page.locator("th", has_text="My laptop").wait_for()
    assert "signs in alone" in page.inner_text("table")
    told = [event.refs["changed"][0] for event in Event.objects.filter(name="member.changed")]
    assert sorted(told) == ["totp_activated", "webauthn_added"]

    base = page.url.partition("/account/")[0]
    page.goto(base + "/account/logout/")
    page.click("main >> text=Sign out >> nth=-1")
    page.goto(base + "/account/login/?next=/setup/")
    page.click("#passkey_login")
    page.locator("h1", has_text="Set-up").wait_for()
    assert Event.objects.filter(name="member.signed_in").count() == 2

    page.goto(base + "/account/logout/")
    page.click("main >> text=Sign out >> nth=-1")
    devices.send("WebAuthn.disable")
    page.goto(base + "/account/login/")
    page.fill("#id_login", dov.email)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Second factor").wait_for()
    page.goto(base + "/setup/")
    page.locator("h1", has_text="Second factor").wait_for()
    assert "/account/" in page.url
