"""The district itself, its schools, departments and teams."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from frontoffice.district.models.words import Translated


class District(Translated, models.Model):
    """The installation's owner: one row, made by the first start and never a second."""

    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40)
    prefix = models.CharField(_("letters before a reference number"), max_length=4, default="FO")
    state = models.CharField(_("state"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_hours = models.CharField(_("when the phone is answered"), max_length=120, blank=True)
    website = models.URLField(_("website"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="America/Chicago")
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("languages offered"), default=list)
    staff_domains = ArrayField(
        models.CharField(max_length=120), verbose_name=_("staff mail domains"), default=list
    )
    hue = models.PositiveSmallIntegerField(_("colour, as a hue from 0 to 360"), default=162)
    chroma = models.DecimalField(_("strength of the colour"), max_digits=4, decimal_places=3, default="0.075")
    records_note = models.TextField(_("what families are told about public records"), blank=True)
    front_desk = models.ForeignKey("Team", models.PROTECT, null=True, blank=True, related_name="+")
    global_owner = models.ForeignKey("Member", models.PROTECT, null=True, blank=True, related_name="+")
    under_attack = models.BooleanField(_("ask for a short wait before each message"), default=False)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> District:
        """The district of this installation; an unsaved, unnamed one before set-up."""
        return cls.objects.order_by("id").first() or cls(name="Our school district", short_name="District")


class School(Translated, models.Model):
    """A building and its people."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    short_name = models.CharField(_("short name"), max_length=60)
    slug = models.SlugField(_("name in links"), unique=True)
    grades = models.CharField(_("grades"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    hours = models.CharField(_("office hours"), max_length=120, blank=True)
    office = models.ForeignKey("Team", models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A central unit; its owner answers for topics that have lost theirs."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("name in links"), unique=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    owner = models.ForeignKey("Member", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(Translated, models.Model):
    """The people who answer; every conversation belongs to one team."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(unique=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="teams")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="teams")
    members = models.ManyToManyField("district.Member", related_name="teams", blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
