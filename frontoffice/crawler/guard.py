"""Which network addresses a crawl may touch.

A page can name any host and a host can resolve to anything, and to something else a second later. So the
decision is made about the address that is being connected to, not about the name: see `resolver`.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
METADATA = {
    ipaddress.ip_address(text)
    for text in ("169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")
}
MAX_JUDGED = 10_000
DEFAULT_PORTS = {"http": 80, "https": 443}


class Refused(Exception):
    """The address may not be crawled; the message is a sentence for people."""


def parse(text: str) -> Address | None:
    """The IP address that `text` is, IPv4 inside IPv6 unwrapped; None when it is a name."""
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address.sixtofour:
            return address.sixtofour
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: Address) -> bool:
    return (
        address.is_global and not address.is_multicast and not address.is_reserved and address not in METADATA
    )


def never_allowed(address: Address) -> bool:
    """Metadata services, link-local, multicast and unspecified addresses: not even as a start."""
    return address in METADATA or address.is_link_local or address.is_multicast or address.is_unspecified


def resolve(host: str) -> list[Address]:
    """Every address of a host, by the system's resolver. Raises Refused when there is none."""
    literal = parse(host)
    if literal is not None:
        return [literal]
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(f"{host} has no address: the name could not be looked up.") from error
    found = (parse(str(answer[4][0])) for answer in answers)
    return [address for address in dict.fromkeys(found) if address is not None]


def origin(url: str) -> tuple[str, int]:
    """Host (lower case) and port of an http(s) address. Raises Refused when it is not one."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(f"{url} is not a web address.") from error
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise Refused(f"{url} is not an http or https address.")
    return parts.hostname.lower().rstrip("."), port or DEFAULT_PORTS[parts.scheme]


def twin(host: str) -> str:
    """The same site with or without `www.`."""
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


@dataclass
class Guard:
    """The hosts of one crawl and the addresses that each may be reached at.

    `admit` opens a start host. A host whose every address is private is pinned to those addresses and to its
    own port; all others are held to public addresses, whatever their names resolve to later.
    """

    allow_private: bool
    ports: dict[str, set[int]] = field(default_factory=dict)
    pinned: dict[str, frozenset[Address]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    judged: dict[str, bool] = field(default_factory=dict)

    def admit(self, url: str) -> None:
        """Let the crawl read the host of `url`. Raises Refused with the reason when it must not."""
        host, port = origin(url)
        self.judged.clear()
        addresses = resolve(host)
        if any(is_public(address) for address in addresses):
            self._admit_public(host, port)
            return
        self._admit_private(host, port, addresses)

    def _admit_public(self, host: str, port: int) -> None:
        usual = set(DEFAULT_PORTS.values())
        ports = usual | {port} if port in usual else {port}
        for name in (host, twin(host)) if parse(host) is None else (host,):
            self.ports.setdefault(name, set()).update(ports)

    def _admit_private(self, host: str, port: int, addresses: list[Address]) -> None:
        if not self.allow_private:
            raise Refused(f"{host} is at a private address, {addresses[0]}, which this scan may not read.")
        if any(never_allowed(address) for address in addresses):
            raise Refused(
                f"{host} is at {addresses[0]}, which is never read: link-local or a metadata service."
            )
        self.ports.setdefault(host, set()).add(port)
        self.pinned[host] = self.pinned.get(host, frozenset()) | frozenset(addresses)

    def in_scope(self, url: str) -> bool:
        """True when the address is at a host and port that was admitted."""
        end = url.find("/", len("https://"))
        place = url if end < 0 else url[:end]
        known = self.judged.get(place)
        if known is None:
            if len(self.judged) >= MAX_JUDGED:
                self.judged.clear()
            known = self.judged[place] = self._admitted(place)
        return known

    def _admitted(self, place: str) -> bool:
        try:
            host, port = origin(place)
        except Refused:
            return False
        return port in self.ports.get(host, ())

    def may_connect(self, host: str, address: str) -> bool:
        """True when a connection for `host` may go to this very IP address."""
        parsed = parse(address)
        host = host.lower().rstrip(".")
        if parsed is None or host not in self.ports:
            allowed = False
        elif host in self.pinned:
            allowed = parsed in self.pinned[host]
        else:
            allowed = is_public(parsed)
        if not allowed:
            self.refused[host] = address
        return allowed
