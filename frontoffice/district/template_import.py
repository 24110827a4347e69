"""The 25 usual topics of a school district, put in beside what is there; nothing that exists is changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from frontoffice.district import history
from frontoffice.district.models import Category, Member, Topic

TEMPLATE = Path(__file__).with_name("topic_template.json")
PLAIN = (
    "name", "short_name", "slug", "description", "advice", "response_goal", "sensitivity", "assistant",
    "anonymous_allowed", "private",
)  # fmt: skip
WORDS = ("name", "short_name", "description", "advice")


class MissingTemplate(Exception):
    """The file of usual topics is not part of this installation, or cannot be read."""


@dataclass
class Imported:
    """What was put in, or would be."""

    categories: list[str] = field(default_factory=list)
    topics: list[dict[str, Any]] = field(default_factory=list)


def usual_topics() -> list[dict[str, Any]]:
    """The template's topics in order, words in English with their `translations`. Raises MissingTemplate."""
    try:
        file = json.loads(TEMPLATE.read_text(encoding="utf-8"))
        groups = {group["name"]["en"]: _flat(group) for group in file["categories"]}
        return [{**_flat(row), "category": groups[row["category"]]} for row in file["topics"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MissingTemplate(str(error)) from error


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """`{"name": {"en": …, "es": …}}` as `name` in English and `translations` by language."""
    flat: dict[str, Any] = {"translations": {}}
    for name, words in row.items():
        flat[name] = words["en"] if isinstance(words, dict) else words
        for code, variant in words.items() if isinstance(words, dict) and name in WORDS else ():
            if code != "en":
                flat["translations"].setdefault(code, {})[name] = variant
    return {**flat, **({"assistant": row["ai"]} if "ai" in row else {})}


def would_add() -> Imported:
    """What `import_topics` would put in now. Raises MissingTemplate."""
    slugs = set(Topic.objects.values_list("slug", flat=True))
    names = set(Topic.objects.values_list("name", flat=True))
    topics = [row for row in usual_topics() if row["slug"] not in slugs and row["name"] not in names]
    there = set(Category.objects.values_list("name", flat=True))
    wanted = dict.fromkeys(row["category"]["name"] for row in topics)
    return Imported([name for name in wanted if name not in there], topics)


@transaction.atomic
def import_topics(by: Member | None) -> Imported:
    """The usual topics that are not there yet are there, without owner or team, and so not published.

    They are published when somebody answers for them. Raises MissingTemplate.
    """
    would = would_add()
    for position, row in enumerate(would.topics, start=Topic.objects.count() + 1):
        topic = Topic.objects.create(
            category=_category(row),
            position=position,
            published=False,
            translations=_translations(row, WORDS),
            **{name: row[name] for name in PLAIN if name in row},
        )
        history.record("topic.changed", topic, by, changed=["template"])
    return would


def _category(row: dict[str, Any]) -> Category:
    wanted = row["category"]
    facts = {"position": Category.objects.count() + 1, "translations": _translations(wanted, ("name",))}
    return Category.objects.get_or_create(name=wanted["name"], defaults=facts)[0]


def _translations(row: dict[str, Any], fields: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Variants by language of `fields` alone."""
    found: dict[str, dict[str, str]] = {}
    for code, words in row.get("translations", {}).items():
        found[code] = {name: words[name] for name in fields if words.get(name)}
    return {code: words for code, words in found.items() if words}
