"""The main job as a newcomer sees it, against a running bin/up: from published addresses to an answered
family."""

from __future__ import annotations

import email
import os
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from frontoffice.crawler import sightings
from tests.journeys.product import Product, wait_for

pytestmark = [pytest.mark.journey, pytest.mark.slow]
CHROMIUM = os.environ.get("FRONTOFFICE_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
STAFF_DOMAIN = "riverbend.k12.wi.us"
PARENT = "ana.ruiz@mail.example"
QUESTION = "El autobús 14 llegó tarde otra vez y mi hijo esperó solo. ¿Va a llegar a tiempo esta semana?"
ANSWER = "Lo siento mucho. El chofer de siempre vuelve el jueves.\n\nPuede llamar al 608-555-0142."
REPLY = "Gracias. ¿Y el viernes también?"
MAIL_WITHIN_S = 25
TIME_TRAP_MS = 2_100
SCAN_WITHIN_S = 60


@pytest.fixture
def product() -> Iterator[Product]:
    product = Product()
    try:
        yield product
    finally:
        product.stop()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def signed_in(browser: Browser, product: Product, who: str) -> Page:
    """Signed in with the address and the password that the terminal printed for `who`."""
    told = product.said.read_text()
    address = re.search(rf"{who}.* as (\S+)", told)
    password = re.search(r"every password is (\S+?)\)", told)
    assert address
    assert password
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{product.door}/inbox/")
    page.fill("[name=login]", address[1])
    page.fill("[name=password]", password[1])
    page.click("main button[type=submit], form button[type=submit]")
    page.wait_for_url(lambda address: "/account/login" not in address)
    if "/account/2fa/" in page.url:
        page.fill("[name=code]", product.frontoffice("demo", "code").stdout.strip())
        page.click("form:has([name=code]) button[type=submit]")
        page.wait_for_url(lambda address: "/account/" not in address)
    return page


def scanned(page: Page, product: Product) -> None:
    """A scan asked for on this page has finished; the Exposure screen is open."""
    page.goto(f"{product.door}/exposure/")

    def done() -> bool:
        page.reload()
        return page.locator("h2:has-text('Summary of exposure')").count() > 0 and not running(page)

    wait_for(done, SCAN_WITHIN_S, "the end of the scan")


def running(page: Page) -> bool:
    return page.locator("text=/Reading|Waiting to start/").count() > 0


def open_lines(page: Page) -> int:
    number = page.locator("nav.tabs a:has-text('Open') .n").inner_text()
    return int(number.replace(",", ""))


def staff_addresses(text: str) -> list[str]:
    return re.findall(rf"[\w.+-]+@{re.escape(STAFF_DOMAIN)}", text)


def mail_to_the_parent(product: Product, count: int) -> EmailMessage:
    """The `count`th mail to the parent, once it is there; no staff address is in it, decoded or not."""
    wait_for(lambda: len(product.mailboxes.of(PARENT)) >= count, MAIL_WITHIN_S, "a mail to the parent")
    raw = product.mailboxes.of(PARENT)[count - 1]
    mail = email.message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(mail, EmailMessage)
    decoded = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    headers = [f"{name}: {value}" for name, value in mail.items()]
    for text in [raw.decode("ascii"), *decoded, *headers]:
        shown = {one for one in staff_addresses(text) if not one.startswith("reply+")}
        assert not shown, text
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            found = {one.address for one in sightings(content, part.get_content_type(), "")}
            assert not {one for one in found if one.endswith(STAFF_DOMAIN) and not one.startswith("reply+")}
    return mail


def answer_by_mail(mail: EmailMessage) -> EmailMessage:
    """What a parent's mail client makes of "reply": the words above, the quoted mail below."""
    reply = EmailMessage(policy=policy.SMTP)
    reply["From"], reply["To"] = f"Ana Ruiz <{PARENT}>", mail["Reply-To"]
    reply["Subject"], reply["Message-ID"] = f"RE: {mail['Subject']}", "<ana-1@mail.example>"
    reply["In-Reply-To"], reply["References"] = mail["Message-ID"], mail["Message-ID"]
    body = mail.get_body(("plain",))
    assert body is not None
    quoted = "\n".join(f"> {line}" for line in body.get_content().splitlines())
    reply.set_content(f"{REPLY}\n\nEl mar, 24 nov 2026 a las 10:02, {mail['From']} escribió:\n\n{quoted}\n")
    return reply


def test_from_a_published_address_to_an_answered_family(product: Product, browser: Browser) -> None:
    told = product.start()
    assert f"{product.site}/" in told

    cleo = signed_in(browser, product, "As administrator")
    open_before = addresses_are_found(cleo, product)
    link = links_are_made(cleo, product)
    assert open_before > 100
    assert product.frontoffice("demo", "site", "after").returncode == 0
    site_is_clean(cleo, product)

    parent = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640}).new_page()
    reference = parent_writes(parent, product, link)
    receipt = mail_to_the_parent(product, 1)
    assert reference in receipt["Subject"]

    jo = signed_in(browser, product, "As a secretary")
    secretary_answers(jo, product, reference)
    answer = mail_to_the_parent(product, 2)
    assert "vuelve el jueves" in answer.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    parent_reads(parent)

    product.post(answer_by_mail(answer).as_bytes(), str(answer["Reply-To"]), PARENT)
    reply_is_in_the_inbox(jo)


