"""A member of the public who wrote."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from frontoffice.conversations.vocabulary import Relation

NAME_WORDS = SearchVector("name", config="simple")


class Contact(models.Model):
    """Someone who wrote. An anonymous writer's has no name, address or phone, and is never matched."""

    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    relation = models.CharField(_("who they are"), max_length=12, choices=Relation, default=Relation.PARENT)
    language = models.CharField(_("language"), max_length=10, default="en")
    student = models.CharField(_("student's name, as written"), max_length=120, blank=True)
    unreachable_since = models.DateTimeField(_("mail to them bounced for good"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(Lower("email"), name="contact_email_lower"),
            GinIndex(NAME_WORDS, name="contact_name_words"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Someone without a name"))

    @property
    def initials(self) -> str:
        parts = self.name.split()
        return (parts[0][0] + parts[-1][0]).upper() if len(parts) > 1 else self.name[:2].upper() or "?"
