"""`frontoffice scan URL…`: look for e-mail addresses on a website and in everything it publishes."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from frontoffice.crawler import Finished, Page, Policy, Sighting, crawl

SUMMARY = "Look for e-mail addresses on a website and in everything it publishes."

NOTHING_FOUND, FOUND, COULD_NOT_SCAN = 0, 1, 2
PROGRESS_SECONDS = 2.0


def main(argv: list[str]) -> int:
    """Scan and print; 0 when no address was found, 1 when some were, 2 when nothing could be scanned."""
    asked = _parser().parse_args(argv)
    start = [_with_scheme(url) for url in asked.url]
    policy = Policy(rate_per_s=asked.rate, max_pages=asked.max_pages, render=asked.render)
    try:
        sightings, finished = _scan(start, policy)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return COULD_NOT_SCAN
    if finished.pages + finished.documents == 0:
        print(_why_nothing(finished, start), file=sys.stderr)
        return COULD_NOT_SCAN
    for sentence in finished.errors:
        print(sentence, file=sys.stderr)
    print(_as_json(start, sightings, finished) if asked.json else _as_table(sightings, finished))
    return FOUND if sightings else NOTHING_FOUND


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="frontoffice scan", description=SUMMARY)
    parser.add_argument("url", nargs="+", metavar="URL", help="where to start; its host is read, no other")
    parser.add_argument(
        "--max-pages",
        type=_count,
        default=Policy.max_pages,
        metavar="N",
        help="pages and documents to read at most (%(default)s)",
    )
    parser.add_argument(
        "--rate",
        type=_rate,
        default=Policy.rate_per_s,
        metavar="R",
        help="requests a second to each host; 0: no limit, for a site of your own (%(default)s)",
    )
    parser.add_argument("--render", action="store_true", help="also run pages that scripts write in Chromium")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _rate(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError("must be 0 or more")
    return number


def _with_scheme(url: str) -> str:
    url = url.strip()
    return url if "://" in url else f"https://{url}"


def _scan(start: list[str], policy: Policy) -> tuple[list[Sighting], Finished]:
    sightings: list[Sighting] = []
    finished = Finished(0, 0, 0.0, False, ())
    read, told = 0, time.monotonic()
    for value in crawl(start, policy):
        if isinstance(value, Page):
            read += 1
            sightings.extend(value.sightings)
        elif isinstance(value, Finished):
            finished = value
        if isinstance(value, Page) and time.monotonic() - told >= PROGRESS_SECONDS:
            told = time.monotonic()
            people = len({each.address for each in sightings})
            print(f"{read:,} read, {people:,} addresses so far", file=sys.stderr, flush=True)
    return sightings, finished


def _why_nothing(finished: Finished, start: list[str]) -> str:
    return finished.errors[0] if finished.errors else f"Nothing could be read at {start[0]}."


def _as_json(start: list[str], sightings: list[Sighting], finished: Finished) -> str:
    scan: dict[str, Any] = {
        "start": start,
        "pages": finished.pages,
        "documents": finished.documents,
        "seconds": round(finished.seconds, 1),
        "complete": finished.complete,
        "errors": list(finished.errors),
    }
    findings = [
        {
            "address": each.address,
            "technique": each.technique,
            "page": each.page,
            "where": each.where,
            "evidence": each.evidence,
            "person": each.person,
            "role": each.role,
        }
        for each in sightings
    ]
    return json.dumps({"scan": scan, "findings": findings}, ensure_ascii=False)


def _as_table(sightings: list[Sighting], finished: Finished) -> str:
    lines = list(_rows(sightings))
    addresses, pages = len({each.address for each in sightings}), len({each.page for each in sightings})
    read = f"{finished.pages:,} pages and {finished.documents:,} documents in {finished.seconds:,.1f} s"
    if not sightings:
        lines.append(f"No address found in {read}.")
    else:
        ways = ", ".join(
            f"{name} {count:,}" for name, count in Counter(e.technique for e in sightings).most_common()
        )
        lines += [
            "",
            f"{addresses:,} addresses on {pages:,} pages; {read}.",
            f"How they can be read: {ways}.",
        ]
    if not finished.complete:
        lines.append("The scan is not complete: see the messages above.")
    return "\n".join(lines)


def _rows(sightings: list[Sighting]) -> Iterable[str]:
    if not sightings:
        return
    wide = min(48, max(len(each.address) for each in sightings))
    how = max(len(each.technique) for each in sightings)
    yield f"{'ADDRESS':{wide}}  {'HOW':{how}}  PERSON, WHERE"
    for each in sorted(sightings, key=lambda each: (each.address, each.page, each.technique)):
        who = ", ".join(_printable(part) for part in (each.person, each.role) if part)
        place = f"{_printable(each.page)} {_printable(each.where)}"
        yield f"{each.address:{wide}}  {each.technique:{how}}  {who + '; ' if who else ''}{place}"


def _printable(text: str) -> str:
    """Text from a website, without the control characters that could rewrite a terminal."""
    return "".join(char if char.isprintable() else "?" for char in text)
