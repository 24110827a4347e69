"""Memory of everything at rest, database included: the Pss of every process that `bin/up` runs, summed.

Measured when it has started, and again when people have used it and left. Pss counts a shared page once, by
dividing it among those who share it (/proc/PID/smaps_rollup); Linux only.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections import defaultdict

import psutil
from rig.browser import Browser
from rig.installation import Installation, part_of
from rig.report import Figure, options, show
from submit import one_round

MB = 1_000_000
SETTLE_S = 20
READERS = ("jo.larsen@riverbend.k12.wi.us", "m.solberg@riverbend.k12.wi.us")
PUBLIC = ("/", "/ask/", "/ask/bus/", "/people/", "/m/", "/privacy/")
STAFF = ("/inbox/", "/inbox/all/", "/inbox/closed/", "/inbox/search/?q=bus")


def by_part(up: Installation) -> dict[str, float]:
    """MB (Pss) of each part."""
    found: dict[str, float] = defaultdict(float)
    for process in up.processes():
        with contextlib.suppress(psutil.NoSuchProcess):  # the worker's own children come and go
            found[part_of(process)] += process.memory_full_info().pss / MB
    return dict(found)


def use(up: Installation, messages: int) -> None:
    """Families write `messages`, and staff read for a while."""
    one_round(up, messages, "memory")
    for reader in READERS:
        browser = Browser(up.port)
        browser.sign_in(reader)
        for path in (*PUBLIC, *STAFF) * 5:
            browser.get(path, compressed=True)
        browser.close()


def measure(up: Installation, messages: int, settle_s: float = SETTLE_S) -> list[Figure]:
    time.sleep(settle_s)
    started = by_part(up)
    use(up, messages)
    time.sleep(settle_s)
    used = by_part(up)
    return [
        Figure("everything, when it has started", sum(started.values()), "MB", 450, 300),
        Figure("everything, when it was used and rests", sum(used.values()), "MB", 450, 300),
        *(Figure(f"  {name}", size, "MB") for name, size in sorted(used.items(), key=lambda row: -row[1])),
    ]


def main(argv: list[str]) -> int:
    """0 when everything at rest is at most 450 MB, else 1."""
    asked = options(
        "memory", __doc__, 400, "messages that are sent before the second measurement"
    ).parse_args(argv)
    with Installation() as up:
        figures = measure(up, asked.size)
    return show("memory", asked.size, figures, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
