"""Pictures of the ten most important pages, from a demo home of their own: what docs/screenshots holds.

The demo's content is the same each time; its days are those of the machine.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from frontoffice.config.home import CHECKOUT
from frontoffice.operate.demo.people import MAIL_DOMAIN
from frontoffice.operate.demo.second_factor import code_now
from frontoffice.operate.demo.setup import ADMINISTRATOR, PASSWORD, SECRETARY
from frontoffice.operate.environment import BROWSERS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = CHECKOUT / "docs" / "screenshots"
PORT, MAIL_PORT = 8930, 8932
READY_WITHIN_S = 120
STOPPED_WITHIN_S = 20
TIME_TRAP_MS = 2_200
SETTLED_MS = 400
QUALITY = 82
SIZES = {360: 740, 1280: 800}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--font-render-hinting=none",
]  # fmt: skip
QUESTION = "El autobús 14 llegó tarde otra vez y mi hijo esperó solo. ¿Va a llegar a tiempo esta semana?"
ANSWER = (
    "Lo siento mucho. El chofer de siempre vuelve el jueves. Hasta entonces, si el autobús no ha llegado "
    "diez minutos después de la hora, llame al 608-555-0142 y le decimos dónde está."
)


class CannotPicture(RuntimeError):
    """A program that this needs is missing, or the demo did not start; the message says what to do."""


@dataclass(frozen=True)
class Picture:
    """One page: the name of its files, whose eyes see it, its address, and what it shows, for the list."""

    name: str
    who: str
    path: str
    shows: str

    def files(self) -> list[str]:
        return [f"{self.name}-{width}-{scheme}.webp" for width in SIZES for scheme in SCHEMES]


PICTURES = (
    Picture("home", "a parent", "/", "The front door: topics, schools, languages"),
    Picture("ask", "a parent", "/ask/bus/?school=lincoln", "A message about a bus, with its promise date"),
    Picture(
        "person", "a parent", "/c/lincoln-principal/", "A contact page that stands where an address stood"
    ),
    Picture("directory", "a parent", "/people/", "The staff directory, without an address"),
    Picture("slip", "a parent, in Spanish", "{slip}", "After sending: reference, code and promise date"),
    Picture("message", "a parent, in Spanish", "{message}", "The family's page of the conversation"),
    Picture("inbox", "a secretary", "/inbox/team/", "The inbox of a school secretary"),
    Picture("conversation", "a secretary", "{conversation}", "A conversation with the person beside it"),
    Picture("exposure", "an administrator", "/exposure/", "What the website still gives away, and the trend"),
    Picture("setup", "an administrator", "/setup/topics/", "What families ask, and who answers"),
)


def take(folder: Path) -> list[Path]:
    """Every picture lies in `folder`, and nothing else of ours does; the files. Raises CannotPicture."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as missing:
        raise CannotPicture("Playwright is missing: run bin/test once, which brings it.") from missing
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        raise CannotPicture("Chromium is missing: install the system's package `chromium`.")
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    with _demo() as door, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            return list(_all(browser, door, folder))
        finally:
            browser.close()


@contextmanager
def _demo() -> Iterator[str]:
    """A running demo in a home that is gone afterwards; its address."""
    home = Path(tempfile.mkdtemp(prefix="fo-pictures-"))
    home.chmod(0o755)
    settings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(CHECKOUT),
        "FRONTOFFICE_HOME": str(home / "home"),
        "FRONTOFFICE_PORT": str(PORT),
        "FRONTOFFICE_MAIL_PORT": str(MAIL_PORT),
    }
    said = home / "said"
    with said.open("wb") as file:
        command = [sys.executable, "-P", "-m", "frontoffice.operate.up"]
        process = subprocess.Popen(command, env=settings, stdout=file, stderr=file)
    try:
        _wait_until_ready(process, said)
        yield f"http://127.0.0.1:{PORT}"
    finally:
        process.terminate()
        process.wait(STOPPED_WITHIN_S)
        shutil.rmtree(home)


