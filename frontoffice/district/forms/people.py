"""People, as an administrator types them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from frontoffice.district.access import (
    ADMINISTRATOR,
    GLOBAL,
    IT,
    READS,
    RECORDER,
    RECORDS,
    TEAM,
    roles_to_give,
)
from frontoffice.district.forms.words import RowForm, Section, offer_people
from frontoffice.district.models import Member, Team

ROLE_WORDS: dict[str, Promise] = {
    ADMINISTRATOR: _("Runs the district's set-up and reads everything that is not private"),
    GLOBAL: _("Reads and answers everywhere, except what is private"),
    TEAM: _("Answers what comes to their teams and to them"),
    RECORDER: _("Enters calls and visits for others, and sees only those"),
    IT: _("Runs the system and people's accounts; reads no conversation"),
    RECORDS: _("Reads for records requests, answers nothing"),
}


class MemberForm(RowForm):
    """A person: who they are, where they work, what they may do.

    Without `access.give` nothing can be changed by which somebody comes to read conversations (access.py).
    """

    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)
    teams = forms.ModelMultipleChoiceField(
        Team.objects.all(), label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sections = (
        Section(_("Who they are"), _("Families see the name and the title, never the address."),
                ("name", "title", "email")),
        Section(_("Where they work"), "", ("school", "department", "phone", "office_hours")),
        Section(_("In the directory"), _("What families find when they look for the person."),
                ("listed", "speaks", "about")),
        Section(_("What they may do"), _("A role says what; teams say whose messages."), ("roles", "teams")),
    )  # fmt: skip

    class Meta:
        model = Member
        fields = [
            "name", "title", "email", "school", "department", "phone", "office_hours", "listed", "speaks",
            "about", "roles",
        ]  # fmt: skip
        labels = {"email": _("E-mail address")}
        help_texts = {"email": _("For signing in and for notices. Families never see it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles, teams = self.fields["roles"], self.fields["teams"]
        assert isinstance(roles, forms.MultipleChoiceField)
        roles.choices = [
            (role, format_html("<b>{}</b> <span>{}</span>", role.label, ROLE_WORDS[role]))
            for role in roles_to_give(self.by)
        ]
        if self.instance.pk:
            teams.initial = self.instance.teams.all()
        else:
            roles.initial = [TEAM]
        if not self.by.may("access.give"):
            self._keep_from_giving_access()

    def _keep_from_giving_access(self) -> None:
        self.fields.pop("teams")
        if self.instance.pk:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("An administrator changes it: the person signs in with it.")
        if self.instance.pk == self.by.pk or not READS.isdisjoint(self.instance.roles):
            self.fields.pop("roles")

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
    """Who takes over what a person who leaves answers for, and is reached by their contact link."""

    to = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Who takes over?"),
        required=False,
        help_text=_("The contact link of the person who leaves will lead to them."),
    )

    def __init__(self, *args: Any, leaving: Member, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)
        offer_people(to, None)
        to.queryset = Member.objects.filter(is_active=True).exclude(pk=leaving.pk).order_by("name")
        to.required = needed
        to.empty_label = str(_("Choose a person") if needed else _("Nobody"))
        to.error_messages["required"] = str(_("Choose who takes over; nothing moves by itself."))
