"""SAML from our button to a signed-in member: the district's provider is played here, key and all."""

from __future__ import annotations

import logging
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.http import HttpResponse
from django.test import Client
from onelogin.saml2.utils import OneLogin_Saml2_Utils  # type: ignore[import-untyped]  # it has no types

from frontoffice.district.access import ADMINISTRATOR
from frontoffice.district.departures import depart
from frontoffice.district.models import Event, Member

HOST = "front.riverbend.example"
IDP, SSO = "urn:riverbend", "https://idp.riverbend.example/sso"
ACS = f"http://{HOST}/account/saml/riverbend/acs/"
METADATA = f"http://{HOST}/account/saml/riverbend/metadata/"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"


@dataclass(frozen=True)
class Key:
    """A provider's signing key and certificate, both PEM."""

    private: str
    certificate: str


@cache
def _key(name: str) -> Key:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    began = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=30))
        .sign(private, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    return Key(
        private.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain).decode(),
        certificate.public_bytes(pem).decode(),
    )


@pytest.fixture
def saml(settings: Any) -> dict[str, Any]:
    app = {
        "provider_id": IDP, "name": "Riverbend SAML", "client_id": "riverbend",
        "settings": {
            "attribute_mapping": {"uid": "uid", "email": "mail"},
            "verified_email": ["riverbend.k12.wi.us"],
            "idp": {"entity_id": IDP, "sso_url": SSO, "x509cert": _key("the provider").certificate},
        },
    }  # fmt: skip
    settings.ALLOWED_HOSTS = [HOST]
    settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": [app]}}
    return app


def _browser() -> Client:
    return Client(headers={"host": HOST})


def _asked(browser: Client) -> str:
    """The ID of the request that our button sends the browser to the provider with."""
    sent = browser.post("/account/saml/riverbend/login/").headers["Location"]
    assert sent.startswith(f"{SSO}?")
    deflated = b64decode(parse_qs(urlsplit(sent).query)["SAMLRequest"][0])
    request = ElementTree.fromstring(zlib.decompress(deflated, -15))
    assert request.tag == "{urn:oasis:names:tc:SAML:2.0:protocol}AuthnRequest"
    assert request.attrib["AssertionConsumerServiceURL"] == ACS
    return request.attrib["ID"]


@dataclass(frozen=True)
class Answer:
    """What the provider says of whom, about which request; as it should be, unless a test changes it."""

    about: str
    mail: str
    uid: str = "person-1"
    audience: str = METADATA
    to: str = ACS
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    signed_with: str = "the provider"

    def xml(self) -> str:
        at, until = (f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (self.at, self.at + timedelta(minutes=5)))
        facts = "".join(
            f'<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue>'
            "</saml:Attribute>"
            for name, value in (("uid", self.uid), ("mail", self.mail))
        )
        about = f' InResponseTo="{self.about}"' if self.about else ""
        return f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_answer"
            xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0" IssueInstant="{at}"
            Destination="{self.to}"{about}>
          <saml:Issuer>{IDP}</saml:Issuer>
          <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
          <saml:Assertion ID="_assertion" Version="2.0" IssueInstant="{at}">
            <saml:Issuer>{IDP}</saml:Issuer>
            <saml:Subject>
              <saml:NameID>{self.uid}</saml:NameID>
              <saml:SubjectConfirmation Method="{BEARER}">
                <saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{self.to}"{about}/>
              </saml:SubjectConfirmation>
            </saml:Subject>
            <saml:Conditions NotBefore="{at}" NotOnOrAfter="{until}">
              <saml:AudienceRestriction><saml:Audience>{self.audience}</saml:Audience></saml:AudienceRestriction>
            </saml:Conditions>
            <saml:AuthnStatement AuthnInstant="{at}"><saml:AuthnContext>
              <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>
            </saml:AuthnContext></saml:AuthnStatement>
            <saml:AttributeStatement>{facts}</saml:AttributeStatement>
          </saml:Assertion>
        </samlp:Response>"""

    def sent(self) -> bytes:
        """As it stands in the form that the provider's page sends: signed, unless by nobody."""
        if not self.signed_with:
            return self.xml().encode()
        key = _key(self.signed_with)
        return bytes(OneLogin_Saml2_Utils.add_sign(self.xml(), key.private, key.certificate))


