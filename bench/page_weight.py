"""What home and the ask page weigh, with everything they load, as a browser asks for it.

    bin/frontoffice bench page-weight http://127.0.0.1:8000 [ASK-PATH]

Exit 0 when both are at most 14 KB in at most 3 requests.
"""

from __future__ import annotations

import re
import sys
from urllib.parse import urljoin
from urllib.request import Request, urlopen

LIMIT_BYTES, LIMIT_REQUESTS = 14_336, 3
LOADED = re.compile(
    r'<(?:link[^>]+rel="(?:stylesheet|icon)"[^>]+href|script[^>]+src|img[^>]+src)="(?!data:)([^"]+)"'
)


def fetch(url: str) -> tuple[int, str]:
    """The bytes on the wire (headers and compressed body) and the text of the page."""
    import brotli

    with urlopen(Request(url, headers={"Accept-Encoding": "br"}), timeout=30) as answer:
        body = answer.read()
        head = len(str(answer.headers).encode())
        packed = answer.headers.get("Content-Encoding") == "br"
    return head + len(body), (brotli.decompress(body) if packed else body).decode("utf-8", "replace")


def weigh(url: str) -> tuple[int, int]:
    """Bytes and requests of one page and all that it loads."""
    total, text = fetch(url)
    parts = dict.fromkeys(LOADED.findall(text))
    return total + sum(fetch(urljoin(url, part))[0] for part in parts), 1 + len(parts)


def main(argv: list[str]) -> int:
    site = (argv[0] if argv else "http://127.0.0.1:8000").rstrip("/")
    fits = True
    for path in ("/", argv[1] if len(argv) > 1 else "/ask/anything/"):
        size, requests = weigh(site + path)
        fits &= size <= LIMIT_BYTES and requests <= LIMIT_REQUESTS
        print(
            f"{path:<20} {size:>6} bytes in {requests} requests (at most {LIMIT_BYTES} in {LIMIT_REQUESTS})"
        )
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
