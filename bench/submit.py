"""Messages that families send by the public form, a second: 8 at once, over HTTP, durable.

The forms are fetched first, as browsers do, and their tokens have aged past the time trap when they are sent;
a message counts when its row stands in the database. The client runs on the same cores.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from typing import NamedTuple

from rig.browser import Browser
from rig.installation import Installation
from rig.report import Figure, options, show

CLIENTS = 8
ROUNDS = 5
WARM_UP = 100
TRAP_S = 2.5
DOMAIN = "bench.example"
WORDS = (
    "Hello, bus 14 was late again this morning and my daughter waited in the rain for twenty minutes. The driver said "
    "that the route has changed since Monday, but we have not been told. Could you let us know when the bus comes to "
    "the stop at Fourth and Elm from now on, and whether she should wait inside the school after band practice?"
)


class Filled(NamedTuple):
    """A form that was fetched and filled in."""

    path: str
    fields: dict[str, str]


class Round(NamedTuple):
    """`processor_ms` is what each part used for one message, whoever else the machine works for."""

    forms_a_second: float
    messages_a_second: float
    processor_ms: dict[str, float]


def at_once(port: int, pieces: Iterable[object], work: Callable[..., None]) -> float:
    """Seconds in which CLIENTS browsers, each with a share of `pieces`, did `work(browser, piece)`."""
    rows = list(pieces)

    def client(own: list[object]) -> None:
        browser = Browser(port)
        for piece in own:
            work(browser, piece)
        browser.close()

    shares = [rows[first::CLIENTS] for first in range(CLIENTS)]
    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, shares))
    return time.monotonic() - began


def topics(port: int) -> list[str]:
    """The ask pages that the district offers."""
    browser = Browser(port)
    page = browser.get("/ask/").body.decode()
    browser.close()
    return sorted(set(re.findall(r'href="(/ask/[\w-]+/)"', page)))


def filled(path: str, page: str, number: str) -> Filled:
    token = re.search(r'name="token" value="([^"]+)"', page)
    schools = re.findall(
        r'<option value="([\w-]+)"', page.partition('id="school"')[2].partition("</select>")[0]
    )
    fields = {
        "token": token[1] if token else "",
        "message": f"{WORDS} ({number})",
        "school": schools[hash(number) % len(schools)] if schools else "",
        "sign": "named",
        "name": f"Ana Ruiz {number}",
        "rel": "parent",
        "student": "Lucia",
        "by": "email",
        "email": f"ana.{number}@{DOMAIN}",
        "language": "en",
        "kind": "question",
        "website": "",
    }
    return Filled(path, fields)


def one_round(up: Installation, messages: int, name: str) -> Round:
    """Fetch `messages` forms and send them. Raises AssertionError when one of them is not in the database."""
    forms: list[Filled] = []

    def fetch(browser: Browser, piece: tuple[str, int]) -> None:
        path, number = piece
        answer = browser.get(path, compressed=False)
        assert answer.status == 200, answer
        forms.append(filled(path, answer.body.decode(), f"{name}-{number}"))

    def send(browser: Browser, form: Filled) -> None:
        answer = browser.post(form.path, form.fields, multipart=True)
        assert answer.status == 303, answer

    paths = islice(cycle(topics(up.port)), messages)
    fetching_s = at_once(up.port, zip(paths, range(messages), strict=False), fetch)
    time.sleep(TRAP_S)
    before = up.processor_s()
    sending_s = at_once(up.port, forms, send)
    used = {part: (s - before.get(part, 0)) * 1000 / messages for part, s in up.processor_s().items()}
    stored = in_database(up, name)
    assert stored == messages, f"{stored} of {messages} messages stand in the database"
    return Round(messages / fetching_s, stored / sending_s, used)


def in_database(up: Installation, name: str) -> int:
    """Messages of one round that are filed, each in a conversation of its own."""
    with up.connect() as database:
        (count,) = database.execute(
            "SELECT count(DISTINCT message.conversation_id) FROM conversations_message message"
            " JOIN conversations_arrival arrival USING (conversation_id)"
            " WHERE arrival.outcome = 'filed' AND arrival.from_address LIKE %s",
            [f"ana.{name}-%@{DOMAIN}"],
        ).fetchone() or (0,)
    return int(count)


def until_mail_has_left(up: Installation, patience_s: float = 300) -> float:
    """Seconds until the worker has sent every receipt and notice."""
    began = time.monotonic()
    with up.connect() as database:
        while time.monotonic() - began < patience_s:
            query = "SELECT count(*) FROM conversations_delivery WHERE state = 'queued'"
            (queued,) = database.execute(query).fetchone() or (0,)
            if not queued:
                break
            time.sleep(0.2)
    return time.monotonic() - began


def measure(up: Installation, messages: int, rounds: int = ROUNDS) -> list[Figure]:
    """`messages` in each of `rounds` rounds, after one to warm up."""
    up.refuse_unsafe()
    one_round(up, min(messages, WARM_UP), "warm")
    taken = [one_round(up, messages, f"r{number}") for number in range(rounds)]
    mail_s = until_mail_has_left(up)
    rates = [each.messages_a_second for each in taken]
    forms = statistics.median(each.forms_a_second for each in taken)
    return [
        Figure("messages stored by the form", statistics.median(rates), "a second", 100, 250, True),
        Figure("  slowest round", min(rates), "a second"),
        Figure("  fastest round", max(rates), "a second"),
        Figure("the form fetched", forms, "a second"),
        Figure("mail of the last round had left after", mail_s, "s"),
        *(
            Figure(f"  processor for a message, {part}", _median(taken, part), "ms")
            for part in ("web", "database", "worker")
        ),
    ]


def _median(taken: list[Round], part: str) -> float:
    return statistics.median(each.processor_ms.get(part, 0) for each in taken)


def main(argv: list[str]) -> int:
    """0 when at least 100 messages a second were stored, else 1."""
    parser = options("submit", __doc__, 1000, "messages in each round")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args(argv)
    with Installation() as up:
        figures = measure(up, asked.size, asked.rounds)
    return show("submit", asked.size, figures, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
