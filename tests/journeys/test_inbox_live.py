"""Two people at work at once, in real browsers, through the real server: what one does, the other sees."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils.timezone import now

from frontoffice.conversations.models import Conversation
from frontoffice.district.models import Member
from frontoffice.inbox.tests.conftest import BACKEND, _fresh, cast, write
from tests.journeys.test_inbox import CHROMIUM, FLAGS

__all__ = ["_fresh", "cast", "write"]

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
START_S = 30
Write = Callable[..., Conversation]
SignIn = Callable[..., Any]
LISTEN = """() => {
  window.heard = [];
  window.source = new EventSource('/inbox/stream/');
  for (const name of ['said', 'changed', 'writing'])
    source.addEventListener(name, event => heard.push(`${name} ${event.data}`));
  return new Promise(done => { source.onopen = () => done('open'); source.onerror = () => done('refused'); });
}"""


WHERE = """() => [document.querySelector('#rows').scrollTop, document.querySelector('.thread').scrollTop,
  document.querySelectorAll('#rows .row').length]"""


def until(page: Any, script: str) -> None:
    """What the script says becomes true; asked from outside: its policy forbids to evaluate."""
    for _attempt in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def database_url() -> str:
    """The test's own database, as an operator would write it."""
    known = connections["default"].get_connection_params()
    where = urlencode({name: known[name] for name in ("host", "port") if known.get(name)})
    who = f"{quote(known['user'])}:{quote(known.get('password') or '')}"
    return f"postgresql://{who}@/{known['dbname']}?{where}"


@pytest.fixture
def server(cast: SimpleNamespace) -> Iterator[str]:
    """The address of granian, as bin/up starts it, over the test's own database."""
    port = free_port()
    environ = {
        **os.environ,
        "FRONTOFFICE_HOME": str(settings.FRONTOFFICE_HOME),
        "DATABASE_URL": database_url(),
        "FRONTOFFICE_PORT": str(port),
    }
    command = [
        sys.executable,
        "-P",
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--no-ws",
        "--log-level",
        "warning",
    ]
    command += ["--host", "127.0.0.1", "--port", str(port), "frontoffice.config.asgi:application"]
    process = subprocess.Popen(command, env=environ)
    url = f"http://127.0.0.1:{port}"
    late = time.monotonic() + START_S
    while not answers(url + "/people/") and time.monotonic() < late:
        assert process.poll() is None, "the server ended"
        time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(10)


@pytest.fixture
def as_in_browser(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SignIn]:
    """A page in a browser of their own in which a member is signed in."""
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def signed_in(member: Member, path: str, script: bool = True) -> Any:
            client = Client()
            client.force_login(member, backend=BACKEND)
            cookie: Any = {"name": "session", "value": client.cookies["session"].value, "url": server}
            context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=script)
            context.add_cookies([cookie])
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.goto(server + path)
            return page

        yield signed_in
        connections.close_all()
        browser.close()


@pytest.fixture
def gus(cast: SimpleNamespace) -> Member:
    """Ben's colleague."""
    gus: Member = Member.objects.create_user(
        "gus@riverbend.k12.wi.us", "a long password", name="Gus Ortiz", roles=[Member.Role.TEAM_MEMBER]
    )
    cast.buses.members.add(gus)
    return gus


def test_a_new_message_arrives_and_moves_nothing_that_one_reads_or_writes(
    as_in_browser: SignIn, write: Write, cast: SimpleNamespace
) -> None:
    conversation = write("Bus 14 was late again. " * 400)
    for at in range(30):
        write(f"Question {at}")
    page = as_in_browser(cast.ben, f"/inbox/{conversation.reference}/")
    page.evaluate(LISTEN)
    page.evaluate(
        "document.querySelector('#rows').scrollTop = 400; document.querySelector('.thread').scrollTop = 90"
    )
    page.fill("#c-text", "Half an answer")
    before = page.evaluate(WHERE)
    write("It is about a thing nobody has asked", name="Mai Xiong", received_at=now())
    write("And it is late today too.", conversation=conversation, received_at=now())
    page.wait_for_selector("#news a")
    assert page.inner_text("#news") in ("1 new", "2 new")
    page.locator("#changed", has_text="The family wrote again: show").wait_for()
    assert page.evaluate(WHERE) == before
    assert page.input_value("#c-text") == "Half an answer"
    assert page.evaluate("document.activeElement.id") == "c-text"
    page.click("#changed a")
    page.locator(".thread", has_text="And it is late today too.").wait_for()
    assert page.input_value("#c-text") == "Half an answer"