def _come_back(browser: Client, raw: bytes) -> HttpResponse:
    """The provider's page posts the answer from its own site: without our session cookie, as browsers do."""
    session = browser.cookies.pop("session", None)
    first = browser.post("/account/saml/riverbend/acs/", {"SAMLResponse": b64encode(raw).decode()})
    assert first.status_code == 302, first.content
    if session is not None:
        browser.cookies["session"] = session.value
    return browser.get(first.headers["Location"])  # type: ignore[return-value]  # the client's own response


def _signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_saml_has_its_button_and_its_metadata(dov: Member, saml: dict[str, Any]) -> None:
    shown = _browser().get("/account/login/").content.decode()
    assert re.search(r'<a[^>]+href="/account/saml/riverbend/login/[^"]*"[^>]*>\s*Riverbend SAML', shown)
    metadata = ElementTree.fromstring(_browser().get("/account/saml/riverbend/metadata/").content)
    assert metadata.attrib["entityID"] == METADATA
    assert ACS in {part.attrib.get("Location") for part in metadata.iter()}


def test_a_member_signs_in_with_what_the_provider_signed(dov: Member, saml: dict[str, Any]) -> None:
    browser = _browser()
    answer = _come_back(browser, Answer(_asked(browser), "Dov@riverbend.k12.wi.us").sent())
    assert answer.headers["Location"] == "/inbox/"
    assert browser.session["_auth_user_id"] == str(dov.pk)
    told = list(Event.objects.order_by("id").values_list("name", "refs"))
    assert told == [
        ("member.changed", {"changed": ["account_connected"]}),
        ("member.signed_in", {"methods": ["socialaccount"]}),
    ]


def test_one_who_has_signed_in_so_before_is_known_by_the_providers_own_name_for_them(
    dov: Member, saml: dict[str, Any]
) -> None:
    browser = _browser()
    _come_back(browser, Answer(_asked(browser), dov.email).sent())
    again = _browser()
    _come_back(again, Answer(_asked(again), "dov.renamed@riverbend.k12.wi.us").sent())
    assert again.session["_auth_user_id"] == str(dov.pk)


Wrong = Callable[[Answer], bytes]
TAMPERED = (b"nobody@", b"dov@")
REFUSED: dict[str, Wrong] = {
    "signed by nobody": lambda answer: replace(answer, signed_with="").sent(),
    "signed by somebody else": lambda answer: replace(answer, signed_with="a stranger").sent(),
    "changed after it was signed": lambda answer: (
        replace(answer, mail="nobody@riverbend.k12.wi.us").sent().replace(*TAMPERED)
    ),
    "expired": lambda answer: replace(answer, at=answer.at - timedelta(hours=1)).sent(),
    "not valid yet": lambda answer: replace(answer, at=answer.at + timedelta(hours=1)).sent(),
    "for another audience": lambda answer: replace(answer, audience="https://other.example/").sent(),
    "for another place": lambda answer: replace(answer, to="https://other.example/acs/").sent(),
    "from another provider": lambda answer: answer.sent().replace(b">urn:riverbend<", b">ana@home.test<"),
    "to no request of ours": lambda answer: replace(answer, about="_made-up").sent(),
    "that nobody asked for": lambda answer: replace(answer, about="").sent(),
    "that says no": lambda answer: answer.sent().replace(
        b'status:Success"/>',
        b'status:Responder"/><samlp:StatusMessage>dov@riverbend.k12.wi.us</samlp:StatusMessage>',
    ),
    "that is no XML": lambda answer: b"dov@riverbend.k12.wi.us",
    "that is empty": lambda answer: b"",
    "with a document type": lambda answer: b'<!DOCTYPE a [<!ENTITY b "c">]>' + answer.sent(),
    "that is some other XML": lambda answer: b"<a>dov@riverbend.k12.wi.us</a>",
}


