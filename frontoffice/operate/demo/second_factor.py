"""The second factor of the demo's administrators: one published secret, so that nobody needs a telephone to look.

A real administrator sets up an own one; the demo's protects nothing.
"""

import base64
import hashlib
import hmac
import struct
import time

SECRET = "RIVERBENDDEMOFRONTOFFICE"  # noqa: S105 - published like the demo's password
PERIOD_S = 30
DIGITS = 6


def code_at(unix_s: float) -> str:
    """The six digits that an authenticator app shows for SECRET at that time (RFC 6238)."""
    counter = struct.pack(">Q", int(unix_s) // PERIOD_S)
    digest = hmac.new(base64.b32decode(SECRET), counter, hashlib.sha1).digest()
    place = digest[-1] & 0x0F
    number: int = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def code_now() -> str:
    """The six digits of this moment; good for half a minute."""
    return code_at(time.time())
