"""Who may sign in: members that the district has added, and nobody else."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponseRedirect

from frontoffice.district.models import Member


class NoSignUp(DefaultAccountAdapter):
    """Nobody makes an account for themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class KnownMembersOnly(DefaultSocialAccountAdapter):
    """A district's sign-in provider opens the account of the member with that address, never a new one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        address = (sociallogin.user.email or "").lower()
        member = Member.objects.filter(email=address, is_active=True).first()
        if member is None:
            raise ImmediateHttpResponse(HttpResponseRedirect("/account/login/?unknown=yes"))
        sociallogin.connect(request, member)
