"""The inbox list at 1,000,000 conversations against 10,000: two installations side by side, asked in turn.

One message in each conversation; the lists of a secretary and of a global user, first page, over HTTP.
"""

from __future__ import annotations

import sys

from inbox import EVERYONES, SECRETARY, Reader
from rig.filling import fill
from rig.installation import Installation
from rig.report import Figure, options, show

SMALL_PART = 100
ROUNDS = 100


def fill_with(up: Installation, conversations: int) -> None:
    with up.connect() as database:
        fill(database, conversations, each=1)


def measure(small: Installation, large: Installation, rounds: int = ROUNDS) -> list[Figure]:
    """Two installations that are filled already, asked in turn."""
    readers = {
        (size, email): Reader(up, email)
        for email in (SECRETARY, EVERYONES)
        for size, up in (("small", small), ("large", large))
    }
    for number in range(rounds + 5):
        for reader in readers.values():
            reader.read("list", "/inbox/")
            if number == 4:
                reader.took.clear()
    taken = {key: reader.median("list") for key, reader in readers.items()}
    for reader in readers.values():
        reader.browser.close()
    ratios = {email: taken["large", email] / taken["small", email] for email in (SECRETARY, EVERYONES)}
    names = {SECRETARY: "of a secretary", EVERYONES: "of a global user"}
    return [
        Figure("the list at full size against a hundredth", max(ratios.values()), "times", 1.5, 1.1),
        *(Figure(f"  {size} list {names[email]}", ms, "ms") for (size, email), ms in taken.items()),
    ]


def main(argv: list[str]) -> int:
    """0 when the list takes at most 1.5 times as long, else 1."""
    asked = options("million", __doc__, 1_000_000, "conversations in the large one").parse_args(argv)
    with Installation() as small, Installation() as large:
        fill_with(small, max(asked.size // SMALL_PART, 10))
        fill_with(large, asked.size)
        figures = measure(small, large)
    return show("million", asked.size, figures, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
