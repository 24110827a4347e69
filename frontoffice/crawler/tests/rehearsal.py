"""A crawl's process in a made-up internet: `python -m frontoffice.crawler.tests.rehearsal NAMES`.

NAMES is JSON: a host and the addresses it resolves to, one look-up after another, the last for ever after.
127.0.0.2 counts as public, so that a test can serve a public site and a private one on one machine.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from scrapy.utils.reactor import install_reactor
from twisted.internet.address import IPv4Address

from frontoffice.crawler import guard, process

PUBLIC = "127.0.0.2"


class Names:
    """Answers for the system's resolver: first to the guard, then to the reactor."""

    def __init__(self, answers: dict[str, list[str]]) -> None:
        self.answers = answers

    def look_up(self, host: str) -> str:
        answers = self.answers[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def resolve(self, host: str) -> list[guard.Address]:
        found = guard.parse(host) or guard.parse(self.look_up(host))
        return [found] if found else []

    def resolveHostName(self, receiver: Any, host: str, port: int = 0, *_: Any, **__: Any) -> Any:
        from frontoffice.crawler.resolver import Resolution

        resolution = Resolution(host)
        receiver.resolutionBegan(resolution)
        address = host if guard.parse(host) else self.look_up(host)
        receiver.addressResolved(IPv4Address("TCP", address, port))
        receiver.resolutionComplete()
        return resolution


def main() -> int:
    names = Names(json.loads(sys.argv[1]))
    truly_public = guard.is_public
    guard.is_public = lambda address: str(address) == PUBLIC or truly_public(address)
    guard.resolve = names.resolve
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    reactor.installNameResolver(names)  # type: ignore[attr-defined]
    return process.main()


if __name__ == "__main__":
    sys.exit(main())
