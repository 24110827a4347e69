"""When the district is open: hours by weekday, and days on which it is not."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from frontoffice.district.models.words import Translated
from frontoffice.district.public_words import SNOW_DAY


class OpenHours(models.Model):
    """When the offices are open on one day of the week (0 is Monday), in the district's own time."""

    weekday = models.PositiveSmallIntegerField(_("day of the week"), unique=True)
    opens_at = models.TimeField(_("opens"))
    closes_at = models.TimeField(_("closes"))

    class Meta:
        ordering = ["weekday"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="opens_before_it_closes"
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="seven_days_in_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.opens_at:%H:%M} to {self.closes_at:%H:%M}"


class ClosedDay(Translated, models.Model):
    """A day on which no clock runs."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Holiday")
        STAFF_DAY = "staff", _("Staff day, no school")
        SNOW_DAY = "snow", SNOW_DAY
        BREAK = "break", _("School break")

    on = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.HOLIDAY)

    class Meta:
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.name}"
