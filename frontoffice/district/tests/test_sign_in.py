"""Signing in: who may, what an administrator needs, how slowly one guesses, and what nobody learns."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from frontoffice.config.middleware import STAFF_PATHS
from frontoffice.district.access import ADMINISTRATOR, IT
from frontoffice.district.departures import depart
from frontoffice.district.models import Event, Member
from frontoffice.district.tests.conftest import PASSWORD

As = Callable[[Member], Client]


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def _try(member_or_address: Member | str, password: str, browser: Client | None = None) -> tuple[Client, str]:
    """A browser after trying to sign in, and what it was shown without the token and the address typed."""
    address = member_or_address if isinstance(member_or_address, str) else member_or_address.email
    browser = browser or Client()
    answer = browser.post("/account/login/", {"login": address, "password": password}, follow=True)
    shown = answer.content.decode().replace(address, "")
    return browser, re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", shown)


def _signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_the_sign_in_page_has_the_districts_name_and_nothing_the_policy_forbids(dov: Member) -> None:
    shown = Client().get("/account/login/").content.decode()
    assert "Riverbend School District" in shown
    assert " style=" not in shown
    scripts = re.findall(r"<script[^>]*>", shown)
    assert all("src=" in script or "application/json" in script for script in scripts)


def test_a_member_signs_in_with_a_password_kept_as_argon2(dov: Member) -> None:
    assert dov.password.startswith("argon2$argon2id$")
    browser, _shown = _try(dov, PASSWORD)
    assert _signed_in(browser)
    assert Event.objects.get().refs == {"methods": ["password"]}


def test_nobody_learns_who_works_here(dov: Member, cleo: Member) -> None:
    Member.objects.create_user("new@riverbend.k12.wi.us", None, name="Noor Said")
    depart(cleo, None, dov)
    answers = {
        _try(address, "not the password")[1]
        for address in (dov.email, "nobody@riverbend.k12.wi.us", "new@riverbend.k12.wi.us", cleo.email)
    }
    assert len(answers) == 1
    assert "not correct" in answers.pop()


def test_the_page_for_a_forgotten_password_says_the_same_whatever_is_sent(dov: Member) -> None:
    pages = {
        Client().post("/account/password/reset/", {"email": address}).content
        for address in (dov.email, "nobody@riverbend.k12.wi.us", "")
    }
    assert len(pages) == 1
    assert b"system administrator" in pages.pop()


def test_an_account_is_guessed_at_slowly(dov: Member) -> None:
    for _guess in range(10):
        _browser, shown = _try(dov, "a wrong guess")
    browser, shown = _try(dov, PASSWORD)
    assert "Too many failed login attempts" in shown
    assert not _signed_in(browser)


def test_a_school_behind_one_address_signs_in_in_the_morning(dov: Member) -> None:
    browsers = [_try(dov, PASSWORD)[0] for _person in range(40)]
    assert all(map(_signed_in, browsers))


@pytest.mark.parametrize("page", ["signup/", "email/", "confirm-email/x/", "3rdparty/", "3rdparty/signup/"])
def test_nobody_makes_an_account_or_changes_the_address_they_sign_in_with(
    page: str, dov: Member, as_: As
) -> None:
    browser = as_(dov)
    typed = {
        "email": "other@riverbend.k12.wi.us",
        "action_add": "",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert browser.post(f"/account/{page}", typed).status_code == 404
    assert Client().get(f"/account/{page}").status_code == 404
    assert not EmailAddress.objects.exists()
    assert Member.objects.count() == 1


def _pages(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        path = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from _pages(pattern.url_patterns, path)
        else:
            yield path, pattern.callback


def test_every_page_that_asks_for_a_permission_asks_administrators_for_a_second_factor() -> None:
    guarded = [path for path, view in _pages(get_resolver().url_patterns) if hasattr(view, "permission")]
    assert len(guarded) > 30
    assert [path for path in guarded if not path.startswith(STAFF_PATHS)] == []


@pytest.mark.parametrize("role", [ADMINISTRATOR, IT])
def test_an_administrator_reaches_nothing_before_the_second_factor(role: str, dov: Member, as_: As) -> None:
    dov.roles = [role]
    dov.save()
    browser = as_(dov)
    for path in ("/setup/", "/setup/people/", "/setup/history/", "/inbox/", "/exposure/", "/outbox/"):
        assert browser.get(path).headers["Location"] == "/account/2fa/?needed=yes", path
        assert browser.post(path).headers["Location"] == "/account/2fa/?needed=yes", path


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_an_administrators_first_time_ends_with_a_second_factor_that_is_asked_for_next_time(
    dov: Member,
) -> None:
    dov.roles = [ADMINISTRATOR]
    dov.save()
    browser, shown = _try(dov, PASSWORD)
    asked = browser.get("/setup/", follow=True)
    assert b"One more step before you begin" in asked.content
    form = browser.get("/account/2fa/totp/activate/")
    assert b"data:image/svg" in form.content
    secret = form.context["form"].secret
    assert browser.post("/account/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert browser.post("/account/2fa/totp/activate/", {"code": _code(secret)}).status_code == 302
    assert browser.get("/setup/").status_code == 200
    for page in (
        "", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/", "webauthn/", "webauthn/add/",
    ):  # fmt: skip
        answer = browser.get(f"/account/2fa/{page}", follow=True)
        assert answer.status_code == 200, page
        assert b" style=" not in answer.content, page
    cache.clear()
    again, shown = _try(dov, PASSWORD)
    assert "Second factor" in shown
    assert not _signed_in(again)
    assert again.get("/setup/").headers["Location"].startswith("/account/login/")


def test_a_recovery_code_lets_one_in_once(cleo: Member) -> None:
    code = Authenticator.objects.get(user=cleo, type="recovery_codes").wrap().get_unused_codes()[0]
    browser, _shown = _try(cleo, PASSWORD)
    browser.post("/account/2fa/authenticate/", {"code": code})
    assert _signed_in(browser)
    again, _shown = _try(cleo, PASSWORD)
    again.post("/account/2fa/authenticate/", {"code": code})
    assert not _signed_in(again)


def test_whoever_leaves_is_shown_nothing_more_by_an_open_window(dov: Member, cleo: Member, as_: As) -> None:
    browser = as_(dov)
    assert browser.get("/inbox/", follow=True).status_code == 200
    depart(dov, None, cleo)
    assert browser.get("/inbox/").headers["Location"].startswith("/account/login/")
    assert not _signed_in(_try(dov, PASSWORD)[0])


def test_a_changed_password_ends_the_other_sessions(dov: Member, as_: As) -> None:
    other = as_(dov)
    browser, _shown = _try(dov, PASSWORD)
    new = "seven quiet green rivers"
    browser.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert Member.objects.get(pk=dov.pk).check_password(new)
    assert other.get("/account/password/change/").status_code == 302
    assert browser.get("/account/password/change/").status_code == 200
    assert Event.objects.filter(refs={"changed": ["password_changed"]}, by=dov).exists()
