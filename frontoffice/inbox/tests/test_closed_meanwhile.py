"""An answer to a conversation that someone closed while it was written."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from frontoffice.inbox.tests.test_conversation import As, Write, paper, url


@pytest.mark.parametrize("closer", ["cleo", "ana"])
def test_a_reply_is_held_when_someone_closed_it_meanwhile_and_is_sent_when_asked_again(
    closer: str, as_: As, write: Write, cast: SimpleNamespace
) -> None:
    ben, conversation = as_(cast.ben), write()
    assert 'name="seen_open"' in ben.get(url(conversation)).text
    conversation.close(by=cast.cleo if closer == "cleo" else None)
    typed = {"text": "My own answer", "seen_open": "on", "files": paper()}
    held = ben.post(url(conversation, "replies/"), typed)
    assert held.status_code == 409
    assert ("Cleo Ames closed this at" if closer == "cleo" else "Ana Ruiz closed this at") in held.text
    assert ">My own answer</textarea>" in held.text
    assert "route.txt" in held.text
    assert 'name="seen_open"' not in held.text
    assert conversation.messages.count() == 1
    ben.post(url(conversation, "replies/"), {"text": "My own answer"})
    sent = conversation.messages.get(text="My own answer")
    assert sent.attachments.get().name == "route.txt"


def test_who_closed_it_themselves_is_not_asked_whether_they_know(
    as_: As, write: Write, cast: SimpleNamespace
) -> None:
    ben, conversation = as_(cast.ben), write()
    conversation.close(by=cast.ben)
    ben.post(url(conversation, "replies/"), {"text": "One more thing", "seen_open": "on"})
    assert conversation.messages.filter(text="One more thing").exists()
