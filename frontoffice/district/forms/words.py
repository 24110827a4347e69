"""What the forms of set-up share: their sections, other languages' words, names in links, who is choosing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from frontoffice.district.context import current_district
from frontoffice.district.models import Member

MAX_SLUG_TRIES = 100
MAX_SLUG_CHARS = 50
Words = str | Promise


@dataclass(frozen=True)
class Section:
    """Fields that belong together, under a title and a line that says why they are asked."""

    title: Words
    why: Words
    names: tuple[str, ...]


@dataclass(frozen=True)
class OneSection:
    """A section of one form, with what was typed in it."""

    title: Words
    why: Words
    fields: list[BoundField]


@dataclass(frozen=True)
class OtherLanguage:
    """The translated words of a form in one language: how many are written, and whether one is wrong."""

    code: str
    language: str
    fields: list[BoundField]

    @property
    def written(self) -> int:
        return sum(1 for field in self.fields if field.value())

    @property
    def wrong(self) -> bool:
        return any(field.errors for field in self.fields)


class RowForm(forms.ModelForm):  # type: ignore[type-arg]  # one base for the forms of seven models
    """A form over one row of set-up; `by` is the member who fills it in."""

    translated: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        for code, language in other_languages():
            for name in self.translated:
                self._offer(name, code, language)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.empty_label:
                field.empty_label = str(_("None"))

    def _offer(self, name: str, code: str, language: str) -> None:
        original = self.fields[name]
        self.fields[f"{name}__{code}"] = forms.CharField(
            label=f"{original.label} ({language})",
            required=False,
            max_length=getattr(original, "max_length", None),
            initial=self.instance.translations.get(code, {}).get(name, ""),
            widget=type(original.widget)(attrs={"lang": code, "dir": "auto", **original.widget.attrs}),
        )

    def shown(self) -> Iterator[OneSection]:
        """The form's sections with what was typed; a section of which nothing is offered is left out."""
        for section in self.sections or (Section("", "", tuple(self._meta.fields or ())),):
            fields = [self[name] for name in section.names if name in self.fields]
            if fields:
                yield OneSection(section.title, section.why, fields)

    def languages_shown(self) -> list[OtherLanguage]:
        """The words in each other language that the district offers."""
        return [
            OtherLanguage(code, language, [self[f"{name}__{code}"] for name in self.translated])
            for code, language in (other_languages() if self.translated else ())
        ]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, untyped in the stubs
        variants = {code: dict(words) for code, words in getattr(self.instance, "translations", {}).items()}
        for code, _language in other_languages():
            for name in self.translated:
                if words := self.cleaned_data.get(f"{name}__{code}"):
                    variants.setdefault(code, {})[name] = words
                else:
                    variants.get(code, {}).pop(name, None)
        if self.translated:
            self.instance.translations = {code: words for code, words in variants.items() if words}


def other_languages() -> list[tuple[str, str]]:
    """The languages besides English that the district offers, with their own names."""
    names = dict(settings.LANGUAGES)
    return [(code, names[code]) for code in current_district().languages if code != "en" and code in names]


class SluggedForm(RowForm):
    """A row with a name in links: proposed from its name, and fixed once it has been published."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = self.fields["slug"]
        slug.required = False
        if self.instance.pk:
            slug.disabled = True
            slug.help_text = _("It stands in links that are out in the world, so it stays.")
        else:
            slug.help_text = _("Leave it empty to have one made from the name.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = free_slug(self._meta.model, cleaned.get("name") or cleaned.get("title") or "")
        return cleaned


def free_slug(model: type[models.Model], name: str) -> str:
    """A name in links made from `name` that no other row has (at most MAX_SLUG_CHARS)."""
    wanted = slugify(name)[: MAX_SLUG_CHARS - 6].strip("-") or "page"
    taken = set(model._default_manager.filter(slug__startswith=wanted).values_list("slug", flat=True))
    tries = (wanted, *(f"{wanted}-{number}" for number in range(2, MAX_SLUG_TRIES + len(taken))))
    return next(slug for slug in tries if slug not in taken)


def offer_people(field: forms.Field, chosen: int | None) -> None:
    """The field offers everybody who works here, and whoever is chosen now."""
    assert isinstance(field, forms.ModelChoiceField)
    still = models.Q(is_active=True) | models.Q(pk=chosen or 0)
    field.queryset = Member.objects.filter(still).order_by("name")
    field.label_from_instance = person_words  # type: ignore[assignment]  # what Django documents for it


def person_words(person: Member) -> str:
    """A person as they are chosen from a list: name and title."""
    words = f"{person.name}, {person.title}" if person.title else person.name
    return words if person.is_active else f"{words} ({_('no longer here')})"
