"""Our scan against a bare Scrapy fetch of the same local site, in turn: `python bench/scan.py`.

The site has 500 pages like a district's (navigation, text, a footer with an address, and on every fifth page
a staff table with an address in each of several techniques), served from a process of its own. Bare Scrapy is
told all addresses beforehand and parses nothing; we find them ourselves and read every page.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = (
    "School starts on the first Tuesday of September and buses run as in spring. Lunch menus are posted each "
    "month. Families may visit the office at any time between eight and four. "
)
STAFF_EVERY = 5


def page(number: int, pages: int) -> str:
    links = "".join(
        f'<li class="nav-item"><a href="/p/{(number * 7 + n) % pages}">Page {n}</a></li>' for n in range(40)
    )
    text = "".join(f"<p class='text-body'>{WORDS * 3}</p>" for _ in range(15))
    staff = table(number) if number % STAFF_EVERY == 0 else ""
    return (
        f"<!doctype html><html lang=en><head><title>Page {number}</title><meta charset=utf-8>"
        f"<style>@media (max-width:600px){{nav{{display:none}}}}</style></head><body><nav><ul>{links}</ul></nav>"
        f"<main><h1>Page {number}</h1>{text}{staff}<a href='/p/{(number + 1) % pages}'>Next</a></main>"
        f"<footer><a href='mailto:office@riverbend.k12.wi.us'>Office</a></footer><script>var t={{page:{number}}};</script>"
        "</body></html>"
    )


def table(number: int) -> str:
    rows = []
    for n in range(10):
        address = f"p{number}.s{n}@riverbend.k12.wi.us"
        ways = (
            f"<a href='mailto:{address}'>{address}</a>",
            address.replace("@", " [at] ").replace(".", " (dot) "),
            "".join(f"&#{ord(char)};" for char in address),
            f"<span data-mail='{base64.b64encode(address.encode()).decode()}'></span>",
            f"<script>document.write('p{number}.s{n}' + '@' + 'riverbend.k12.wi.us')</script>",
        )
        rows.append(f"<tr><td>Ana Ortiz</td><td>Teacher</td><td>{ways[n % 5]}</td></tr>")
    return f"<table>{''.join(rows)}</table>"


async def serve(port: int, pages: int) -> None:
    bodies = {f"/p/{n}": page(n, pages).encode() for n in range(pages)}
    bodies["/"] = bodies["/p/0"]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                body = bodies.get(head.split(b" ", 2)[1].decode())
                status = b"200 OK" if body else b"404 Not Found"
                writer.write(b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n" % status)
                writer.write(b"Content-Length: %d\r\n\r\n" % len(body or b"") + (body or b""))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def bare(url: str, pages: int) -> None:
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Bare(scrapy.Spider):
        name = "bare"
        start_urls = [f"{url}p/{n}" for n in range(pages)]
        count = 0

        def parse(self, response: scrapy.http.Response) -> None:
            Bare.count += 1

    settings = {"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 16}
    process = CrawlerProcess(settings)
    process.crawl(Bare)
    process.start()
    assert Bare.count == pages, Bare.count


def timed(command: list[str]) -> tuple[float, bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    began = time.monotonic()
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, env=environment, cwd=ROOT)
    return time.monotonic() - began, done.stdout


def ours(url: str, pages: int) -> float:
    code = "import sys; from frontoffice.operate.commands.scan import main; sys.exit(main(sys.argv[1:]))"
    seconds, out = timed(
        [sys.executable, "-c", code, f"{url}p/0", "--rate", "0", "--max-pages", str(pages), "--json"]
    )
    answer = json.loads(out)
    found = {each["address"] for each in answer["findings"]}
    assert answer["scan"]["pages"] == pages, answer["scan"]
    assert len(found) == 1 + 10 * len(range(0, pages, STAFF_EVERY)), len(found)
    return seconds


@contextmanager
def served(pages: int) -> Iterator[str]:
    """The site's address, while it is served."""
    server = subprocess.Popen(
        [sys.executable, __file__, "--serve", "--pages", str(pages)],
        stdout=subprocess.PIPE,
        env=dict(os.environ),
    )
    assert server.stdout
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/"
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def compare(pages: int, rounds: int) -> list[tuple[float, float]]:
    """Seconds of (bare Scrapy, our scan) for each round, the two in turn, after one round to warm up."""
    with served(pages) as url:
        bare_scrapy = [sys.executable, __file__, "--bare", url, "--pages", str(pages)]
        taken = [(timed(bare_scrapy)[0], ours(url, pages)) for _ in range(rounds + 1)]
        return taken[1:]


def peak_mb(pages: int) -> float:
    """The most memory that the crawl's process held (resident) while it read so many pages."""
    code = (
        "import resource, sys; from frontoffice.crawler import Policy, crawl\n"
        "for _ in crawl([sys.argv[1]], Policy(rate_per_s=0, max_pages=int(sys.argv[2]))): pass\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    )
    with served(pages) as url:
        return float(timed([sys.executable, "-c", code, f"{url}p/0", str(pages)])[1])


def main(argv: list[str]) -> int:
    """Print the table; 0 when our scan makes at least 0.7 of the pages a second of bare Scrapy, else 1."""
    parser = argparse.ArgumentParser(prog="bench scan", description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--bare", metavar="URL", help=argparse.SUPPRESS)
    parser.add_argument("--memory", action="store_true", help="peak memory at 200 and at 2,000 pages instead")
    asked = parser.parse_args(argv)
    if asked.serve:
        asyncio.run(serve(0, asked.pages))
    if asked.bare:
        bare(asked.bare, asked.pages)
        return 0
    if asked.memory:
        for pages in (200, 2_000):
            print(f"{pages:5,} pages: {peak_mb(pages):.0f} MB resident at most")
        return 0
    taken = compare(asked.pages, asked.rounds)
    scrapy_s, ours_s = (statistics.median(each) for each in zip(*taken, strict=True))
    print(f"{asked.pages} local pages, start-up included, median of {asked.rounds} rounds in turn")
    print(f"{'':14}{'seconds':>10}{'pages/s':>10}{'spread':>16}")
    for name, middle, each in (
        ("bare Scrapy", scrapy_s, [t[0] for t in taken]),
        ("our scan", ours_s, [t[1] for t in taken]),
    ):
        print(
            f"{name:14}{middle:>10.2f}{asked.pages / middle:>10.0f}{f'{min(each):.2f} to {max(each):.2f} s':>16}"
        )
    print(f"ratio {scrapy_s / ours_s:.2f} (aim 0.7)")
    return 0 if scrapy_s / ours_s >= 0.7 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
