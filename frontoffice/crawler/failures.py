"""Why a fetch failed, in a sentence that someone who runs a school's website understands."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

from scrapy import exceptions

from .guard import Guard, origin, resolve
from .values import Policy

CHECK_SECONDS = 5.0


def passing(error: BaseException) -> bool:
    """True for what may be different a moment later."""
    if isinstance(error, exceptions.DownloadFailedError):
        return "certificate" not in str(error) and "SSL" not in str(error)
    return isinstance(error, (exceptions.ResponseDataLossError, ConnectionError))


def reason(error: BaseException, url: str, guard: Guard, policy: Policy, timeout_s: float) -> str:
    host = urlsplit(url).hostname or url
    if host in guard.refused and isinstance(error, exceptions.CannotResolveHostError):
        return f"{host} is at {guard.refused[host]}, an address that is not public and is never read"
    if isinstance(error, exceptions.CannotResolveHostError):
        return f"{host} has no address: the name could not be looked up"
    if isinstance(error, exceptions.DownloadConnectionRefusedError):
        return f"{host} refused the connection"
    if isinstance(error, exceptions.DownloadTimeoutError):
        return f"did not arrive within {timeout_s:.0f} seconds"
    if isinstance(error, exceptions.DownloadCancelledError):
        return f"is larger than {policy.max_bytes / 1e6:,.1f} MB, and was not read"
    if isinstance(error, exceptions.IgnoreRequest):
        return f"unpacks to more than {policy.max_bytes / 1e6:,.1f} MB, and was not read"
    if "certificate" in str(error) or "SSL" in str(error):
        return certificate(url, guard)
    return "could not be fetched: the connection broke off"


def certificate(url: str, guard: Guard) -> str:
    """What is wrong with the host's certificate, asked of an address that the guard allows."""
    host, port = origin(url)
    usual = f"the certificate of {host} cannot be trusted"
    allowed = [str(each) for each in resolve(host) if guard.may_connect(host, str(each))]
    if not allowed:
        return usual
    try:
        with socket.create_connection((allowed[0], port), CHECK_SECONDS) as plain:
            ssl.create_default_context().wrap_socket(plain, server_hostname=host).close()
    except ssl.SSLCertVerificationError as error:
        return f"{usual}: {error.verify_message}"
    except OSError:
        return usual
    return usual
