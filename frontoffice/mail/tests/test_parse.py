"""Whatever the bytes, a message is read and nothing is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontoffice.mail.parse import parse
from frontoffice.mail.quotes import new_text

PIECES = [b"From: a@b.example\n", b"Content-Type: multipart/mixed; boundary=b\n", b"\n", b"--b\n",
    b"--b--", b"\0", b"\r",
          b"Content-Type: text/html; charset=x\n", b"=?utf-8?b?w6", b"<div class=gmail_quote>",
          b"> q\n"]  # fmt: skip


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=30))
def test_no_bytes_make_it_raise(pieces: list[bytes]) -> None:
    mail = parse(b"".join(pieces))
    mail.text.encode()
    assert not any("could not be read (" in defect for defect in mail.defects)


@pytest.mark.parametrize(
    "tail",
    [
        "On Fri, Oct 3, 2025 at 2:00 PM Ana <a@x.example>\nwrote:\n\n> old",
        "张三 <a@b.example> 于2025年10月3日周五 14:00写道：\n\n> old",
        "Vào Th 6, 3 thg 10, 2025 vào lúc 14:00 A <a@b.example> đã viết:\n\n> old",
        "Jimce, 3 Okt 2025 saacadda 14:00 Dugsiga <a@b.example> wuxuu qoray:\n> old",
        "Von: A B <a@b.example>\nGesendet: Freitag, 3. Oktober 2025 14:00\nAn: C\nBetreff: X\n\nold",
        "Sent from my iPhone\n\n> old",
    ],
)
def test_only_what_was_written_this_time_is_kept(tail: str) -> None:
    assert new_text(f"Yes, thanks\n\n{tail}\n", None) == "Yes, thanks"
