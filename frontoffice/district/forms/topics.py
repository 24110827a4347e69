"""Categories and topics, as a person types them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from frontoffice.district.forms.words import RowForm, Section, SluggedForm, offer_people
from frontoffice.district.models import Category, District, School, SchoolTopic, Team, Topic
from frontoffice.district.withdraw import withdraw


class CategoryForm(RowForm):
    """A group of topics on the home page."""

    translated = ("name",)

    class Meta:
        model = Category
        fields = ["name", "position"]
        labels = {"position": _("Order")}
        help_texts = {"position": _("Lower comes first.")}


class TopicForm(SluggedForm):
    """A topic: its words, who answers, how soon, how carefully; and its own team at any school."""

    translated = ("name", "short_name", "description", "advice")
    sections = (
        Section(_("Words"), _("What families read when they choose it."),
                ("name", "short_name", "slug", "category", "description", "advice", "position", "published")),
        Section(_("Who answers"), _("The team reads and answers; the owner stands behind it by name."),
                ("team", "department", "owner", "backup")),
        Section(_("How soon"), _("Counted on the school calendar."), ("response_goal",)),
        Section(_("How carefully"), "", ("sensitivity", "private", "anonymous_allowed", "assistant")),
    )  # fmt: skip

    class Meta:
        model = Topic
        fields = [
            "name", "short_name", "slug", "category", "description", "advice", "department", "team", "owner",
            "backup", "response_goal", "sensitivity", "assistant", "anonymous_allowed", "private",
            "published", "position",
        ]  # fmt: skip
        labels = {"position": _("Order"), "team": _("Team"), "owner": _("Owner"), "backup": _("Backup")}
        help_texts = {
            "team": _("Answers wherever no school has a team of its own (below)."),
            "backup": _("Answers for the topic when its owner is gone."),
            "private": _("Only its team and the people named on it can read, find or count it."),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 2}),
            "advice": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.fields["owner"], self.instance.owner_id)
        offer_people(self.fields["backup"], self.instance.backup_id)
        self.schools = list(School.objects.filter(closed_at=None))
        here = dict(self.instance.at_schools.values_list("school_id", "team_id")) if self.instance.pk else {}
        for school in self.schools:
            self.fields[f"at_{school.pk}"] = forms.ModelChoiceField(
                Team.objects.all(),
                label=school.name,
                required=False,
                empty_label=str(_("The topic's own team")),
                initial=here.get(school.pk),
            )

    def at_schools(self) -> list[BoundField]:
        """One field for each school: the team that answers there."""
        return [self[f"at_{school.pk}"] for school in self.schools]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("sensitivity") == Topic.Sensitivity.SEALED:
            cleaned["private"], cleaned["assistant"] = True, Topic.Assistant.NEVER
        if cleaned.get("published") and not self._somebody(cleaned):
            self.add_error("owner", _("Nobody would answer: choose an owner, or do not publish it yet."))
        if cleaned.get("owner") and cleaned.get("owner") == cleaned.get("backup"):
            self.add_error("backup", _("The backup is somebody else than the owner."))
        return cleaned

    def _somebody(self, cleaned: dict[str, Any]) -> bool:
        department = cleaned.get("department")
        people = [cleaned.get("owner"), cleaned.get("backup"), department.owner if department else None]
        people.append(District.current().global_owner)
        return any(person and person.is_active for person in people)

    def save(self, commit: bool = True) -> Any:
        topic = super().save(commit)
        for school in self.schools:
            if team := self.cleaned_data.get(f"at_{school.pk}"):
                SchoolTopic.objects.update_or_create(topic=topic, school=school, defaults={"team": team})
            else:
                withdraw(SchoolTopic.objects.filter(topic=topic, school=school))
        return topic
