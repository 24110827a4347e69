"""Which state of the demo site is shown, and where its contact links lead. Two files under the home's `demo/`."""

import json
from pathlib import Path

from frontoffice.operate.demo.site.contacts import LinkFor
from frontoffice.operate.demo.site.server import AFTER, BEFORE


def site_state(home: Path) -> str:
    """ "before" or "after", as `HOME/demo/site-state` says now; "before" when it says neither."""
    try:
        word = (home / "demo" / "site-state").read_text(encoding="utf-8").strip()
    except OSError:
        return BEFORE
    return AFTER if word == AFTER else BEFORE


def show(home: Path, state: str) -> None:
    """Make the running site show `state` from the next request on. Raises ValueError for another word."""
    if state not in (BEFORE, AFTER):
        raise ValueError(f"The demo site is shown {BEFORE!r} or {AFTER!r}, not {state!r}.")
    (home / "demo").mkdir(parents=True, exist_ok=True)
    (home / "demo" / "site-state").write_text(state + "\n", encoding="utf-8")


def write_links(home: Path, links: dict[str, str]) -> None:
    """Keep where each address's contact link leads: {"k.halvorsen@…": "/p/7k2m…"}."""
    (home / "demo").mkdir(parents=True, exist_ok=True)
    (home / "demo" / "contact-links.json").write_text(json.dumps(links, indent=1), encoding="utf-8")


def contact_links(home: Path, front_door: str) -> LinkFor:
    """Where to write to a person: the kept contact link, else the front door's page of all people."""
    door = front_door.rstrip("/")
    return lambda person: door + kept_links(home).get(person.address, "/people/")


def links_version(home: Path) -> int:
    """Another number each time the contact links were written; 0 while there are none."""
    try:
        return (home / "demo" / "contact-links.json").stat().st_mtime_ns
    except OSError:
        return 0


def kept_links(home: Path) -> dict[str, str]:
    """Where each address's contact link leads; nothing while the file is missing or broken."""
    try:
        kept = json.loads((home / "demo" / "contact-links.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
