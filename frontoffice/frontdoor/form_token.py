"""What a form carries instead of a cookie: a name that is used once, and when the form was shown.

The same name twice is the same message, so a double press or the back button cannot send it again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from time import time

from django.core import signing

SALT = "frontdoor.form"
NONCE_BYTES = 12
KEPT_FOR_S = 30 * 24 * 3600
HURRIED_S = 2


@dataclass(frozen=True)
class FormToken:
    """`nonce` names one filling-in of one form; `age_s` is how long ago it was shown."""

    nonce: str
    age_s: float
    signed: str

    @property
    def hurried(self) -> bool:
        """Filled in faster than anyone types."""
        return self.age_s < HURRIED_S


def new_token() -> FormToken:
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    return FormToken(nonce, 0, signing.dumps([nonce, round(time(), 1)], salt=SALT))


def read_token(signed: str) -> FormToken | None:
    """The token as it was given out, or None when it was not given out by us or is over a month old."""
    try:
        nonce, shown_at = signing.loads(signed, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    age_s = time() - shown_at
    return FormToken(nonce, age_s, signed) if age_s < KEPT_FOR_S else None