def addresses_are_found(page: Page, product: Product) -> int:
    """The administrator has the demo's website scanned, adding it when it is not there; the open lines."""
    page.goto(f"{product.door}/exposure/")
    if page.locator("button:has-text('Scan now')").count():
        page.click("button:has-text('Scan now')")
    else:
        page.goto(f"{product.door}/exposure/sites/new/")
        page.fill("[name=name]", "Riverbend website")
        page.fill("[name=start_url]", f"{product.site}/")
        page.fill("[name=rate_per_s]", "0")
        page.click("button[name=scan]")
    scanned(page, product)
    assert page.locator("button[name=all]").count(), page.inner_text("main")[:2_000]
    return open_lines(page)


def links_are_made(page: Page, product: Product) -> str:
    """Every open line has a contact link; the principal's of Lincoln."""
    page.click("button[name=all]")
    page.goto(f"{product.door}/exposure/?q=halvorsen")
    snippet = page.locator("[data-copy]").first.get_attribute("data-copy") or ""
    found = re.search(r'href="([^"]+)"', snippet)
    assert found, snippet
    return found[1]


def site_is_clean(page: Page, product: Product) -> None:
    """Scanned again, the site shows no address any more: so says the screen, and so does the command."""
    page.goto(f"{product.door}/exposure/")
    page.click("button:has-text('Scan now')")
    scanned(page, product)
    assert open_lines(page) == 0
    assert "All are gone" in page.inner_text(".lede")
    scan = product.frontoffice("scan", f"{product.site}/", "--rate", "0")
    assert scan.returncode == 0, scan.stdout
    assert "No address found" in scan.stdout


def parent_writes(page: Page, product: Product, link: str) -> str:
    """The parent comes from the district's own page to the principal's contact page; the reference number."""
    page.goto(f"{product.site}/schools/lincoln/staff/")
    page.click(f"a[href^='{link}'] >> nth=0")
    page.click("nav.langs >> text=Español")
    page.click("main a:has-text('Enviar un mensaje')")
    page.fill("#message", QUESTION)
    page.fill("#name", "Ana Ruiz")
    page.fill("#email", PARENT)
    page.wait_for_timeout(TIME_TRAP_MS)
    page.click("button:has-text('Enviar mensaje')")
    assert page.inner_text("h1") == "Su mensaje se envió"
    assert not staff_addresses(page.content())
    return page.locator("dd.big").first.inner_text()


def secretary_answers(page: Page, product: Product, reference: str) -> None:
    page.goto(f"{product.door}/inbox/team/")
    page.click("#which a:has-text('Ana Ruiz')")
    page.wait_for_selector(f"#what:has-text('{reference}')")
    assert QUESTION in page.inner_text("#what")
    page.fill("#c-text", ANSWER)
    page.click("#composer button.main[data-for=reply]")
    page.wait_for_selector("[data-undo-s]")


def parent_reads(page: Page) -> None:
    """The thread on the web says what the mail said, without any staff address."""
    page.click("text=Leer su mensaje")
    assert "vuelve el jueves" in page.inner_text("main")
    assert not staff_addresses(page.content())


def reply_is_in_the_inbox(page: Page) -> None:
    """The conversation goes on in the inbox with what was written now, and not what was quoted."""
    arrived = page.locator(".msg .body:not(.q)", has_text=REPLY)
    wait_for(lambda: page.reload() and arrived.count(), MAIL_WITHIN_S, "the reply by mail")
    assert arrived.inner_text().strip() == REPLY
