"""How often one network and one address may write or guess, so that a flood does not bury a family's message.

Counted in the memory of each web process: exact enough to stop a flood, gone with a restart, and no address
of a visitor is ever written down. With several processes the limits hold for each of them (why that is right:
docs/decisions/0011-rate-limits.md).
A machine's own address (127.0.0.1, ::1) is not limited: an undeclared proxy would share it with all.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Lock
from time import monotonic

from django.conf import settings
from django.http import HttpRequest

MAX_KEYS = 20_000
MINUTE_S, HOUR_S = 60, 3600
IPV6_HOUSEHOLD = 64


class Limit:
    """At most `many` uses of one key within `within_s` seconds."""

    def __init__(self, many: int, within_s: float) -> None:
        self.many, self.within_s = many, within_s
        self._uses: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def allows(self, key: str) -> bool:
        """Count one use of `key`, unless it is over its limit; whether it was within it."""
        at = monotonic()
        with self._lock:
            uses = self._uses.setdefault(key, deque())
            self._uses.move_to_end(key)
            while uses and uses[0] <= at - self.within_s:
                uses.popleft()
            if len(uses) >= self.many:
                return False
            uses.append(at)
            while len(self._uses) > MAX_KEYS:
                self._uses.popitem(last=False)
            return True

    def forget(self) -> None:
        """Count from nothing: for tests."""
        self._uses.clear()


MESSAGES_OF_A_NETWORK = Limit(40, 10 * MINUTE_S)  # a school's whole family evening may share one address
MESSAGES_OF_AN_ADDRESS = Limit(12, HOUR_S)
CODES_OF_A_NETWORK = Limit(30, 10 * MINUTE_S)
CODES_OF_A_REFERENCE = Limit(10, HOUR_S)


def network_of(request: HttpRequest) -> str:
    """The visitor's address, or the /64 that an IPv6 household has; empty for this machine's own."""
    sent = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        sent = request.headers.get("X-Forwarded-For", sent).rpartition(",")[2].strip()
    try:
        address: IPv4Address | IPv6Address = ip_address(sent)
    except ValueError:
        return sent
    if address.is_loopback:
        return ""
    return str(ip_network((address, IPV6_HOUSEHOLD), strict=False)) if address.version == 6 else str(address)


def network_may(limit: Limit, request: HttpRequest) -> bool:
    """Whether the visitor's network is within `limit`; counts one use."""
    network = network_of(request)
    return not network or limit.allows(network)
