"""A link by which a person chooses a password: given by an administrator, good once, for three days."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from frontoffice.district import history
from frontoffice.district.models import Member


@transaction.atomic
def password_link(member: Member, by: Member | None) -> str:
    """A whole address of the page where `member` chooses a password; good until used or expired."""
    history.record("member.changed", member, by, changed=["password_link"])
    key = f"{user_pk_to_url_str(member)}-{default_token_generator.make_token(member)}"
    uid, token = key.split("-", 1)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return f"{settings.SITE_URL.rstrip('/')}{path}"
