"""The demo district loads whole into an empty database, and never a second time."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from frontoffice.conversations.models import Arrival, Conversation
from frontoffice.district.models import Department, Member, School, Topic
from frontoffice.operate.demo.conversations import threads
from frontoffice.operate.demo.load import PASSWORD, DistrictExists, load_demo

TODAY = date(2026, 11, 24)


def test_no_two_families_open_with_the_same_words() -> None:
    openings = [thread.said[0].text for thread in threads(TODAY)]
    assert len(openings) == 300 == len(set(openings))
    assert not [text for text in openings if "{" in text]


def test_the_threads_cover_every_state_channel_and_kind() -> None:
    told = threads(TODAY)
    assert {t.state for t in told} == {"unopened", "in-progress", "pending", "closed"}
    assert {t.channel for t in told} == {"web", "email", "phone", "walk-in"}
    assert {t.kind for t in told} == {"question", "comment", "concern", "suggestion", "compliment", "request"}
    assert len(Counter(t.language for t in told)) == 10
    assert any(t.anonymous for t in told)


@pytest.mark.django_db
def test_the_demo_loads_whole_and_refuses_to_load_twice(settings: Any, tmp_path: Path) -> None:
    settings.FRONTOFFICE_HOME = tmp_path
    assert "jo.larsen@" in load_demo(TODAY)
    counts = [model.objects.count() for model in (School, Department, Topic, Member, Conversation)]
    assert counts == [6, 8, 25, 60, 300]
    assert not Topic.objects.orphaned().exists()
    assert Member.objects.get(email__startswith="jo.larsen").check_password(PASSWORD)
    assert Arrival.objects.filter(outcome="held").count() == 6
    assert Conversation.objects.past_due().exists() and Conversation.objects.private().exists()
    with pytest.raises(DistrictExists):
        load_demo(TODAY)
    assert Member.objects.count() == 60