def test_what_is_private_reaches_its_team_and_never_dov_or_ivy(
    as_in_browser: SignIn, write: Write, cast: SimpleNamespace
) -> None:
    ben, dov = as_in_browser(cast.ben, "/inbox/"), as_in_browser(cast.dov, "/inbox/")
    ivy = as_in_browser(cast.ivy, "/account/login/")
    assert ben.evaluate(LISTEN) == dov.evaluate(LISTEN) == "open"
    assert ivy.evaluate(LISTEN) == "refused"
    conversation = write("Something delicate")
    conversation.make_private(True, by=cast.ben)
    conversation.note("Between us", by=cast.ben)
    until(ben, "heard.some(line => line.startsWith('changed'))")
    told = write("Lunch", topic=cast.meals, school=None)
    until(dov, "heard.length > 0")
    assert dov.evaluate("heard") == [f"said {told.reference}"]
    assert {line.split()[1] for line in ben.evaluate("heard")} == {conversation.reference}
    assert "delicate" not in json.dumps(ben.evaluate("heard"))


def test_a_colleague_who_answers_first_is_seen_and_stops_the_send(
    as_in_browser: SignIn, write: Write, cast: SimpleNamespace, gus: Member
) -> None:
    conversation = write()
    ben = as_in_browser(cast.ben, f"/inbox/{conversation.reference}/")
    ben.evaluate(LISTEN)
    other = as_in_browser(gus, f"/inbox/{conversation.reference}/")
    other.fill("#c-text", "It runs on time tomorrow.")
    ben.locator("#changed", has_text="Gus Ortiz is writing a reply.").wait_for()
    ben.fill("#c-text", "My own answer")
    other.keyboard.press("Control+Enter")
    ben.locator("#changed", has_text="Gus Ortiz has answered: show").wait_for()
    ben.keyboard.press("Control+Enter")
    ben.locator(".banner", has_text="Something new was said while you wrote").wait_for()
    assert ben.input_value("#c-text") == "My own answer"
    assert not conversation.messages.filter(text="My own answer").exists()
    ben.keyboard.press("Control+Enter")
    ben.wait_for_selector("[data-undo-s]")
    assert conversation.messages.filter(text="My own answer").exists()


def test_someone_removed_while_reading_hears_nothing_more_and_is_asked_to_sign_in(
    as_in_browser: SignIn, write: Write, cast: SimpleNamespace
) -> None:
    first, second = write("One"), write("Two")
    page = as_in_browser(cast.ben, f"/inbox/{first.reference}/")
    page.evaluate(LISTEN)
    Member.objects.filter(pk=cast.ben.pk).update(is_active=False)
    write("Not for Ben any more", conversation=first)
    until(page, "source.readyState === EventSource.CLOSED")
    assert page.evaluate("heard") == []
    page.click(f"#row-{second.reference} a")
    page.wait_for_url("**/account/login/**")


def test_with_scripts_off_everything_is_a_form(
    as_in_browser: SignIn, write: Write, cast: SimpleNamespace, gus: Member
) -> None:
    conversation = write()
    page = as_in_browser(cast.ben, f"/inbox/{conversation.reference}/", script=False)
    page.fill("#c-text", "It runs on time tomorrow.")
    file = {"name": "route.txt", "mimeType": "text/plain", "buffer": b"Route 9 stops at 7:09."}
    page.set_input_files("#composer input[type=file]", file)
    page.click("text=Keep as draft")
    assert page.input_value("#c-text") == "It runs on time tomorrow."
    page.click("#waiting button")
    assert page.locator("#waiting .file").count() == 0
    page.click("#composer button.main:has-text('Send')")
    page.click("#toasts button")
    assert page.input_value("#c-text") == "It runs on time tomorrow."
    for menu, button in (("a", "Gus Ortiz"), ("t", "Change"), ("d", "Promise this")):
        page.click(f"#what details[data-key={menu}] > summary")
        page.click(f"#what details[data-key={menu}] button:has-text('{button}')")
    for button in ("Wait for family", "Make private", "Add"):
        page.click("#what .btns details > summary")
        page.click(f"#what .btns button:has-text('{button}')")
    page.click("#what .btns button:has-text('Close')")
    page.click("#what .btns button:has-text('Open again')")
    conversation.refresh_from_db()
    assert conversation.owner == gus
    assert conversation.private
    assert conversation.closed_at is None
    assert conversation.people.count() == 1
