"""The notice that staff get by mail leads to the conversation."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from frontoffice.conversations import delivery
from frontoffice.conversations.models import Conversation, Delivery

pytestmark = pytest.mark.django_db


def test_the_notice_to_the_owner_leaves_and_carries_the_address_of_the_conversation(
    cast: SimpleNamespace, write: Callable[..., Conversation]
) -> None:
    cast.bus.owner = cast.ben
    cast.bus.save()
    conversation = write(topic=cast.bus)
    delivery.send_all_ready()
    notice = Delivery.objects.get(conversation=conversation, purpose=Delivery.Purpose.NOTIFICATION)
    assert (notice.state, notice.error) == (Delivery.State.SENT, "")
    assert f"/inbox/{conversation.reference}/".encode() in bytes(notice.raw or b"")
