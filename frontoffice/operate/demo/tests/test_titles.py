"""Every title of the demo district stands in Spanish on a Spanish page."""

from __future__ import annotations

from django.utils.translation import override

from frontoffice.district.titles import in_words
from frontoffice.operate.demo.people import everyone


def test_every_title_of_the_demo_is_said_in_spanish() -> None:
    titles = {person.title for person in everyone().values()}
    assert len(titles) > 50
    with override("es"):
        assert [title for title in titles if in_words(title) == title] == []
