"""What a file really is, and whether opening it could run something."""

import pytest

from frontoffice.mail import sniff

PROGRAM = b"MZ\x90\0\3\0\0\0" + b"\0" * 80


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.pdf", PROGRAM, "a Windows program, though its name ends in .pdf"),
        ("plan.pdf.exe", b"x", "dressed up as a document"),
        ("plan.pdf", b"#!/bin/sh\nrm -r x", "a script"),
        ("photo.jpg", b"<html><script>alert(1)</script>", "a web page, though"),
        ("photo.png", b"\x7fELF\2\1\1" + b"\0" * 50, "a program"),
        ("plan\u202efdp.exe", b"x", "real ending cannot be seen"),
        ("plan.docm", b"x", "run macros"),
        ("plan.pdf", b"%PDF-1.4 /OpenAction << /S /JavaScript >>", "can run a script"),
    ],
)
def test_a_dangerous_file_is_named_as_such(name: str, content: bytes, said: str) -> None:
    assert said in (sniff.danger(name, "application/pdf", content) or "")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", b"%PDF-1.4 hello"),
        ("note.txt", b"hello"),
        ("note.txt", b"MZ is how the file begins"),
        ("empty.pdf", b""),
        ("photo.jpg", b"\xff\xd8\xff\xe0"),
    ],
)
def test_an_ordinary_file_is_not(name: str, content: bytes) -> None:
    assert sniff.danger(name, "application/octet-stream", content) is None


def test_the_content_tells_the_type_and_not_the_name() -> None:
    assert sniff.real_type("plan.pdf", "application/pdf", PROGRAM) == "application/x-msdownload"
    assert sniff.real_type("plan", "application/octet-stream", b"%PDF-1.4") == "application/pdf"
