"""The public side in a real browser: axe on every page, and a family's whole path with JavaScript off."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

from frontoffice.conversations.models import Conversation
from frontoffice.frontdoor.tests.conftest import Riverbend, forget

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
SHOTS = os.environ.get("SHOTS", "")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = [
    "/",
    "/?q=bus",
    "/?q=zzzz",
    "/t/bus/",
    "/s/lincoln/",
    "/people/",
    "/c/lincoln-principal/",
    "/ask/",
    "/ask/bus/?school=lincoln",
    "/ask/bullying/",
    "/m/",
    "/privacy/",
    "/public-records/",
    "/accessibility/",
    "/nothing-here/",
]
SEND = "#ask > .btns .btn"
TIME_TRAP_MS = 2_200  # a form sent sooner than two seconds after it was shown is shown again
SIZES = ((360, 640), (1280, 800))
SMALL_TARGETS = """() => [
    ...document.querySelectorAll("main a, button, nav a, select, input:not([type=hidden])")
]
    .filter(one => one.offsetParent && !one.closest("p, dd, .trap, .skip"))
    .map(one => [one.closest("label") || one, one])
    .filter(([target]) => target.getBoundingClientRect().height < 43.5)
    .map(([target, one]) => `${one.outerHTML.slice(0, 90)} ${target.getBoundingClientRect().height}`)"""


@pytest.fixture
def riverbend(settings: Any, tmp_path: Path) -> Iterator[Riverbend]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    settings.FRONTOFFICE_HOME = tmp_path
    forget()
    yield Riverbend()
    forget()


@pytest.fixture
def browser() -> Iterator[Browser]:
    program = os.environ.get("FRONTOFFICE_CHROMIUM") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        connections.close_all()  # playwright's loop has a connection of its own
        browser.close()


def findings(page: Page) -> list[str]:
    """What axe has to say about the page, one line for each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url}: {finding['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for finding in result["violations"]
        for node in finding["nodes"]
    ]


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


class Watched:
    """A browser whose pages' complaints and requests are kept: console, CSP, foreign origins."""

    def __init__(self, browser: Browser, origin: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self._said(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: self._asked(asked.url, origin))

    def _said(self, text: str) -> None:
        if "the server responded with a status of" not in text:  # the pages that say that something is wrong
            self.complaints.append(text)

    def _asked(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:")):
            self.complaints.append(f"asked {url}")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    riverbend: Riverbend, live_server: Any, browser: Browser, theme: Any, language: str
) -> None:
    watched = Watched(browser, live_server.url, color_scheme=theme, locale=language, bypass_csp=True)
    page, found = watched.page, []

    def look_at(name: str) -> None:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            found.extend(findings(page))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            shoot(page, f"{name}-{language}-{theme}-{width}")

    for path in [*PAGES, f"/p/{riverbend.ben.link}/"]:
        page.goto(live_server.url + path)
        look_at(path.strip("/").replace("/", "-").replace("?", "-") or "home")
    page.goto(live_server.url + "/ask/bus/")
    page.wait_for_timeout(TIME_TRAP_MS)
    page.click(SEND)
    look_at("errors")
    assert watched.context.cookies() == []
    fill_in(page)
    page.wait_for_timeout(TIME_TRAP_MS)
    page.click(SEND)
    look_at("sent")
    Conversation.objects.get().reply("The regular driver is back on Thursday.", by=riverbend.ben)
    page.click("main .btn >> nth=0")
    look_at("message")
    page.click("#reply button.btn")
    look_at("message-errors")
    assert found == []
    assert watched.complaints == []
    assert watched.context.cookies() == []


def test_no_page_asks_another_origin_or_breaks_its_own_policy(
    riverbend: Riverbend, live_server: Any, browser: Browser
) -> None:
    watched = Watched(browser, live_server.url, viewport={"width": 360, "height": 640})
    for path in [*PAGES, f"/p/{riverbend.ben.link}/"]:
        watched.page.goto(live_server.url + path)
    assert watched.complaints == []
    assert watched.context.cookies() == []


@pytest.mark.parametrize("language", ["es", "ar"])
def test_no_page_is_wider_than_a_small_telephone_nor_has_a_small_target(
    riverbend: Riverbend, live_server: Any, browser: Browser, language: str
) -> None:
    """320 px is also 1280 px at 400 % zoom; a target is 44 px high, or a link in running text."""
    riverbend.ben.name = "Maximiliana-Konstantina Papadopoulou-Featherstonehaugh Okafor"
    riverbend.ben.save()
    page = browser.new_page(viewport={"width": 320, "height": 640}, locale=language)
    small = []
    for path in [*PAGES, f"/p/{riverbend.ben.link}/"]:
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        small += [f"{path}: {words}" for words in page.evaluate(SMALL_TARGETS)]
    assert small == []


def test_a_family_asks_with_the_keyboard_alone(
    riverbend: Riverbend, live_server: Any, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(live_server.url + "/ask/bus/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    tab_to(page, "message")
    page.keyboard.type("Will bus 14 be on time this week?")
    tab_to(page, "name")
    page.keyboard.type("Ana Ruiz")
    tab_to(page, "by-email")
    page.keyboard.press("ArrowDown")
    assert page.is_checked("#by-code")
    page.wait_for_timeout(TIME_TRAP_MS)
    page.locator(SEND).focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/sent/**")
    assert Conversation.objects.get().contact.email == ""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field with this id has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == name:
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def fill_in(page: Page) -> None:
    page.fill("#message", "Will bus 14 be on time this week?")
    page.fill("#name", "Ana Ruiz")
    page.fill("#email", "ana@example.test")


def test_on_a_phone_the_message_field_begins_within_the_first_screen(
    riverbend: Riverbend, live_server: Any, browser: Browser
) -> None:
    for language in ("en", "es"):
        page = browser.new_page(viewport={"width": 360, "height": 640}, locale=language)
        page.goto(live_server.url + "/ask/bus/?school=lincoln")
        box = page.locator("#message").bounding_box()
        assert box
        assert box["y"] < 640


def test_a_family_asks_in_spanish_reads_replies_and_scores_without_scripts(
    riverbend: Riverbend, live_server: Any, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(live_server.url + "/")
    page.click("nav.langs >> text=Español")
    page.click("main >> text=Todos los días")
    page.click("main >> text=Autobuses y transporte")
    page.click("text=Enviar un mensaje")
    page.fill("#message", "El autobús 14 llegó tarde otra vez. ¿Va a llegar a tiempo esta semana?")
    page.fill("#name", "Ana Ruiz")
    page.fill("#email", "ana@example.test")
    page.wait_for_timeout(TIME_TRAP_MS)
    page.click("text=Enviar mensaje")
    assert page.inner_text("h1") == "Su mensaje se envió"
    conversation = Conversation.objects.get()
    assert conversation.reference in page.content()
    assert conversation.language == "es"
    shoot(page, "sent-es-360")
    conversation.reply("El chofer de siempre vuelve el jueves.", by=riverbend.ben)
    page.click("text=Leer su mensaje")
    assert "vuelve el jueves" in page.content()
    page.fill("#message", "¡Gracias!")
    page.wait_for_timeout(TIME_TRAP_MS)
    page.click("text=Enviar respuesta")
    assert "¡Gracias!" in page.inner_text("#last")
    page.check("#r9")
    page.click("text=Enviar mi calificación")
    assert "Nos dio 9 de 10" in page.content()
    shoot(page, "message-es-360")
    assert conversation.messages.count() == 3
