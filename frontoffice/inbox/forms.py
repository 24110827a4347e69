"""What staff type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.receive import MAX_TEXT_CHARS
from frontoffice.conversations.vocabulary import Channel, Kind, Relation
from frontoffice.district.models import Member, School, Topic

BY_HAND = [(channel.value, channel.label) for channel in (Channel.PHONE, Channel.WALK_IN, Channel.LETTER)]


class WordsForm(forms.Form):
    """A reply or a note. `last_seen` is the newest message its writer had seen, `seen_open` that nobody had
    closed the conversation.
    """

    text = forms.CharField(
        max_length=MAX_TEXT_CHARS,
        error_messages={
            "required": _("There is nothing to send yet: write something first."),
            "max_length": _(
                "That is longer than %(limit_value)d characters. Shorten it, or attach it as a file."
            ),
        },
    )
    last_seen = forms.IntegerField(required=False, min_value=0)
    seen_open = forms.BooleanField(required=False)
    close = forms.BooleanField(required=False)

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class TopicForm(forms.Form):
    topic = forms.ModelChoiceField(Topic.objects.all(), required=False, label=_("Topic"))
    school = forms.ModelChoiceField(School.objects.filter(closed_at=None), required=False, label=_("School"))


class FilingForm(TopicForm):
    """Where a held message goes: into a conversation that `reader` may see, else a new one."""

    reference = forms.CharField(required=False, label=_("Or into this conversation"))

    def __init__(self, *args: Any, reader: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader

    def clean_reference(self) -> Conversation | None:
        reference = str(self.cleaned_data["reference"]).upper()
        joined = Conversation.objects.visible_to(self.reader).filter(reference=reference).first()
        if reference and joined is None:
            raise forms.ValidationError(_("You see no conversation with this number. Look at it again."))
        return joined


class PromiseForm(forms.Form):
    """A day and an hour on the district's clock."""

    on = forms.DateField()
    at = forms.TimeField()


class PersonForm(forms.Form):
    person = forms.ModelChoiceField(Member.objects.filter(is_active=True))
    remove = forms.BooleanField(required=False)


class RecordForm(forms.Form):
    """A call, a visit or a letter that a person writes down for a family."""

    channel = forms.ChoiceField(choices=BY_HAND, label=_("How they reached you"))
    name = forms.CharField(max_length=120, required=False, label=_("Their name"))
    phone = forms.CharField(max_length=40, required=False, label=_("Phone"))
    email = forms.EmailField(required=False, label=_("E-mail, if they want the answer there"))
    relation = forms.ChoiceField(choices=Relation.choices, label=_("Who they are"))
    student = forms.CharField(max_length=120, required=False, label=_("Student"))
    language = forms.ChoiceField(label=_("Language they read"))
    topic = forms.ModelChoiceField(Topic.objects.all(), label=_("Topic"), empty_label=_("Choose a topic"))
    school = forms.ModelChoiceField(
        School.objects.filter(closed_at=None), required=False, label=_("School"), empty_label=_("No school")
    )
    kind = forms.ChoiceField(choices=Kind.choices, label=_("Kind"), initial=Kind.QUESTION)
    text = forms.CharField(
        max_length=MAX_TEXT_CHARS,
        label=_("What they said"),
        error_messages={"required": _("Write down what they said; a sentence is enough.")},
    )
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]


class DismissalForm(forms.Form):
    reason = forms.CharField(
        max_length=300, error_messages={"required": _("Say why, for whoever looks for this message later.")}
    )
