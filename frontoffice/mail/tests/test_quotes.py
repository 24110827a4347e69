"""What a person wrote this time, told from the mark-up that mail programs put around it.

The pages under written/ are as each program writes them: the same answer over the same question.
"""

from pathlib import Path

import pytest

from frontoffice.mail.quotes import new_text

WRITTEN = sorted((Path(__file__).parent / "written").glob("*.html"))
QUESTION = "Can you come Tuesday?"


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.stem)
def test_only_the_answer_is_kept_of_what_a_mail_program_wrote(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    assert QUESTION in html
    assert new_text("", html).split() == ["Yes,", "Tuesday", "works", "for", "us.", "Ana"]


def test_every_program_is_there() -> None:
    names = " ".join(page.stem for page in WRITTEN)
    for program in ("gmail", "outlook", "apple", "yahoo", "thunderbird", "protonmail"):
        assert program in names


def test_answers_between_the_questions_keep_them() -> None:
    text = "> Can you come Tuesday?\n\nYes\n\n> Or Wednesday?\n\nNo"
    assert new_text(text + "\n", None) == text


def test_a_forwarded_message_is_kept_whole() -> None:
    text = (
        "Please see below.\n\n---------- Forwarded message ---------\nFrom: Lee <lee@home.example>\n"
        "Date: Tue, Nov 24, 2026 at 9:00 AM\nSubject: Bus\nTo: Ana <ana@home.example>\n\nThe bus was late."
    )
    assert "The bus was late." in new_text(text, None, "Fwd: Bus")


def test_words_are_never_lost_when_all_is_quoted() -> None:
    assert new_text("> Can you come Tuesday?\n", None) == "> Can you come Tuesday?"
