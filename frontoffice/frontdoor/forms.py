"""What the public types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontoffice.conversations.receive import MAX_TEXT_CHARS
from frontoffice.conversations.vocabulary import Kind, Relation
from frontoffice.frontdoor.typed import clean_line, clean_text

MAX_NAME_CHARS = 120
NAMED, ANONYMOUS = "named", "anon"
BY_EMAIL, BY_CODE = "email", "code"

Words = str | Promise
KINDS: tuple[tuple[str, Words], ...] = (
    (Kind.QUESTION, _("A question")),
    (Kind.REQUEST, _("A request")),
    (Kind.CONCERN, _("A concern or a problem")),
    (Kind.SUGGESTION, _("A suggestion")),
    (Kind.COMPLIMENT, _("A thank-you")),
    (Kind.COMMENT, _("A comment")),
)
RELATIONS: tuple[tuple[str, Words], ...] = (
    (Relation.PARENT, _("A parent or guardian")),
    (Relation.STUDENT, _("A student")),
    (Relation.STAFF, _("A staff member")),
    (Relation.COMMUNITY, _("A neighbor or someone else")),
)


class Text(forms.CharField):
    """Several lines; a NUL or a stray control character is dropped, never a reason to refuse."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(str(value or ""))


class Line(forms.CharField):
    """One line."""

    def to_python(self, value: Any) -> str:
        return clean_line(str(value or ""))


class Address(forms.EmailField):
    def to_python(self, value: Any) -> str:
        return clean_line(str(value or "")).replace(" ", "")


class KeptForm(forms.Form):
    """A form whose trap and whose errors are spoken of in the same way on every page."""

    website = forms.CharField(required=False)  # the trap: people never see it, programs fill it in

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = forms.Field(required=False)  # its errors only: kept.py holds the files
        self.order_fields(["message", "files"])

    def problems(self) -> Iterator[tuple[str, str]]:
        """Each field with something wrong, and the words for it, in the order of the page."""
        for name in [*self.fields, "__all__"]:
            for words in self.errors.get(name, []):
                yield ("" if name == "__all__" else name, str(words))


def too_long(value: str) -> None:
    if len(value) > MAX_TEXT_CHARS:
        words = _(
            "Your message has %(count)d letters. Please keep it under %(limit)d, or attach it as a file."
        )
        raise forms.ValidationError(words, params={"count": len(value), "limit": MAX_TEXT_CHARS})


class AskForm(KeptForm):
    """A message to the district."""

    message = Text(
        validators=[too_long],
        error_messages={"required": _("Write what you would like to ask or tell us")},
    )
    school = forms.CharField(required=False)
    sign = forms.ChoiceField(choices=[(NAMED, NAMED), (ANONYMOUS, ANONYMOUS)], required=False)
    name = Line(required=False)
    rel = forms.ChoiceField(choices=RELATIONS, required=False)
    student = Line(required=False, max_length=MAX_NAME_CHARS)
    by = forms.ChoiceField(choices=[(BY_EMAIL, BY_EMAIL), (BY_CODE, BY_CODE)], required=False)
    email = Address(
        required=False,
        max_length=254,
        error_messages={"invalid": _("Write the full e-mail address, like name@example.com")},
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    kind = forms.ChoiceField(choices=KINDS, required=False)

    def __init__(self, *args: Any, anonymous_allowed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.anonymous_allowed = anonymous_allowed

    @property
    def is_anonymous(self) -> bool:
        return self.anonymous_allowed and self.data.get("sign") == ANONYMOUS

    @property
    def wants_email(self) -> bool:
        return not self.is_anonymous and self.data.get("by", BY_EMAIL) != BY_CODE

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not name and not self.is_anonymous:
            optional = _("Write your name, or choose to send without it")
            raise forms.ValidationError(optional if self.anonymous_allowed else _("Write your name"))
        if len(name) > MAX_NAME_CHARS:
            raise forms.ValidationError(_("Write a shorter name"))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_anonymous or not self.wants_email:
            self.errors.pop("email", None)
            cleaned["email"] = ""
        elif not cleaned.get("email") and "email" not in self.errors:
            self.add_error(
                "email", _("Write your e-mail address, or choose to read the answer here with a code")
            )
        return cleaned


class ReplyForm(KeptForm):
    """More from someone who wrote before."""

    message = Text(validators=[too_long], error_messages={"required": _("Write your reply first")})


class FeedbackForm(forms.Form):
    """How it went, from 1 to 10, and one open question."""

    score = forms.TypedChoiceField(
        choices=[(str(score), str(score)) for score in range(1, 11)],
        coerce=int,
        error_messages={
            "required": _("Choose a number from 1 to 10"),
            "invalid_choice": _("Choose a number from 1 to 10"),
        },
    )
    words = Text(required=False, validators=[too_long])

    def problems(self) -> Iterator[tuple[str, str]]:
        for name, words in self.errors.items():
            yield name, str(words[0])


class FindForm(forms.Form):
    """The reference and the code of a slip."""

    reference = Line(max_length=40, error_messages={"required": _("Write the reference, like RB-7K3F29")})
    code = Line(max_length=40, error_messages={"required": _("Write the code: 8 digits")})

    def problems(self) -> Iterator[tuple[str, str]]:
        for name, words in self.errors.items():
            yield ("reference" if name == "__all__" else name), str(words[0])
