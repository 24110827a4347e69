"""The district, its schools, departments, teams and role links, as a person types them."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, When
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from frontoffice.district.forms.words import (
    RowForm,
    Section,
    SluggedForm,
    free_slug,
    offer_people,
    person_words,
)
from frontoffice.district.models import Department, District, Member, RoleLink, School, Team

DOMAIN = re.compile(r"^(?=.{4,120}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]+$")
MAX_DOMAINS = 20


class Lines(forms.CharField):
    """Several short values, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = super().to_python(value) or ""
        return list(dict.fromkeys(line.strip().lower() for line in words.splitlines() if line.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class DistrictForm(RowForm):
    """The district's own settings."""

    translated = ("name", "records_note")
    sections = (
        Section(_("What it is called"), _("As families read it."), ("name", "short_name", "prefix", "state")),
        Section(_("Reaching you"), _("For whom a form is the wrong way."),
                ("address", "phone", "phone_hours", "website", "time_zone")),
        Section(_("Who answers what is left"), _("So that no message and no topic is without a person."),
                ("front_desk", "global_owner")),
        Section(_("Languages"), _("The public pages offer them at the top."), ("languages",)),
        Section(_("Mail and records"), _("What never leaves, and what families are told."),
                ("staff_domains", "records_note")),
        Section(_("Against robots"), "", ("under_attack",)),
        Section(_("Colour"), _("One colour, made readable in light and in dark."), ("hue", "chroma")),
    )  # fmt: skip
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages offered"),
        choices=[(code, name) for code, name in settings.LANGUAGES if code != "en"],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("English is always offered. Families choose by the language's own name."),
    )
    staff_domains = Lines(
        label=_("Staff mail domains"),
        required=False,
        help_text=_("One a line, such as district.example. No address on them ever leaves in an answer."),
    )

    class Meta:
        model = District
        fields = [
            "name", "short_name", "prefix", "state", "address", "phone", "phone_hours", "website",
            "time_zone", "languages", "staff_domains", "hue", "chroma", "records_note", "front_desk",
            "global_owner",
            "under_attack",
        ]  # fmt: skip
        widgets = {"records_note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "hue": _("0 is red, 120 green, 240 blue. See below how it looks."),
            "chroma": _("0 is grey, 0.1 is plenty. It is softened where text would be hard to read."),
            "front_desk": _("The team that gets what fits nowhere else."),
            "global_owner": _("The person who answers for a topic when nobody else does."),
            "under_attack": _("Only while robots write to you: a message waits ten seconds first."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hue"].widget.attrs.update({"min": 0, "max": 360})
        self.fields["hue"].label = _("Hue, from 0 to 360")
        self.fields["chroma"].label = _("Strength")
        offer_people(self.fields["global_owner"], self.instance.global_owner_id)

    def clean_hue(self) -> int:
        hue = int(self.cleaned_data["hue"])
        if hue > 360:
            raise ValidationError(_("A hue is from 0 to 360."))
        return hue

    def clean_chroma(self) -> Any:
        chroma = self.cleaned_data["chroma"]
        if not 0 <= chroma <= 0.37:
            raise ValidationError(_("The strength is from 0 to 0.37."))
        return chroma

    def clean_prefix(self) -> str:
        prefix = str(self.cleaned_data["prefix"]).upper()
        if not re.fullmatch(r"[A-Z]{2,4}", prefix):
            raise ValidationError(_("Two to four letters, such as RB."))
        return prefix

    def clean_languages(self) -> list[str]:
        return ["en", *self.cleaned_data["languages"]]

    def clean_staff_domains(self) -> list[str]:
        domains = [domain.removeprefix("@") for domain in self.cleaned_data["staff_domains"]]
        wrong = [domain for domain in domains if not DOMAIN.match(domain)]
        if wrong:
            raise ValidationError(
                _("%(domain)s is not a mail domain like district.example."), params={"domain": wrong[0]}
            )
        if len(domains) > MAX_DOMAINS:
            raise ValidationError(_("At most %(most)s domains."), params={"most": MAX_DOMAINS})
        return domains


class SchoolForm(SluggedForm):
    """A building."""

    translated = ("name", "short_name")
    sections = (
        Section(
            _("What it is called"),
            _("As families choose it."),
            ("name", "short_name", "slug", "grades", "position"),
        ),
        Section(_("Reaching it"), _("Stands on the school's own page."), ("address", "phone", "hours")),
        Section(_("Who answers"), "", ("office",)),
        Section(_("Closing"), "", ("closed",)),
    )
    closed = forms.BooleanField(
        label=_("Closed for good"),
        required=False,
        help_text=_("It leaves the public pages; what was written stays."),
    )

    class Meta:
        model = School
        fields = ["name", "short_name", "slug", "grades", "address", "phone", "hours", "office", "position"]
        help_texts = {
            "office": _("The team that answers when a message belongs to the school and to no topic."),
            "position": _("Lower comes first on the home page."),
        }
        labels = {"position": _("Order"), "office": _("Office team")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed"].initial = bool(self.instance.closed_at)
        if not self.instance.pk:
            self.fields.pop("closed")

    def save(self, commit: bool = True) -> Any:
        closed = self.cleaned_data.get("closed", False)
        self.instance.closed_at = (self.instance.closed_at or now()) if closed else None
        return super().save(commit)


class DepartmentForm(SluggedForm):
    """A central unit."""

    class Meta:
        model = Department
        fields = ["name", "slug", "phone", "owner"]
        help_texts = {"owner": _("Answers for a topic of this department that has lost its own owner.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.fields["owner"], self.instance.owner_id)


class TeamForm(RowForm):
    """The people who answer, those on the team now first."""

    translated = ("name",)
    sections = (
        Section(_("What it is"), "", ("name", "department", "school")),
        Section(_("People"), _("They see and answer what comes to the team."), ("members",)),
    )

    class Meta:
        model = Team
        fields = ["name", "department", "school", "members"]
        labels = {"members": _("On the team")}
        widgets = {"members": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_it = self.instance.members.values_list("pk", flat=True) if self.instance.pk else []
        first = Case(When(pk__in=list(on_it), then=0), default=1)
        people = Member.objects.filter(Q(is_active=True) | Q(pk__in=list(on_it)))
        members = self.fields["members"]
        assert isinstance(members, forms.ModelMultipleChoiceField)
        members.queryset = people.order_by(first, "name")
        members.label_from_instance = person_words  # type: ignore[assignment]  # what Django documents for it

    def save(self, commit: bool = True) -> Any:
        if not self.instance.slug:
            self.instance.slug = free_slug(Team, self.cleaned_data["name"])
        return super().save(commit)


class RoleLinkForm(SluggedForm):
    """A contact link for a role, whoever holds it."""

    translated = ("title",)
    sections = (
        Section(
            _("The role"),
            _("Its link is printed and published once, and stays."),
            ("title", "slug", "school"),
        ),
        Section(_("Who answers"), "", ("holder", "team")),
    )

    class Meta:
        model = RoleLink
        fields = ["title", "slug", "school", "holder", "team"]
        help_texts = {"holder": _("Who is in that role today. Change it when they move on; the link stays.")}
        labels = {"holder": _("Held by")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.fields["holder"], self.instance.holder_id)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("holder") and not cleaned.get("team"):
            self.add_error("holder", _("Choose who holds the role, or the team that answers."))
        return cleaned
