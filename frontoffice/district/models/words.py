"""Words that a district writes once in English and may write again in other languages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language


class Translated(models.Model):
    """A row whose words have variants written by people: `translations = {"es": {"name": "…"}}`."""

    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def words(self, field: str, language: str | None = None) -> str:
        """`field` in `language` (the reader's when None), else as written in English."""
        variants = self.translations.get(language or get_language() or "en", {})
        return str(variants.get(field) or getattr(self, field))

    @property
    def label(self) -> str:
        return self.words("name")
