"""The inbox as staff wait for it: lists and one conversation over HTTP, signed in, one client.

100,000 conversations of four messages. A list is asked for as its page is (HTML, brotli); a conversation once as a
page with its list beside it and once as the pane that the inbox's script asks for. The slower of a secretary
(three teams) and a global user (everyone's) is what counts. Medians of interleaved rounds.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable

from rig.browser import Browser
from rig.filling import fill
from rig.installation import Installation
from rig.report import Figure, options, show

SECRETARY = "jo.larsen@riverbend.k12.wi.us"
EVERYONES = "m.solberg@riverbend.k12.wi.us"
ROUNDS = 100
VIEWS = ("mine", "team", "all", "unassigned", "past-due", "waiting", "private", "closed")


class Reader:
    """A signed-in member and what each address took them, in ms."""

    def __init__(self, up: Installation, email: str) -> None:
        self.browser = Browser(up.port)
        self.browser.sign_in(email)
        self.took: dict[str, list[float]] = {}

    def read(self, name: str, path: str, *, pane: bool = False) -> bytes:
        """The page at `path`, or the pane of it that a click asks for; AssertionError when it is not there."""
        began = time.perf_counter()
        answer = self.browser.get(path, compressed=True, pane=pane)
        self.took.setdefault(name, []).append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, (path, answer.status)
        return answer.body

    def median(self, name: str) -> float:
        return statistics.median(self.took[name])

    def references(self) -> list[str]:
        """The conversations on the first page of the list where they land."""
        page = self.browser.get("/inbox/").body.decode()
        return list(dict.fromkeys(re.findall(r'href="/inbox/([A-Z0-9]{1,4}-[A-Z0-9]{6})/', page)))


def read_everything(readers: list[Reader], rounds: int) -> None:
    """Each reader in turn opens the list, one conversation as page and as pane, and another list."""
    found = {reader: reader.references() for reader in readers}
    for number in range(rounds):
        for reader in readers:
            references = found[reader]
            reader.read("list", "/inbox/")
            conversation = f"/inbox/{references[number % len(references)]}/"
            reader.read("conversation", conversation)
            reader.read("pane", conversation, pane=True)
            view = VIEWS[number % len(VIEWS)]
            if reader.browser.get(f"/inbox/{view}/").status == 200:
                reader.read(f"view {view}", f"/inbox/{view}/")


def measure(up: Installation, rounds: int = ROUNDS) -> list[Figure]:
    """The inbox of an installation that is filled already."""
    readers = [Reader(up, SECRETARY), Reader(up, EVERYONES)]
    read_everything(readers, min(rounds, 5))
    for reader in readers:
        reader.took.clear()
    read_everything(readers, rounds)
    names = ("of a secretary", "of a global user")
    figures = [
        Figure("inbox list, p50", max(reader.median("list") for reader in readers), "ms", 25, 10),
        Figure(
            "one conversation beside its list, p50",
            max(r.median("conversation") for r in readers),
            "ms",
            20,
            10,
        ),
    ]
    for reader, name in zip(readers, names, strict=True):
        figures.append(Figure(f"  list {name}", reader.median("list"), "ms"))
        figures.append(Figure(f"  conversation {name}", reader.median("conversation"), "ms"))
        figures.append(Figure(f"  its pane alone, as a click loads it, {name}", reader.median("pane"), "ms"))
        views = [view for view in reader.took if view.startswith("view")]
        slowest = max(views, key=reader.median)
        figures.append(Figure(f"  slowest list {name} ({slowest[5:]})", reader.median(slowest), "ms"))
        reader.browser.close()
    return figures


def in_a_full_inbox(
    name: str, doc: str | None, measure: Callable[[Installation], list[Figure]], argv: list[str]
) -> int:
    """0 when every figure measured in a full inbox is as asked, else 1."""
    asked = options(name, doc, 100_000, "conversations, of four messages each").parse_args(argv)
    with Installation() as up:
        with up.connect() as database:
            fill(database, asked.size)
        figures = measure(up)
    return show(name, asked.size, figures, as_json=asked.json)


def main(argv: list[str]) -> int:
    """0 when the list takes at most 25 ms and a conversation 20 ms, else 1."""
    return in_a_full_inbox("inbox", __doc__, measure, argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
