"""People, as an administrator types them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from frontoffice.district.access import ADMINISTRATOR, GLOBAL, IT, RECORDER, RECORDS, TEAM
from frontoffice.district.forms.words import RowForm, offer_people
from frontoffice.district.models import Member, Team

READS_EVERYTHING = frozenset({ADMINISTRATOR, GLOBAL, RECORDS})
ROLE_WORDS = {
    ADMINISTRATOR: _("runs the district's set-up and reads everything that is not private"),
    GLOBAL: _("reads and answers everywhere, except what is private"),
    TEAM: _("answers what comes to their teams and to them"),
    RECORDER: _("enters calls and visits for others, and sees only those"),
    IT: _("runs the system and people's accounts; reads no conversation"),
    RECORDS: _("reads for records requests, answers nothing"),
}


def may_manage(by: Member, person: Member) -> bool:
    """Whether `by` may change who `person` is: only administrators touch those who read everything."""
    return by.may("district.manage") or READS_EVERYTHING.isdisjoint(person.roles)


class MemberForm(RowForm):
    """A person: who they are, where they work, what they may do."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple, initial=[TEAM]
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.all(), label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Member
        fields = [
            "name", "email", "title", "school", "department", "roles", "phone", "office_hours", "speaks",
            "about", "listed",
        ]  # fmt: skip
        help_texts = {"email": _("For signing in and for notices. Families never see it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role, f"{role.label}: {ROLE_WORDS[role]}") for role in self._roles_to_give()]
        self.fields["roles"].choices = choices  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields["teams"].initial = self.instance.teams.all()
        if not self.by.may("district.manage"):
            self.fields.pop("teams")
            if self.instance.pk == self.by.pk:
                self.fields.pop("roles")

    def _roles_to_give(self) -> list[Any]:
        everything = self.by.may("district.manage")
        return [role for role in ROLE_WORDS if everything or role not in READS_EVERYTHING]

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"]).lower()
        other = Member.objects.filter(email=address).exclude(pk=self.instance.pk).first()
        if other:
            raise ValidationError(_("%(name)s has this address."), params={"name": other.name})
        return address

    def clean_roles(self) -> list[str]:
        roles: list[str] = self.cleaned_data["roles"]
        last = Member.objects.filter(is_active=True, roles__contains=[ADMINISTRATOR])
        losing = self.instance.pk and ADMINISTRATOR not in roles and self.instance.has(ADMINISTRATOR)
        if losing and not last.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This is the last system administrator. Name another one first."))
        return roles

    def save(self, commit: bool = True) -> Any:
        if not self.instance.pk:
            self.instance.set_unusable_password()
        member = super().save(commit)
        if "teams" in self.fields:
            member.teams.set(self.cleaned_data["teams"])
        return member


class DepartureForm(forms.Form):
    """Who takes over what a person who leaves answers for."""

    to = forms.ModelChoiceField(Member.objects.none(), label=_("Who takes over?"), required=False)

    def __init__(self, *args: Any, leaving: Member, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.fields["to"], None)
        self.fields["to"].queryset = self.fields["to"].queryset.exclude(pk=leaving.pk)  # type: ignore[attr-defined]
        self.fields["to"].required = needed
        self.fields["to"].error_messages["required"] = str(
            _("Choose who takes over; nothing moves by itself.")
        )
