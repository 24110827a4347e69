"""The values of a crawl as JSON lines, between the crawl's process and the caller's."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import orjson

from .values import Finished, Page, Policy, Sighting, Skipped

KINDS: dict[str, type[Page | Skipped | Finished]] = {
    "page": Page,
    "skipped": Skipped,
    "finished": Finished,
}


def dump(value: Page | Skipped | Finished) -> bytes:
    """One line of JSON that `load` turns back into an equal value."""
    return orjson.dumps(
        {"is": type(value).__name__.lower(), "value": value}, option=orjson.OPT_APPEND_NEWLINE
    )


def load(line: bytes) -> Page | Skipped | Finished:
    """The value that `dump` wrote. Raises ValueError when the line is not one."""
    wrapped = orjson.loads(line)
    value: dict[str, Any] = wrapped["value"]
    kind = KINDS[wrapped["is"]]
    if kind is Page:
        value["sightings"] = tuple(Sighting(**each) for each in value["sightings"])
    if kind is Finished:
        value["errors"] = tuple(value["errors"])
    return kind(**value)


def dump_order(start: list[str], policy: Policy) -> bytes:
    """What the crawl's process reads first: one line with the start addresses and the policy."""
    return orjson.dumps({"start": start, "policy": policy}, option=orjson.OPT_APPEND_NEWLINE)


def load_order(line: bytes) -> tuple[list[str], Policy]:
    order = orjson.loads(line)
    known = {field.name for field in fields(Policy)}
    return order["start"], Policy(**{name: value for name, value in order["policy"].items() if name in known})
