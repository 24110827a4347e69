"""Start a crawl in a process of its own and pass on what it sees."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import IO

from .values import Finished, Page, Policy, Skipped
from .wire import dump_order, load

KEPT = frozenset(
    ["PATH", "HOME", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "NODE_EXTRA_CA_CERTS"]
)
KEPT_PREFIXES = ("LC_", "SSL_CERT_", "XDG_", "PLAYWRIGHT_")
GRACE_SECONDS = 90.0
"""How long after `max_seconds` a crawl that does not end by itself is ended."""


def crawl(start: Sequence[str], policy: Policy) -> Iterator[Page | Skipped | Finished]:
    """Everything the sites at `start` publish, page by page as read; a Finished comes last, always.

    Runs in a child process, which dies when the caller stops iterating or dies itself. Never raises for what
    a site does: that is said in Skipped and in Finished.errors.
    """
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", "frontoffice.crawler.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_environment(),
    )
    watch = threading.Timer(policy.max_seconds + GRACE_SECONDS, child.kill)
    watch.daemon = True
    watch.start()
    assert child.stdin
    assert child.stdout
    try:
        child.stdin.write(dump_order(list(start), policy))
        child.stdin.flush()
        yield from _until_finished(child.stdout, began)
    finally:
        watch.cancel()
        child.kill()
        child.stdin.close()
        child.stdout.close()
        child.wait()


def _until_finished(lines: IO[bytes], began: float) -> Iterator[Page | Skipped | Finished]:
    pages = documents = 0
    for line in lines:
        try:
            value = load(line)
        except (ValueError, KeyError, TypeError):
            break
        yield value
        if isinstance(value, Finished):
            return
        if isinstance(value, Page):
            pages += value.kind == "page"
            documents += value.kind == "document"
    seconds = round(time.monotonic() - began, 3)
    yield Finished(pages, documents, seconds, False, ("The scan's process ended before the scan did.",))


def _environment() -> dict[str, str]:
    """What the child needs to run, and no setting of ours: what reads hostile pages holds no secret."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    kept = {
        name: value for name, value in os.environ.items() if name in KEPT or name.startswith(KEPT_PREFIXES)
    }
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}
