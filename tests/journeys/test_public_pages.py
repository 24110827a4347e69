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


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    riverbend: Riverbend, live_server: Any, browser: Browser, theme: Any, language: str
) -> None:
    context = browser.new_context(color_scheme=theme, locale=language, bypass_csp=True)
    page = context.new_page()
    found = []
    for path in [*PAGES, f"/p/{riverbend.ben.link}/"]:
        page.set_viewport_size({"width": 360, "height": 640})
        page.goto(live_server.url + path)
        found += findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        name = path.strip("/").replace("/", "-").replace("?", "-") or "home"
        shoot(page, f"{name}-{language}-{theme}-360")
        if SHOTS and theme == "light":
            page.set_viewport_size({"width": 1280, "height": 800})
            shoot(page, f"{name}-{language}-1280")
    page.goto(live_server.url + "/ask/bus/")
    page.wait_for_timeout(2100)
    page.click("form#ask button.btn")
    found += findings(page)
    shoot(page, f"errors-{language}-{theme}-360")
    assert found == []
    assert context.cookies() == []


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
    page.click("text=Autobuses y transporte")
    page.click("text=Enviar un mensaje")
    page.fill("#message", "El autobús 14 llegó tarde otra vez. ¿Va a llegar a tiempo esta semana?")
    page.fill("#name", "Ana Ruiz")
    page.fill("#email", "ana@example.test")
    page.wait_for_timeout(2100)
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
    page.wait_for_timeout(2100)
    page.click("text=Enviar respuesta")
    assert "¡Gracias!" in page.inner_text("#last")
    page.check("#r9")
    page.click("text=Enviar mi calificación")
    assert "Nos dio 9 de 10" in page.content()
    shoot(page, "message-es-360")
    assert conversation.messages.count() == 3
