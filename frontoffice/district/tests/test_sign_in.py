"""Signing in: the pages draw under the content policy, and an administrator gets a second factor."""

from __future__ import annotations

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from frontoffice.district.access import ADMINISTRATOR
from frontoffice.district.models import Member
from frontoffice.district.tests.conftest import PASSWORD


def test_the_sign_in_page_has_the_districts_name_and_nothing_the_policy_forbids(dov: Member) -> None:
    shown = Client().get("/account/login/").content.decode()
    assert "Riverbend School District" in shown
    assert " style=" not in shown
    scripts = re.findall(r"<script[^>]*>", shown)
    assert all("src=" in script or "application/json" in script for script in scripts)


def test_a_wrong_password_says_so(dov: Member) -> None:
    answer = Client().post("/account/login/", {"login": dov.email, "password": "wrong"})
    assert b"Not kept yet" in answer.content or b"not correct" in answer.content


def test_an_administrators_first_time_ends_with_a_second_factor(dov: Member) -> None:
    dov.roles = [ADMINISTRATOR]
    dov.save()
    browser = Client()
    browser.post("/account/login/", {"login": dov.email, "password": PASSWORD})
    asked = browser.get("/setup/", follow=True)
    assert b"One more step before you begin" in asked.content
    form = browser.get("/account/2fa/totp/activate/")
    if form.status_code == 302:  # allauth may ask for the password once more
        form = browser.post(form.headers["Location"], {"password": PASSWORD}, follow=True)
    assert form.status_code == 200, form.headers
    secret = form.context["form"].secret
    assert b"data:image/svg" in form.content
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    done = browser.post("/account/2fa/totp/activate/", {"code": code})
    assert done.status_code == 302
    assert browser.get("/setup/").status_code == 200
    for page in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/", "webauthn/add/"):
        shown = browser.get(f"/account/2fa/{page}", follow=True)
        assert shown.status_code == 200, page
        assert b" style=" not in shown.content, page


def test_a_stranger_finds_no_sign_up(dov: Member) -> None:
    assert b'name="password1"' not in Client().get("/account/signup/").content
    assert b"administrator" in Client().get("/account/password/reset/").content
