"""What keeps programs from flooding the form, without asking a person to prove that they are one.

A trap that people do not see, a form filled in faster than anyone types, and limits by network and address.
Nothing is thrown away: each of them shows the form again with all its words, and a second press sends it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from time import time

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.receive import Inbound
from frontoffice.frontdoor.form_token import FormToken
from frontoffice.frontdoor.forms import KeptForm
from frontoffice.frontdoor.limits import MESSAGES_OF_A_NETWORK, MESSAGES_OF_AN_ADDRESS, network_may

WAIT_S = 10
SALT = "frontdoor.wait"
TOO_MANY = "too-many"


def judge(form: KeptForm, token: FormToken | None, request: HttpRequest) -> None:
    """Add to `form` what speaks against sending it now; asked only when nothing else does."""
    if form.errors:
        return
    if token is None:
        form.add_error(
            None, _("This page had been open for a very long time. Please look it over and press Send again.")
        )
    elif form.data.get("website"):
        form.add_error(
            None,
            _("A hidden box was filled in, perhaps by your browser. We emptied it. Please press Send again."),
        )
    elif token.hurried:
        form.add_error(None, _("That was very quick. Please look it over and press Send again."))
    elif not _within_limits(form, request):
        words = _(
            "Many messages came from you or your network in a short time. "
            "Please wait ten minutes and press Send again."
        )
        form.add_error(None, ValidationError(words, code=TOO_MANY))


def _within_limits(form: KeptForm, request: HttpRequest) -> bool:
    email = form.cleaned_data.get("email", "")
    of_address = not email or MESSAGES_OF_AN_ADDRESS.allows(
        hashlib.sha256(email.lower().encode()).hexdigest()
    )
    return of_address and network_may(MESSAGES_OF_A_NETWORK, request)


def status_of(form: KeptForm) -> int:
    """The HTTP status of a page that shows `form` with its errors."""
    codes = {error.code for error in form.errors.as_data().get("__all__", [])}
    return 429 if TOO_MANY in codes else 422


def wait_stamp(token: FormToken) -> str:
    """Proof of when the wait began, for this form alone."""
    return signing.dumps([token.nonce, time()], salt=SALT)


def has_waited(request: HttpRequest, token: FormToken) -> bool:
    """Whether WAIT_S have gone by since the form was first sent."""
    try:
        nonce, since = signing.loads(request.POST.get("waited", ""), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return bool(nonce == token.nonce and time() - since >= WAIT_S)


def as_addition(inbound: Inbound, conversation: Conversation) -> Inbound:
    """The same form with other words, sent from the back button: it joins what was filed the first time."""
    words = hashlib.sha256(inbound.text.encode()).hexdigest()[:16]
    return replace(inbound, provider_id=f"{inbound.provider_id}-{words}", conversation=conversation)
