"""Members of staff and the links by which the public reaches them."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from frontoffice.district.models.organisation import Department, School, Team
from frontoffice.district.models.words import Translated
from frontoffice.district.titles import in_words

LINK_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LINK_CHARS = 10
MAX_SUCCESSORS = 10  # one after the other, before a link leads nowhere


def new_link() -> str:
    """An opaque public name for a person: 10 characters, about 50 bits, none that reads like another."""
    return "".join(secrets.choice(LINK_ALPHABET) for _ in range(LINK_CHARS))


class MemberManager(BaseUserManager["Member"]):
    use_in_migrations = True

    def reached_by(self, link: str) -> Member | None:
        """Who answers at a contact link: the person, or who took over when they left; None for nobody.

        One who left with no successor is given as they are, not active: their school's office answers.
        """
        found = self.select_related("school", "school__office", "department").filter(link=link).first()
        for _step in range(MAX_SUCCESSORS):
            if found is None or found.is_active or found.successor is None:
                break
            found = found.successor
        return found

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(email=(username or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Member:
        member = self.model(email=email.lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """A person on staff. `email` is for signing in and notifications, never shown to the public."""

    class Role(models.TextChoices):
        SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")
        GLOBAL_USER = "global_user", _("Global user")
        TEAM_MEMBER = "team_member", _("Team member")
        RECORDER = "recorder", _("Recorder")
        IT_ADMINISTRATOR = "it_administrator", _("IT administrator")
        RECORDS_OFFICER = "records_officer", _("Records officer")

    email = models.EmailField(_("e-mail address, never shown"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=120, blank=True)
    link = models.CharField(max_length=LINK_CHARS, unique=True, default=new_link, editable=False)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="people")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="people")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    office_hours = models.CharField(_("office hours"), max_length=200, blank=True)
    speaks = models.CharField(_("languages spoken"), max_length=120, blank=True)
    about = models.CharField(_("teaches or looks after"), max_length=200, blank=True)
    roles = ArrayField(models.CharField(max_length=30, choices=Role), default=list, blank=True)
    listed = models.BooleanField(_("in the public directory"), default=True)
    is_active = models.BooleanField(_("works here"), default=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )  # who took over when the person left
    language = models.CharField(max_length=10, default="en")
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = MemberManager()

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(Lower("email"), name="member_email_lower")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        return self.is_active

    def has(self, *roles: str) -> bool:
        """Whether the person is active and holds one of `roles`."""
        return self.is_active and not set(roles).isdisjoint(self.roles)

    def may(self, permission: str) -> bool:
        """Whether the person's roles give `permission` (see access.py; rows are asked of QuerySets)."""
        from frontoffice.district.access import PERMISSIONS

        return self.has(*PERMISSIONS[permission])

    @cached_property
    def team_ids(self) -> list[int]:
        """The teams the person is on (read once for a request)."""
        return list(self.teams.through.objects.filter(member_id=self.pk).values_list("team_id", flat=True))

    def get_full_name(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        parts = self.name.split()
        return (parts[0][0] + parts[-1][0]).upper() if len(parts) > 1 else self.name[:2].upper()


class RoleLink(Translated, models.Model):
    """A contact link for a role, which outlives whoever holds it: `/c/lincoln-principal`."""

    slug = models.SlugField(_("name in links"), max_length=80, unique=True)
    title = models.CharField(_("role"), max_length=120)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="role_links")
    holder = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="role_links")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="role_links")

    class Meta:
        ordering = ["title"]

    @property
    def label(self) -> str:
        return in_words(self.words("title"))

    def __str__(self) -> str:
        return f"{self.title}, {self.school}" if self.school else self.title
