"""The usual topics are put in once, in English and Spanish, and wait for somebody to answer."""

from __future__ import annotations

from frontoffice.district.models import Member, Topic
from frontoffice.district.template_import import import_topics


def test_the_25_topics_are_put_in_once(cleo: Member) -> None:
    assert len(import_topics(cleo).topics) == 25
    assert import_topics(cleo).topics == []
    assert Topic.objects.filter(published=True).count() == 0
    bus = Topic.objects.get(slug="bus")
    assert bus.words("name", "es") == "Autobuses y transporte"
    assert bus.category.words("name", "es") == "Todos los días"
