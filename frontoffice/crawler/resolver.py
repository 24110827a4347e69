"""A name resolver for the crawl's reactor that hands out only addresses the guard allows.

The connection goes to the very address that was checked, so a name that changes its answer between the check
and the connection (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from zope.interface import implementer  # type: ignore[import-untyped]

from .guard import Guard

CACHE_SECONDS = 60.0


@implementer(IHostResolution)
class Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        return None


@implementer(IResolutionReceiver)
class Checked:
    """Passes on the allowed addresses of one look-up and remembers them."""

    def __init__(
        self, receiver: Any, host: str, guard: Guard, seen: dict[str, tuple[float, list[Any]]]
    ) -> None:
        self.receiver, self.host, self.guard, self.seen = receiver, host, guard, seen
        self.addresses: list[Any] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        if self.guard.may_connect(self.host, getattr(address, "host", "")):
            self.addresses.append(address)
            self.receiver.addressResolved(address)

    def resolutionComplete(self) -> None:
        if self.addresses:
            self.seen[self.host] = (time.monotonic() + CACHE_SECONDS, self.addresses)
        self.receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    def __init__(self, inner: Any, guard: Guard) -> None:
        self.inner, self.guard = inner, guard
        self.seen: dict[str, tuple[float, list[Any]]] = {}

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        until, addresses = self.seen.get(hostName, (0.0, []))
        if until < time.monotonic():
            checked = Checked(resolutionReceiver, hostName, self.guard, self.seen)
            return self.inner.resolveHostName(checked, hostName, portNumber, addressTypes, transportSemantics)
        resolution = Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        for address in addresses:
            kind = IPv6Address if isinstance(address, IPv6Address) else IPv4Address
            resolutionReceiver.addressResolved(kind(address.type, address.host, portNumber))
        resolutionReceiver.resolutionComplete()
        return resolution
