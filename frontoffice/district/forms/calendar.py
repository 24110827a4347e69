"""Opening hours and closed days, as a person types them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from frontoffice.district.forms.words import other_languages
from frontoffice.district.models import ClosedDay, OpenHours
from frontoffice.district.withdraw import withdraw

MAX_DAYS_AT_ONCE = 120


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class HoursForm(forms.Form):
    """When the offices are open on each day of the week; a day without hours is a closed day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        rows = {row.weekday: row for row in OpenHours.objects.all()}
        super().__init__(*args, **kwargs)
        for weekday in range(7):
            row = rows.get(weekday)
            for name, label in (("opens", _("opens")), ("closes", _("closes"))):
                self.fields[f"{name}_{weekday}"] = forms.TimeField(
                    label=f"{WEEKDAYS[weekday]} {label}",
                    required=False,
                    widget=_clock(),
                    initial=getattr(row, f"{name}_at", None),
                )

    def days(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        """Each weekday's name with its two fields."""
        for weekday in range(7):
            yield str(WEEKDAYS[weekday]), self[f"opens_{weekday}"], self[f"closes_{weekday}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for weekday in range(7):
            opens, closes = self._of(weekday)
            if (opens is None) != (closes is None) and not {f"opens_{weekday}", f"closes_{weekday}"} & set(
                self.errors
            ):
                self.add_error(f"opens_{weekday}", _("Give both times, or neither for a closed day."))
            elif opens and closes and closes <= opens:
                self.add_error(f"closes_{weekday}", _("It closes after it opens."))
        if not self.errors and not any(self._of(weekday)[0] for weekday in range(7)):
            self.add_error(None, _("The district is open on at least one day of the week."))
        return cleaned

    def _of(self, weekday: int) -> tuple[time | None, time | None]:
        return self.cleaned_data.get(f"opens_{weekday}"), self.cleaned_data.get(f"closes_{weekday}")

    def save(self) -> None:
        """The hours stand as typed."""
        for weekday in range(7):
            opens, closes = self._of(weekday)
            if opens and closes:
                times = {"opens_at": opens, "closes_at": closes}
                OpenHours.objects.update_or_create(weekday=weekday, defaults=times)
            else:
                withdraw(OpenHours.objects.filter(weekday=weekday))


class ClosedDaysForm(forms.Form):
    """One day, or every day from one to another, on which no clock runs."""

    first = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day, if several"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=ClosedDay.Kind.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in other_languages():
            self.fields[f"name__{code}"] = forms.CharField(
                label=language,
                required=False,
                max_length=80,
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )

    def english(self) -> list[BoundField]:
        """What is asked of every closed day."""
        return [field for field in self if "__" not in field.name]

    def names(self) -> list[BoundField]:
        """The day's name in each other language that the district offers."""
        return [field for field in self if "__" in field.name]

    @property
    def names_wrong(self) -> bool:
        return any(field.errors for field in self.names())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes after the first."))
        elif first and last and (last - first).days >= MAX_DAYS_AT_ONCE:
            self.add_error("last", _("At most 120 days at once."))
        return cleaned

    def dates(self) -> list[date]:
        """Every day from first to last."""
        first = self.cleaned_data["first"]
        days = ((self.cleaned_data["last"] or first) - first).days
        return [first + timedelta(days=offset) for offset in range(days + 1)]

    def save(self) -> list[date]:
        """The days are closed under this name and no other, in any language; returns them."""
        typed = {code: self.cleaned_data[f"name__{code}"] for code, _language in other_languages()}
        facts = {
            "name": self.cleaned_data["name"],
            "kind": self.cleaned_data["kind"],
            "translations": {code: {"name": words} for code, words in typed.items() if words},
        }
        for day in self.dates():
            ClosedDay.objects.update_or_create(on=day, defaults=facts)
        return self.dates()