@pytest.mark.parametrize("wrong", REFUSED.values(), ids=REFUSED.keys())
def test_an_answer_is_refused_on_a_clear_page_and_in_a_line_without_an_address(
    wrong: Wrong, dov: Member, saml: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    browser = _browser()
    answer = wrong(Answer(_asked(browser), dov.email))
    caplog.set_level(logging.WARNING)
    shown = _come_back(browser, answer)
    assert shown.status_code == 401
    assert "That did not work" in shown.content.decode()
    assert "@" not in shown.content.decode()
    assert not _signed_in(browser)
    assert not Event.objects.exists()
    _one_line_without_an_address(caplog)


def _one_line_without_an_address(caplog: pytest.LogCaptureFixture) -> None:
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 1, lines
    assert "Riverbend SAML" in lines[0]
    assert "@" not in lines[0]
    assert "\n" not in lines[0]


def test_an_answer_opens_the_door_once(
    dov: Member, saml: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    browser = _browser()
    answer = Answer(_asked(browser), dov.email).sent()
    _come_back(browser, answer)
    browser.post("/account/logout/")
    caplog.clear()
    shown = _come_back(browser, answer)
    assert shown.status_code == 401
    assert "That did not work" in shown.content.decode()
    assert not _signed_in(browser)
    _one_line_without_an_address(caplog)
    thief = _browser()
    _asked(thief)
    assert _come_back(thief, answer).status_code == 401
    assert not _signed_in(thief)


@pytest.mark.parametrize(
    "mail", ["nobody@riverbend.k12.wi.us", "dov@home.test", "dov@sub.riverbend.k12.wi.us", "no address", ""]
)
def test_a_stranger_and_an_address_outside_the_districts_domains_are_told_so(
    mail: str, dov: Member, saml: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    Member.objects.create_user("dov@home.test", None, name="Dov at home")
    browser = _browser()
    answer = _come_back(browser, Answer(_asked(browser), mail).sent())
    assert answer.headers["Location"] == "/account/login/?unknown=yes"
    assert "belongs to nobody who works here" in browser.get("/account/login/?unknown=yes").content.decode()
    assert not _signed_in(browser)
    assert Member.objects.count() == 2
    _one_line_without_an_address(caplog)


def test_whoever_has_left_is_not_signed_in(dov: Member, cleo: Member, saml: dict[str, Any]) -> None:
    before = _browser()
    _come_back(before, Answer(_asked(before), dov.email).sent())
    depart(dov, None, cleo)
    browser = _browser()
    answer = _come_back(browser, Answer(_asked(browser), dov.email).sent())
    assert answer.headers["Location"] in ("/account/inactive/", "/account/login/?unknown=yes")
    assert not _signed_in(browser)


def test_an_administrator_is_asked_for_our_second_factor_all_the_same(
    cleo: Member, saml: dict[str, Any]
) -> None:
    browser = _browser()
    answer = _come_back(browser, Answer(_asked(browser), cleo.email).sent())
    assert answer.headers["Location"].startswith("/account/2fa/authenticate/")
    assert not _signed_in(browser)
    assert browser.get("/setup/").headers["Location"].startswith("/account/login/")


def test_an_administrator_without_a_second_factor_reaches_nothing_before_it_is_set_up(
    dov: Member, saml: dict[str, Any]
) -> None:
    dov.roles = [ADMINISTRATOR]
    dov.save()
    browser = _browser()
    _come_back(browser, Answer(_asked(browser), dov.email).sent())
    assert _signed_in(browser)
    for path in ("/setup/", "/inbox/"):
        assert browser.get(path).headers["Location"] == "/account/2fa/?needed=yes"


def test_a_member_who_has_a_second_factor_by_choice_is_asked_for_it(
    dov: Member, saml: dict[str, Any]
) -> None:
    TOTP.activate(dov, generate_totp_secret())
    browser = _browser()
    answer = _come_back(browser, Answer(_asked(browser), dov.email).sent())
    assert answer.headers["Location"].startswith("/account/2fa/authenticate/")
    assert not _signed_in(browser)
