"""Links that open one message: the long one that was mailed, and short-lived ones that a code gives.

What does not open anything, whether tampered with, expired, unknown or never given out, costs one query and
ends in the same page.
"""

from __future__ import annotations

from django.core import signing
from django.http import Http404
from django.utils.crypto import constant_time_compare

from frontoffice.conversations.models import Conversation, ConversationQuerySet
from frontoffice.conversations.models.conversation import REFERENCE_CHARS

VISIT_S = 2 * 3600
SLIP_S = 24 * 3600
KEY_CHARS = 100
CODE_DIGITS = 8
NO_ONE = "-"


class Expired(Exception):
    """The link was ours and its time is over; the reference and code open the message again."""


def visit_key(conversation: Conversation) -> str:
    """A link's key that opens the message for VISIT_S, and from which no lasting link can be made."""
    return _signer("visit").sign(conversation.reference)


def slip_key(conversation: Conversation) -> str:
    """A link's key that shows the reference and the code for SLIP_S."""
    return _signer("slip").sign(conversation.reference)


def opened(key: str) -> Conversation:
    """The conversation that a mailed token or a visit's key opens; raises Http404, or Expired."""
    reference = _read("visit", key, VISIT_S)
    wanted = {"reference": reference} if reference else {"token": key[:KEY_CHARS]}
    return _the_one(**wanted)


def slip(key: str) -> Conversation:
    """The conversation whose slip this key shows; raises Http404, or Expired."""
    return _the_one(reference=_read("slip", key, SLIP_S) or NO_ONE)


def by_code(reference: str, code: str) -> Conversation | None:
    """The conversation with this reference, if the code is its own; spaces and dashes do not matter."""
    letters = "".join(letter for letter in reference.upper() if letter.isalnum())[:KEY_CHARS]
    typed = f"{letters[:-REFERENCE_CHARS]}-{letters[-REFERENCE_CHARS:]}"
    digits = "".join(digit for digit in code if digit.isdigit())[: CODE_DIGITS + 1]
    found = _related().filter(reference=typed).first()
    right = (found or Conversation(reference=NO_ONE)).code
    return found if constant_time_compare(digits, right) and found else None


def _signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"frontdoor.{purpose}", sep="~")


def _read(purpose: str, key: str, max_age_s: int) -> str:
    try:
        return _signer(purpose).unsign(key, max_age=max_age_s)
    except signing.SignatureExpired as error:
        raise Expired from error
    except signing.BadSignature:
        return ""


def _related() -> ConversationQuerySet:
    return Conversation.objects.select_related(
        "contact", "topic", "school", "team", "addressed_to", "role_link"
    )


def _the_one(**wanted: str) -> Conversation:
    found: Conversation | None = _related().filter(**wanted).first()
    if found is None:
        raise Http404
    return found