def _wait_until_ready(process: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while "As administrator:" not in said.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            raise CannotPicture(f"The demo did not start:\n{said.read_text()}")
        time.sleep(0.2)


def _all(browser: Browser, door: str, folder: Path) -> Iterator[Path]:
    cookies: dict[str, Any] = {
        "a secretary": _signed_in(browser, door, SECRETARY),
        "an administrator": _signed_in(browser, door, ADMINISTRATOR),
    }
    places, cookies["a parent, in Spanish"] = _told(browser, door, cookies["a secretary"])
    for picture in PICTURES:
        for width, height in SIZES.items():
            for scheme in SCHEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-US",
                    reduced_motion="reduce", storage_state=cookies.get(picture.who),
                )  # fmt: skip
                page = context.new_page()
                page.goto(door + picture.path.format(**places), wait_until="load")
                page.wait_for_timeout(SETTLED_MS)
                yield _kept(page, folder / f"{picture.name}-{width}-{scheme}.webp")
                context.close()


def _kept(page: Page, file: Path) -> Path:
    answer = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": QUALITY}
    )
    file.write_bytes(base64.b64decode(answer["data"]))
    return file


def _signed_in(browser: Browser, door: str, local: str) -> Any:
    """The browser's state after signing in as one of the demo's people."""
    page = browser.new_page()
    page.goto(f"{door}/inbox/")
    page.fill("[name=login]", f"{local}@{MAIL_DOMAIN}")
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=password]) button[type=submit]")
    page.wait_for_url(lambda address: "/account/login" not in address)
    if "/account/2fa/" in page.url:
        page.fill("[name=code]", code_now())
        page.click("form:has([name=code]) button[type=submit]")
        page.wait_for_url(lambda address: "/account/" not in address)
    return page.context.storage_state()


def _told(browser: Browser, door: str, secretary: Any) -> tuple[dict[str, str], Any]:
    """A parent has written in Spanish and a secretary has answered.

    The addresses of what came of it, and the state of the parent's browser.
    """
    parent = browser.new_context(java_script_enabled=False).new_page()
    parent.goto(f"{door}/ask/bus/?school=lincoln")
    parent.click("nav.langs >> text=Español")
    parent.fill("#message", QUESTION)
    parent.fill("#name", "Marisol Vega")
    parent.fill("#email", "marisol.vega@mail.example")
    parent.wait_for_timeout(TIME_TRAP_MS)
    parent.click("button:has-text('Enviar mensaje')")
    reference = parent.locator("dd.big").first.inner_text()
    conversation = f"/inbox/{reference}/?in=team"
    desk = browser.new_context(java_script_enabled=False, storage_state=secretary).new_page()
    desk.goto(door + conversation)
    desk.fill("#c-text", ANSWER)
    desk.click("#composer button.main[data-for=reply]")
    letter = parent.locator("main a[href*='/m/']").first.get_attribute("href") or ""
    places = {"slip": _path(parent.url), "message": _path(letter), "conversation": conversation}
    return places, parent.context.storage_state()


def _path(address: str) -> str:
    return re.sub(r"^https?://[^/]+", "", address)


def contents() -> str:
    """The page that lists the pictures."""
    rows = "\n".join(
        f"| {one.shows} | {one.who} | {_links(one)} | ![{one.shows}]({one.name}-1280-light.webp) |"
        for one in PICTURES
    )
    return (
        "# Screenshots\n\nMade by `bin/frontoffice screenshots` from a demo home of their own, at 360 and "
        "1280 px, light and dark. The demo's words are the same each time; its days are those on which they "
        f"were made.\n\n| page | seen by | all four | |\n|---|---|---|---|\n{rows}\n"
    )


def _links(one: Picture) -> str:
    every = [(width, scheme) for width in SIZES for scheme in SCHEMES]
    return " ".join(f"[{width} {scheme}]({one.name}-{width}-{scheme}.webp)" for width, scheme in every)
