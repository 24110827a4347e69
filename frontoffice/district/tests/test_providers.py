"""A district's own sign-in over OIDC, against a provider on this machine (SAML: test_saml.py)."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpResponse
from django.test import Client

from frontoffice.district.departures import depart
from frontoffice.district.models import Event, Member

CODE, TOKEN = "the-code", "the-token"


class Provider(ThreadingHTTPServer):
    """An OIDC provider that says `claims` of whoever comes; `asked` keeps what it was asked."""

    claims: dict[str, Any]
    asked: list[dict[str, list[str]]]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.claims, self.asked = {}, []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        url = self.server.url
        if self.path == "/.well-known/openid-configuration":
            self._say({
                "issuer": url, "authorization_endpoint": f"{url}/authorize", "token_endpoint": f"{url}/token",
                "userinfo_endpoint": f"{url}/userinfo", "jwks_uri": f"{url}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            })  # fmt: skip
        elif self.path == "/userinfo" and self.headers["Authorization"] == f"Bearer {TOKEN}":
            self._say(self.server.claims)
        else:
            self.send_error(401)

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(sent)
        self._say({"access_token": TOKEN, "token_type": "Bearer"}) if sent["code"] == [
            CODE
        ] else self.send_error(400)

    def _say(self, facts: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(facts).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    server = Provider()
    app = {
        "provider_id": "district", "name": "Riverbend account", "client_id": "front-office", "secret": "s",
        "settings": {"server_url": server.url, "oauth_pkce_enabled": True},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _sign_in(browser: Client, provider: Provider, **claims: Any) -> HttpResponse:
    """Go to the provider, come back as it would send us, and follow where that leads."""
    provider.claims = {"sub": "person-1", "email_verified": True, **claims}
    sent = browser.post("/account/oidc/district/login/")
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert sent.headers["Location"].startswith(f"{provider.url}/authorize?")
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert asked["code_challenge_method"] == ["S256"]
    back = f"/account/oidc/district/login/callback/?code={CODE}&state={asked['state'][0]}"
    return browser.get(back)  # type: ignore[return-value]  # the client's own response


def test_the_sign_in_page_shows_the_districts_own_button(dov: Member, provider: Provider) -> None:
    shown = Client().get("/account/login/").content.decode()
    assert re.search(r'<a[^>]+href="/account/oidc/district/login/[^"]*"[^>]*>\s*Riverbend account', shown)


def test_without_a_provider_there_is_no_button(dov: Member) -> None:
    assert "/account/oidc/" not in Client().get("/account/login/").content.decode()


def test_a_known_member_is_signed_in(dov: Member, provider: Provider) -> None:
    browser = Client()
    answer = _sign_in(browser, provider, email="Dov@riverbend.k12.wi.us")
    assert answer.headers["Location"] == "/inbox/"
    assert browser.get("/account/password/change/").status_code in (200, 302)
    assert browser.session["_auth_user_id"] == str(dov.pk)
    told = list(Event.objects.order_by("id").values_list("name", "refs"))
    assert told == [
        ("member.changed", {"changed": ["account_connected"]}),
        ("member.signed_in", {"methods": ["socialaccount"]}),
    ]
    assert provider.asked[0]["code_verifier"]


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@riverbend.k12.wi.us"},
        {"email": "dov@riverbend.k12.wi.us", "email_verified": False},
        {"email": ""},
        {},
    ],
)
def test_a_stranger_and_an_address_that_is_not_confirmed_are_refused(
    claims: dict[str, Any], dov: Member, provider: Provider
) -> None:
    browser = Client()
    answer = _sign_in(browser, provider, **claims)
    assert answer.headers["Location"] == "/account/login/?unknown=yes"
    assert "_auth_user_id" not in browser.session
    assert Member.objects.count() == 1


def test_a_provider_trusted_for_the_districts_domain_needs_no_confirmation(
    dov: Member, provider: Provider, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["verified_email"] = [
        "riverbend.k12.wi.us"
    ]
    answer = _sign_in(Client(), provider, email=dov.email, email_verified=False)
    assert answer.headers["Location"] == "/inbox/"


def test_whoever_has_left_is_not_signed_in_by_the_provider(
    dov: Member, cleo: Member, provider: Provider
) -> None:
    _sign_in(Client(), provider, email=dov.email)
    depart(dov, None, cleo)
    browser = Client()
    answer = _sign_in(browser, provider, email=dov.email)
    assert "_auth_user_id" not in browser.session
    assert answer.headers["Location"] in ("/account/inactive/", "/account/login/?unknown=yes")


def test_the_provider_does_not_spare_the_second_factor(dov: Member, provider: Provider) -> None:
    TOTP.activate(dov, generate_totp_secret())
    browser = Client()
    answer = _sign_in(browser, provider, email=dov.email)
    assert answer.headers["Location"].startswith("/account/2fa/authenticate/")
    assert "_auth_user_id" not in browser.session


def test_a_forged_answer_signs_nobody_in(dov: Member, provider: Provider) -> None:
    browser = Client()
    provider.claims = {"sub": "1", "email": dov.email, "email_verified": True}
    shown = browser.get(f"/account/oidc/district/login/callback/?code={CODE}&state=made-up")
    assert b"That did not work" in shown.content
    assert "_auth_user_id" not in browser.session
