"""A reply that would show a staff address is not sent; the form says why, and keeps what was typed."""

from collections.abc import Callable
from types import SimpleNamespace

from django.test import Client

from frontoffice.conversations.models import Conversation
from frontoffice.district.models import Member

As = Callable[[Member], Client]
TEXT = "Please write to ben@riverbend.k12.wi.us about that."


def test_the_form_names_the_address_offers_the_page_and_keeps_what_was_typed(
    as_: As, cast: SimpleNamespace, write: Callable[..., Conversation]
) -> None:
    conversation = write()
    page = as_(cast.ben).post(f"/inbox/{conversation.reference}/replies/", {"text": TEXT})
    shown = page.content.decode()
    assert page.status_code == 422 and not conversation.messages.filter(direction="out").exists()
    assert "The text carries the staff address ben@riverbend.k12.wi.us." in shown
    assert f"/p/{cast.ben.link}/" in shown and TEXT in shown


def test_one_press_puts_the_page_in_the_place_of_the_address(
    as_: As, cast: SimpleNamespace, write: Callable[..., Conversation]
) -> None:
    conversation = write()
    typed = {"text": TEXT, "links": "on"}
    page = as_(cast.ben).post(f"/inbox/{conversation.reference}/replies/", typed)
    box = page.content.decode().partition("<textarea")[2].partition("</textarea>")[0]
    assert page.status_code == 200 and f"/p/{cast.ben.link}/ about that." in box
    assert "ben@riverbend" not in box and not conversation.messages.filter(direction="out").exists()


def test_dov_of_another_team_learns_nothing(
    as_: As, cast: SimpleNamespace, write: Callable[..., Conversation]
) -> None:
    typed = {"text": TEXT, "links": "on"}
    assert as_(cast.dov).post(f"/inbox/{write().reference}/replies/", typed).status_code == 404
