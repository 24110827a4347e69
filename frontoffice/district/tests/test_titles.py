"""Job titles on the pages of families: in their language when all of a title is known, else as typed."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from frontoffice.district.titles import in_words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Principal", "Dirección"),
        ("  assistant   PRINCIPAL ", "Subdirección"),
        ("School Secretary", "Secretaría escolar"),
        ("Grade 3 Teacher", "Docente de 3.º grado"),
        ("3rd Grade Teacher", "Docente de 3.º grado"),
        ("Teacher (Grade 3)", "Docente de 3.º grado"),
        ("Grade 8 Math Teacher", "Docente de matemáticas, 8.º grado"),
        ("Director of Teaching and Learning", "Dirección de enseñanza y aprendizaje"),
        ("Volleyball Coach and P.E. Teacher", "Entrenamiento de voleibol y docente de educación física"),
        ("Family Liaison, Somali and Arabic", "Enlace con las familias, somalí y árabe"),
    ],
)
def test_a_usual_title_is_said_in_spanish_whole_or_by_its_parts(typed: str, said: str) -> None:
    with override("es"):
        assert in_words(typed) == said


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Principal of Everything",
        "Grade 900 Teacher",
        "Principal and Wizard",
        "%(area)s",
        "Dirección",
        " and , ",
        "Art and Art, " * 9 + "x Coach",
        "Principal and " * 5 + "Principal",
    ],
)
def test_a_title_that_is_not_wholly_known_stays_as_typed(typed: str) -> None:
    with override("es"):
        assert in_words(typed) == typed


def test_a_title_that_goes_on_for_ever_is_left_alone_quickly() -> None:
    typed = "Principal and " * 8 + "Wizard"
    with override("es"):
        assert in_words(typed) == typed


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_title_stays_as_typed_in_english_and_where_nothing_is_translated(language: str) -> None:
    with override(language):
        assert in_words("grade 3 teacher") == "grade 3 teacher"
