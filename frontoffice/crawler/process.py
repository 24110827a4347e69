"""The crawl's own process: `python -m frontoffice.crawler.process`, an order on stdin, values on stdout."""

from __future__ import annotations

import gc
import os
import sys
import threading
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from .guard import Guard, Refused
from .render import missing
from .spider import SiteSpider, fetch_timeout_s, say
from .values import Finished, Policy
from .wire import load_order

FEW_COLLECTIONS = 50_000


def settings(policy: Policy) -> dict[str, Any]:
    at_once = 16 if policy.rate_per_s == 0 else 1
    return {
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "TELNETCONSOLE_ENABLED": False,
        "EXTENSIONS_BASE": {},
        "SPIDER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES_BASE": {
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590
        },
        "SCHEDULER": "frontoffice.crawler.frontier.Scheduler",
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "CONCURRENT_ITEMS": 1,  # else a hundred tasks a response wait for items that we never make
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": at_once,
        "DOWNLOAD_DELAY": 1 / policy.rate_per_s if policy.rate_per_s else 0,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_MAXSIZE": policy.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": fetch_timeout_s(policy),
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingHostnameResolver",
        "DNSCACHE_ENABLED": False,
    }


def admitted(start: list[str], guard: Guard) -> list[str]:
    """Open the start hosts; what is wrong with those that stay closed, in sentences."""
    wrong = []
    for url in start:
        try:
            guard.admit(url)
        except Refused as reason:
            wrong.append(str(reason))
    return wrong


def run(start: list[str], policy: Policy) -> None:
    guard = Guard(policy.allow_private_start)
    wrong = admitted(start, guard)
    if policy.render and (lacking := missing()):
        say(Finished(0, 0, 0.0, False, (lacking,)))
        return
    if not guard.ports:
        say(Finished(0, 0, 0.0, False, tuple(wrong)))
        return
    process = AsyncCrawlerProcess(settings(policy))
    crawler = process.create_crawler(SiteSpider)
    task = process.crawl(crawler, start=start, policy=policy, guard=guard)

    del task
    end_at(crawler, policy.max_seconds)
    process.start(stop_after_crawl=True, install_signal_handlers=False)
    close(crawler, wrong)


def close(crawler: Any, wrong: list[str]) -> None:
    spider: SiteSpider | None = crawler.spider
    if spider is None:
        say(Finished(0, 0, 0.0, False, (*wrong, "The scan could not be started.")))
        return
    spider.readers.close()
    for sentence in wrong:
        spider.cut_short(sentence)
    say(spider.finish())


def end_at(crawler: Any, max_seconds: float) -> None:
    """When the time is over, say what was read until then and leave at once."""

    def over() -> None:
        spider: SiteSpider | None = crawler.spider
        if spider is not None:
            spider.frontier.closed = True
            spider.cut_short(f"Stopped after {max_seconds:,.0f} seconds; the rest was not read.")
        close(crawler, [])
        os._exit(0)

    from twisted.internet import reactor

    reactor.callLater(max_seconds, over)  # type: ignore[arg-type]


def die_with_parent() -> None:
    """The parent holds our stdin open for as long as it lives and listens."""
    sys.stdin.buffer.read()
    os._exit(1)


def main() -> int:
    gc.freeze()
    gc.set_threshold(FEW_COLLECTIONS)
    start, policy = load_order(sys.stdin.buffer.readline())
    threading.Thread(target=die_with_parent, daemon=True).start()
    run(start, policy)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
