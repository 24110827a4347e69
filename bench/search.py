"""Search in 100,000 conversations of four messages: a rare word and a common one, over HTTP, signed in, one client.

The rare word stands in one of 20,000 messages, the common one in about a third of them.
"""

from __future__ import annotations

import sys

from inbox import EVERYONES, SECRETARY, Reader, in_a_full_inbox
from rig.filling import COMMON, RARE
from rig.installation import Installation
from rig.report import Figure

ROUNDS = 60
WORDS = {"a rare word": RARE, "a common word": COMMON, "two words": f"{COMMON}+bus", "a name": "Number77"}


def measure(up: Installation, rounds: int = ROUNDS) -> list[Figure]:
    """Search in an installation that is filled already."""
    readers = [Reader(up, SECRETARY), Reader(up, EVERYONES)]
    for number in range(rounds + 3):
        for reader in readers:
            for name, words in WORDS.items():
                reader.read(name, f"/inbox/search/?q={words}")
            if number == 2:
                reader.took.clear()
    slower = {name: max(reader.median(name) for reader in readers) for name in WORDS}
    for reader in readers:
        reader.browser.close()
    asked = {"a rare word": (30.0, 10.0), "a common word": (30.0, 10.0)}
    return [
        Figure(f"search for {name}, p50", slower[name], "ms", *asked.get(name, (None, None)))
        for name in WORDS
    ]


def main(argv: list[str]) -> int:
    """0 when each of the two takes at most 30 ms, else 1."""
    return in_a_full_inbox("search", __doc__, measure, argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
