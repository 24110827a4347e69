"""What a person types on the Exposure screens."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from frontoffice.district.models import Member
from frontoffice.website.models import Site


class SiteForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own has none when it runs
    """A website of the district."""

    start_url = forms.URLField(label=_("Address of its first page"), max_length=500, assume_scheme="https")

    class Meta:
        model = Site
        fields = ["name", "start_url", "rate_per_s", "max_pages", "nightly", "owner"]
        error_messages = {"start_url": {"unique": _("This site is already here.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Member.objects.filter(is_active=True).exclude(roles=[])  # type: ignore[attr-defined]
        self.fields["owner"].empty_label = _("Nobody yet")  # type: ignore[attr-defined]

    def clean_start_url(self) -> str:
        url: str = self.cleaned_data["start_url"]
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValidationError(_("Write an address like https://www.riverbend.example/."))
        return url if parts.path else f"{url}/"

    def clean_rate_per_s(self) -> float:
        rate: float = self.cleaned_data["rate_per_s"]
        if not 0 <= rate <= 100:
            raise ValidationError(_("Write a number from 0 to 100."))
        return rate

    def clean_max_pages(self) -> int:
        pages: int = self.cleaned_data["max_pages"]
        if not 1 <= pages <= 1_000_000:
            raise ValidationError(_("Write a number from 1 to 1,000,000."))
        return pages


class AcceptForm(forms.Form):
    """Why an address may stay though no law asks for it."""

    reason = forms.CharField(
        max_length=1_000, error_messages={"required": _("Say why it may stay; it goes in the history.")}
    )


class ExceptionForm(forms.Form):
    """What a lawful exception needs: its legal basis, who approved it, and when to look again."""

    legal_basis = forms.CharField(
        max_length=300, error_messages={"required": _("Name the law or rule that keeps it public.")}
    )
    approver = forms.CharField(max_length=120, error_messages={"required": _("Say who approved it.")})
    review_on = forms.DateField(
        error_messages={"required": _("Choose a day on which someone looks at it again.")}
    )
    reason = forms.CharField(max_length=1_000, required=False)

    def clean_review_on(self) -> Any:
        day = self.cleaned_data["review_on"]
        if day <= localdate():
            raise ValidationError(_("Choose a day that is still to come."))
        if (day - localdate()).days > 3 * 366:
            raise ValidationError(_("Choose a day within three years."))
        return day


class OwnerForm(forms.Form):
    """Who looks after a line."""

    owner = forms.ModelChoiceField(Member.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Member.objects.filter(is_active=True).exclude(roles=[])  # type: ignore[attr-defined]
