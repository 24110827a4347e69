"""What the rules have found on one page: one sighting for each address and technique."""

from __future__ import annotations

from frontoffice.crawler.values import MAX_EVIDENCE_CHARS, Sighting

MAX_SIGHTINGS = 20_000
"""For one page or document; a longer list is a dump, and its first 20,000 tell it."""

CONTEXT_CHARS = 60


class Found:
    def __init__(self, page: str) -> None:
        self.page = page
        self.seen: dict[tuple[str, str], Sighting] = {}

    def new(self, address: str, technique: str) -> bool:
        return (address, technique) not in self.seen and len(self.seen) < MAX_SIGHTINGS

    def add(
        self,
        address: str,
        technique: str,
        where: str,
        evidence: str,
        person: str | None = None,
        role: str | None = None,
    ) -> None:
        """Keep the first sighting of an address by a technique; a later one adds the person it lacked."""
        known = self.seen.get((address, technique))
        if known and (known.person or not person):
            return
        if known:
            where, evidence, role = known.where, known.evidence, known.role or role
        elif len(self.seen) >= MAX_SIGHTINGS:
            return
        self.seen[address, technique] = Sighting(
            address,
            technique,
            self.page,
            where[:120],
            tidy(evidence),
            person and person[:80],
            role and role[:90],
        )

    def sightings(self) -> list[Sighting]:
        """Everything found, each with the person and role that any sighting of its address here has."""
        people = {each.address: (each.person, each.role) for each in self.seen.values() if each.person}
        answer = []
        for each in self.seen.values():
            person, role = people.get(each.address, (None, None))
            if person and not each.person:
                each = Sighting(
                    each.address,
                    each.technique,
                    each.page,
                    each.where,
                    each.evidence,
                    person,
                    each.role or role,
                )
            answer.append(each)
        return answer


def tidy(text: str) -> str:
    """One line, without control characters, short enough to be evidence."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line[:MAX_EVIDENCE_CHARS]


def around(text: str, start: int, end: int) -> str:
    """The piece of text from `start` to `end` with what stands beside it, as evidence."""
    room = max(0, min(CONTEXT_CHARS, (MAX_EVIDENCE_CHARS - (end - start)) // 2))
    return text[max(0, start - room) : end + room]
