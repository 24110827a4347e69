"""Words of another direction are set apart where a page reads right to left, and nowhere else."""

from __future__ import annotations

from django.utils import translation

from frontoffice.ui.templatetags.public import isolate, ltr


def test_a_name_in_english_is_set_apart_on_an_arabic_page_only() -> None:
    with translation.override("ar"):
        assert isolate("Bus office") == "\u2068Bus office\u2069"
        assert ltr("6-8") == "\u20666-8\u2069"
        assert isolate("") == ""
    with translation.override("es"):
        assert isolate("Bus office") == "Bus office"
        assert ltr("6-8") == "6-8"
