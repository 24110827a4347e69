"""Ben's morning in the inbox, in a real browser: by keyboard, on a telephone, and read for faults."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.vocabulary import Direction
from frontoffice.district.models import Member
from frontoffice.inbox.tests.conftest import BACKEND, _fresh, cast, write

__all__ = ["_fresh", "cast", "write"]

AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
CHROMIUM = os.environ.get("FRONTOFFICE_CHROMIUM", "/usr/bin/chromium")
FAULTS = "axe.run().then(found => found.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200)]))"
LONG_NAME = "María Guadalupe Fernández-Villaseñor de la Cruz Montemayor"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="session", autouse=True)
def _served_as_in_life() -> None:
    """The live server's threads leave no connection behind."""
    connections.settings["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture
def opened(
    live_server: Any, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Any]]:
    """A browser page in which Ben (or `member`) is signed in; sizes and schemes are the test's."""
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

    def session_of(member: Member) -> Any:
        client = Client()
        client.force_login(member, backend=BACKEND)
        return {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def page(
            path: str, width: int = 1440, scheme: Any = "light", script: bool = True, member: Any = None
        ) -> Any:
            size: Any = {"width": width, "height": 900}
            context = browser.new_context(viewport=size, color_scheme=scheme, java_script_enabled=script)
            context.add_cookies([session_of(member or cast.ben)])
            made = context.new_page()
            made.set_default_timeout(8_000)
            made.goto(live_server.url + path)
            return made

        yield page
        connections.close_all()  # inside playwright's loop Django has a connection of its own
        browser.close()


def test_a_conversation_is_opened_answered_noted_taken_and_closed_by_keyboard(
    opened: Callable[..., Any], write: Callable[..., Conversation], cast: SimpleNamespace
) -> None:
    conversation = write("Bus 14 was late again.")
    page = opened("/inbox/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#what h1")
    assert page.url.endswith(f"/inbox/{conversation.reference}/?in=team")
    page.keyboard.press("n")
    page.keyboard.type("Ask the depot.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".msg.note")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.type("It runs on time tomorrow.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-undo-s]")
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    page.locator("#toasts", has_text="Taken back").wait_for()
    assert page.input_value("#c-text") == "It runs on time tomorrow."
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-undo-s]")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.locator(".facts", has_text="Closed").wait_for()
    conversation.refresh_from_db()
    assert conversation.owner == cast.ben
    assert conversation.closed_at is not None
    kept = conversation.messages.filter(direction=Direction.OUTBOUND, withdrawn_at=None)
    assert [message.text for message in kept] == ["It runs on time tomorrow."]


def test_without_scripts_the_same_is_done_with_forms(
    opened: Callable[..., Any], write: Callable[..., Conversation]
) -> None:
    conversation = write()
    page = opened("/inbox/", script=False)
    page.click("#rows .row")
    page.fill("#c-text", "It runs on time tomorrow.")
    page.click("#composer button[type=submit]:has-text('Send')")
    assert conversation.messages.filter(text="It runs on time tomorrow.").exists()
    page.click("#composer a[data-mode=note]")
    page.fill("#c-text", "Told her.")
    page.click("#composer button:has-text('Add note')")
    assert conversation.messages.filter(direction=Direction.NOTE).count() == 1


def test_news_waits_in_a_bar_and_the_list_does_not_move(
    opened: Callable[..., Any], write: Callable[..., Conversation]
) -> None:
    write()
    page = opened("/inbox/")
    before = page.locator("#rows .row").count()
    write("Another question", name="Mai Xiong")
    from django.utils.timezone import now

    Conversation.objects.filter(contact__name="Mai Xiong").update(last_inbound_at=now())
    page.evaluate("document.dispatchEvent(new Event('inbox:look'))")
    page.wait_for_selector("#news a")
    assert page.inner_text("#news") == "1 new"
    assert page.locator("#rows .row").count() == before


@pytest.mark.parametrize("path", ["/inbox/", "/inbox/{ref}/", "/inbox/{ref}/person/", "/inbox/where/"])
def test_on_a_telephone_one_pane_is_shown_and_nothing_runs_over(
    path: str, opened: Callable[..., Any], write: Callable[..., Conversation]
) -> None:
    conversation = write(name=LONG_NAME)
    page = opened(path.format(ref=conversation.reference), width=360)
    shown = page.evaluate(
        "['where','which','what'].filter(id => document.getElementById(id)?.checkVisibility()"
        " && document.getElementById(id).getBoundingClientRect().width > 300)"
    )
    assert len(shown) == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_focus_is_never_lost_and_every_key_has_its_place(
    opened: Callable[..., Any], write: Callable[..., Conversation], cast: SimpleNamespace
) -> None:
    first, second = write("One"), write("Two")
    page = opened("/inbox/")
    focused = "document.activeElement.id || document.activeElement.tagName"
    for key, place in (("j", first), ("j", second), ("k", first), ("o", first)):
        page.keyboard.press(key)
        assert page.evaluate(focused) == f"open-{place.reference}"
    page.wait_for_selector("#what h1")
    assert page.inner_text("#sky") == "One"
    for key in ("a", "t", "d"):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.closest('details.menu[open]').dataset.key") == key
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.parentElement.dataset.key") == key
    page.keyboard.press("Escape")
    for key, dialog in (("?", "keys"), ("/", "palette"), ("Control+k", "palette")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.closest('dialog[open]').id") == dialog
        page.keyboard.press("Escape")
        assert page.evaluate(focused) == f"open-{first.reference}"
    page.keyboard.press("i")
    page.locator(".facts", has_text="In progress, you").wait_for()
    assert page.evaluate(focused) == f"open-{first.reference}"
    page.click("#what .btns button[data-key=e]")
    page.locator(".facts", has_text="Closed").wait_for()
    assert page.evaluate(focused) == "what"


def test_the_palette_finds_a_view_a_deed_and_a_conversation(
    opened: Callable[..., Any], write: Callable[..., Conversation]
) -> None:
    conversation = write("One", subject="Bus 14 stop")
    page = opened(f"/inbox/{conversation.reference}/")
    for typed, found in (("past", "Past due"), ("make", "Make private"), ("bus 14 st", "Bus 14 stop")):
        page.keyboard.press("Control+k")
        page.keyboard.type(typed)
        assert found in page.inner_text("#opts [aria-selected=true]")
        page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("unassigned")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/unassigned/")


PAGES = ["/inbox/", "/inbox/{ref}/", "/inbox/{ref}/person/", "/inbox/search/?q=bus", "/inbox/search/?q=zz"]
PAGES += ["/inbox/record/", "/inbox/preferences/", "/inbox/where/", "/inbox/private/", "/inbox/topics/"]
DESK = ["/inbox/held/", "/outbox/", "/components/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(
    width: int,
    scheme: str,
    live_server: Any,
    opened: Callable[..., Any],
    write: Callable[..., Conversation],
    cast: SimpleNamespace,
) -> None:
    conversation = write()
    conversation.reply("It runs tomorrow.", by=cast.ben)
    conversation.note("Ask the depot.", by=cast.ben)
    found = []
    for member, paths in ((cast.ben, PAGES), (cast.cleo, DESK)):
        page = opened(paths[0], width=width, scheme=scheme, member=member)
        for path in paths:
            page.goto(live_server.url + path.format(ref=conversation.reference))
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found += [(path, fault) for fault in page.evaluate(FAULTS)]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert found == []
