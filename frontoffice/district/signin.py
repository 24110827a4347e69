"""Who may sign in: members that the district has added, and nobody else (docs/sign-in.md)."""

from __future__ import annotations

import logging
import re
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from frontoffice.district import history
from frontoffice.district.models import Member

log = logging.getLogger(__name__)
LIKE_AN_ADDRESS = re.compile(r"\S*@\S*")
MAX_REASON_CHARS = 200


class NoSignUp(DefaultAccountAdapter):
    """Nobody makes an account for themselves, and nothing is mailed; it stands in the history."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Member) -> None:
        """The member is signed in; for the next minutes nothing asks again whether it is them."""
        super().login(request, user)
        records = get_authentication_records(request, user)
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {**one, "reauthenticated": True} for one in records
        ]
        methods = [str(one.get("type") or one["method"]) for one in records]
        history.record("member.signed_in", user, user, methods=methods)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing is sent: a link to choose a password is handed over by an administrator."""

    def send_notification_mail(self, template_prefix: str, user: Member, *args: Any, **kwargs: Any) -> None:
        """What people did to their own account stands in the history, such as totp_activated."""
        history.record("member.changed", user, user, changed=[template_prefix.rpartition("/")[2]])


class KnownMembersOnly(DefaultSocialAccountAdapter):
    """A sign-in provider opens the account of the member with that address, and never a new one.

    The provider has to say that the address is the person's own (`email_verified`), or be trusted for the
    district's domains in SIGN_IN_PROVIDERS_FILE (`verified_email`): otherwise whoever may choose an address
    there could be anybody here.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        owned = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        member = Member.objects.filter(email__in=owned, is_active=True).first()
        if member is None:
            log_refusal(sociallogin.provider.name, "it named no member by an address that is theirs")
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login") + "?unknown=yes"))
        sociallogin.connect(request, member)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """The page says that it did not work; the log says why."""
        told = (extra_context or {}).get("saml_last_error_reason")
        failed = f"{type(exception).__name__} {exception}" if exception else ""
        log_refusal(provider.name, told or failed or error or "no reason given")


def log_refusal(provider: str, reason: object) -> None:
    """One line for whoever runs the system, without the addresses a provider may write into its reason."""
    words = " ".join(LIKE_AN_ADDRESS.sub("(an address)", str(reason)).split())
    log.warning("A sign-in through %s was refused: %s", provider, words[:MAX_REASON_CHARS])
