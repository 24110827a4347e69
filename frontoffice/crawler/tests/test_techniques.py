"""Every technique, in at least five spellings each: the address is found, and under the right name."""

import base64
import codecs
import json
from html import escape

import pytest

from frontoffice.crawler import sightings

ANA = "ana.ortiz@riverbend.k12.wi.us"
LOCAL, DOMAIN = ANA.split("@")


def hexed(text: str) -> str:
    return text.encode().hex()


def cloudflare(key: int) -> str:
    return f"{key:02x}" + "".join(f"{byte ^ key:02x}" for byte in ANA.encode())


def references(form: str) -> str:
    return "".join(form.format(ord(char)) for char in ANA)


def rot13(text: str) -> str:
    return codecs.encode(text, "rot13")


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def script(code: str) -> str:
    return f"<p id=x></p><script>{code}</script>"


CODES = ",".join(str(ord(char)) for char in ANA)
SPELLINGS: dict[str, list[str]] = {
    "text": [
        f"<p>Write to {ANA}.</p>",
        f"<p>({ANA})</p>",
        "<p><b>ana</b>.ortiz@<wbr>riverbend<wbr>.k12.wi.us</p>",
        "<p>ana.ortiz＠riverbend．k12．wi．us</p>",
        "<p>ana.ort\u00adiz@river\u200bbend.k12.wi.us</p>",
        "<table><tr><td>ana.ortiz</td><td>@riverbend.k12.wi.us</td></tr></table>",
        f"<p>E-mail:{ANA}Phone</p>".replace("usPhone", "us Phone"),
        '<p>ana.ortiz<span style="display:none">nothing</span>@riverbend.k12.wi.us</p>',
        "<p>ANA.ORTIZ@RIVERBEND.K12.WI.US</p>",
        "<p>ana.ortiz@NOSPAM.riverbend.k12.wi.us</p>",
        "<noscript>ana.ortiz@riverbend.k12.wi.us</noscript>",
        '<p>ana.ortiz<img src="a.gif" alt="@">riverbend.k12.wi.us</p>',
    ],
    "mailto": [
        f'<a href="mailto:{ANA}">Ana</a>',
        f"<a href='MAILTO:{ANA}?subject=Hi'>Ana</a>",
        f"<a href=mailto:{ANA}>Ana</a>",
        f'<a href="mailto:office@riverbend.org,{ANA}">Both</a>',
        f'<a href="mailto:office@riverbend.org?cc={ANA}">Copy</a>',
        f'<form action="mailto:{ANA}" method="post"></form>',
        f'<area href=" mailto:{ANA}">',
    ],
    "entity": [
        f"<p>{references('&#{};')}</p>",
        f"<p>{references('&#x{:x};')}</p>",
        f"<p>{references('&#x{:04X};')}</p>",
        f"<p>{references('&amp;#{};')}</p>",
        f"<p>{LOCAL}&#64;{DOMAIN}</p>",
        f"<p>{LOCAL}&commat;{DOMAIN.replace('.', '&period;')}</p>",
        f'<a href="{references("&#{};")}">Ana</a>',
        f'<a href="&#109;&#97;&#105;&#108;&#116;&#111;&#58;{references("&#{};")}">Ana</a>',
    ],
    "percent": [
        f'<a href="mailto:{LOCAL}%40{DOMAIN}">Ana</a>',
        '<a href="mailto:' + "".join(f"%{ord(char):02x}" for char in ANA) + '">Ana</a>',
        f'<a href="/contact?to={LOCAL}%40{DOMAIN}&x=1">Ana</a>',
        f'<a href="/contact?to={LOCAL}%2540{DOMAIN}">Ana</a>',
        script(f"location = unescape('{LOCAL}%40{DOMAIN}')"),
        f'<a href="mailto:%61na.ortiz@{DOMAIN}">Ana</a>',
    ],
    "spoken": [
        f"<p>{LOCAL} [at] {DOMAIN}</p>",
        f"<p>{LOCAL}(at){DOMAIN}</p>",
        f"<p>{LOCAL} {{at}} {DOMAIN.replace('.', ' {dot} ')}</p>",
        f"<p>{LOCAL} (at) {DOMAIN.replace('.', ' (dot) ')}</p>",
        "<p>ana dot ortiz at riverbend dot k12 dot wi dot us</p>",
        f"<p>{LOCAL} AT {DOMAIN.replace('.', ' DOT ')}</p>",
        f"<p>{LOCAL} arroba {DOMAIN.replace('.', ' punto ')}</p>",
        f"<p>Correo: {LOCAL} (arroba) {DOMAIN.replace('.', ' (punto) ')}</p>",
        f"<p>{LOCAL} &lt;at&gt; {DOMAIN}</p>",
        f"<p>{LOCAL} -at- {DOMAIN.replace('.', ' -dot- ')}</p>",
        f"<p>{LOCAL} @ {DOMAIN}</p>",
        f"<p>{LOCAL}@{DOMAIN.replace('.', ' . ')}</p>",
        f"<p>{LOCAL}@{DOMAIN.replace('.', '[.]')}</p>",
        f"<p>{LOCAL} at {DOMAIN}</p>",
        f"<p>{LOCAL} [at sign] {DOMAIN}</p>",
        f'<p>{LOCAL}<img src="at.gif" alt="at">{DOMAIN}</p>',
        f'<p title="{LOCAL} [at] {DOMAIN}">Ana</p>',
    ],
    "reversed": [
        f'<span style="unicode-bidi:bidi-override;direction:rtl">{ANA[::-1]}</span>',
        f"<bdo dir=rtl>{ANA[::-1]}</bdo>",
        f'<a data-mail="{ANA[::-1]}">Ana</a>',
        script(f'FS.util.insertEmail("fsEmail-1","{DOMAIN[::-1]}","{LOCAL[::-1]}",true)'),
        script(f'show("{ANA[::-1]}".split("").reverse().join(""))'),
        script(f'mail.put("a-1","{DOMAIN[::-1]}","{LOCAL[::-1]}")'),
        script(f'el.innerHTML = reverse("{ANA[::-1]}")'),
    ],
    "rot13": [
        f'<a data-mail="{rot13(ANA)}">Ana</a>',
        f"<span class=rot13>{rot13(ANA)}</span>",
        script(f'document.write(rot13("{rot13(ANA)}"))'),
        script(f"var m = '{rot13(ANA)}';"),
        f'<a href="{rot13("mailto:")}{rot13(ANA)}">Ana</a>',
    ],
    "base64": [
        f'<a data-mail="{b64(ANA)}">Ana</a>',
        script(f'location.href = "mailto:" + atob("{b64(ANA)}")'),
        f'<a data-href="{b64("mailto:" + ANA)}">Ana</a>',
        f"<a href=\"javascript:location.href='mailto:'+atob('{b64(ANA)}')\">Ana</a>",
        f'<span data-x="{b64(b64(ANA))}"></span>',
        f'<span data-html="{b64(f"<a href=mailto:{ANA}>x</a>")}"></span>',
    ],
    "hex": [
        f'<a data-mail="{hexed(ANA)}">Ana</a>',
        f'<a data-mail="{hexed(ANA).upper()}">Ana</a>',
        script(f'show("{hexed(ANA)}")'),
        f"<p>{' '.join(hexed(char) for char in ANA)}</p>",
        script("x = [" + ", ".join("0x" + hexed(char) for char in ANA) + "];"),
    ],
    "cloudflare": [
        '<a href="/cdn-cgi/l/email-protection" class="__cf_email__" '
        f'data-cfemail="{cloudflare(0x5C)}">[email]</a>',
        f'<a href="/cdn-cgi/l/email-protection#{cloudflare(0x13)}">Ana</a>',
        f"<span data-cfemail='{cloudflare(0xFE)}'></span>",
        f"<span data-cfemail={cloudflare(0x01)}></span>",
        f'<a href="https://site.test/cdn-cgi/l/email-protection#{cloudflare(0x7A).upper()}">Ana</a>',
    ],
    "script": [
        script(f'document.write("{LOCAL}" + "@" + "{DOMAIN}")'),
        script(f'var u = "{LOCAL}", d = "{DOMAIN}"; document.write(u + "@" + d);'),
        script(f"String.fromCharCode({CODES})"),
        script(f'["{LOCAL}", "{DOMAIN}"].join("@")'),
        script(f'var p = ["{LOCAL}", "@", "{DOMAIN}"]; show(p.join(""))'),
        script(f'x = "{LOCAL}\\x40{DOMAIN}"'),
        script(f'x = "{LOCAL}\\u0040{DOMAIN}"'),
        script(f'x = "{LOCAL}#{DOMAIN}".replace("#", "@")'),
        script(
            f'x = "{LOCAL}[AT]{DOMAIN.replace(".", "[DOT]")}".replace("[AT]", "@").replace(/\\[DOT\\]/g, ".")'
        ),
        script("var a = 'ana' + '.ortiz&#64;'; a = a + 'riverbend' + '&#46;' + 'k12.wi.us';"),
        script(f'document.write("{LOCAL}"); document.write("@"); document.write("{DOMAIN}");'),
        script("const m = `${u}@${d}`;".replace("const", f'var u="{LOCAL}", d="{DOMAIN}"; const')),
        script(f'sendMail("{LOCAL}", "{DOMAIN}")'),
        script(f'var c = {{user: "{LOCAL}", domain: "{DOMAIN}"}};'),
        script(f'var m = "{LOCAL}"; m += "@"; m += "{DOMAIN}"; show(m)'),
        f"<a href=\"javascript:window.location='mailto:'+'{LOCAL}'+'@'+'{DOMAIN}'\">Ana</a>",
        f"<a onclick=\"go('{LOCAL}'+'@'+'{DOMAIN}')\">Ana</a>",
        script(
            f"[{','.join(str(ord(char) + 1) for char in ANA)}].map(c => String.fromCharCode(c - 1)).join('')"
        ),
        script(f'var data = {{"staff": [{{"email": "{ANA}"}}]}};'),
    ],
    "attribute": [
        f'<span data-email="{ANA}">Ana</span>',
        f'<img alt="Write to {ANA}" src="a.png">',
        f'<a title="{ANA}" href="/p/1">Ana</a>',
        f'<a aria-label="E-mail {ANA}" href="/p/1">Ana</a>',
        f'<meta name="author" content="Ana Ortiz, {ANA}">',
        f'<input type="email" value="{ANA}">',
        f'<a data-user="{LOCAL}" data-domain="{DOMAIN}">Ana</a>',
        f'<a data-name="{LOCAL}" data-domain="riverbend.k12.wi" data-tld="us">Ana</a>',
        f"<div data-props='{json.dumps({'email': ANA})}'></div>",
    ],
    "comment": [
        f"<!-- {ANA} -->",
        f"<!-- Page owner: Ana Ortiz, {ANA} -->",
        f'<!-- <a href="mailto:{ANA}">Ana</a> -->',
        f"<!-- {LOCAL} [at] {DOMAIN} -->",
        f"<p>x</p><!-- old\n{ANA}\n-->",
        f"<!--[if lt IE 9]>{ANA}<![endif]-->",
    ],
    "hidden": [
        f'<span style="display:none">{ANA}</span>',
        f"<div hidden>{ANA}</div>",
        f'<input type="hidden" name="to" value="{ANA}">',
        f"<template><p>{ANA}</p></template>",
        f'<p style="visibility: hidden">{ANA}</p>',
        f"<style>.gone {{ display: none }}</style><p class=gone>{ANA}</p>",
    ],
    "json": [
        script("").replace("<script>", f'<script type="application/json">{json.dumps({"email": ANA})}'),
        '<script id="__NEXT_DATA__" type="application/json">'
        f"{json.dumps({'props': {'staff': [{'mail': ANA}]}})}</script>",
        f'<script type="application/json">{json.dumps([ANA])}</script>',
        f'<script type="application/json">{{"user": "{LOCAL}", "domain": "{DOMAIN}"}}</script>',
        f'<script type="application/json">{{"m": "{LOCAL}\\u0040{DOMAIN}"}}</script>',
    ],
    "json-ld": [
        '<script type="application/ld+json">'
        f"{json.dumps({'@type': 'Person', 'name': 'Ana Ortiz', 'email': ANA})}</script>",
        f"<script type='application/ld+json'>{json.dumps({'@graph': [{'email': 'mailto:' + ANA}]})}</script>",
        f"<script type=application/ld+json>{json.dumps({'contactPoint': {'email': ANA}})}</script>",
        f'<script type="application/ld+json">{{"email": "{ANA}",}}</script>',
        f'<script type="application/ld+json">{json.dumps([{"employee": [{"email": ANA}]}])}</script>',
    ],
}
CASES = [(technique, spelling) for technique, spellings in SPELLINGS.items() for spelling in spellings]


@pytest.mark.parametrize(("technique", "spelling"), CASES)
def test_each_spelling_is_found_under_its_name(technique: str, spelling: str) -> None:
    page = f"<!doctype html><html><head><title>Staff</title></head><body>{spelling}</body></html>"
    found = sightings(page.encode(), "text/html; charset=utf-8", "http://site.test/")
    assert (ANA, technique) in {(each.address, each.technique) for each in found}
    assert {each.address for each in found} <= {ANA, "office@riverbend.org"}


@pytest.mark.parametrize("technique", SPELLINGS)
def test_each_technique_has_five_spellings(technique: str) -> None:
    assert len(SPELLINGS[technique]) >= 5


@pytest.mark.parametrize(("technique", "spelling"), CASES)
def test_evidence_is_short_and_the_page_says_where(technique: str, spelling: str) -> None:
    for each in sightings(f"<html><body>{spelling}".encode(), "text/html", "http://site.test/"):
        assert 0 < len(each.evidence) <= 200
        assert each.where


def test_an_address_is_found_once_for_each_technique() -> None:
    page = f"<p>{ANA}</p><p>{ANA}</p><a href='mailto:{ANA}'>{ANA}</a>"
    found = sightings(page.encode(), "text/html", "http://site.test/")
    assert sorted(each.technique for each in found) == ["mailto", "text"]


def test_hostile_evidence_stays_one_printable_line() -> None:
    page = f"<p>\x1b[31m\u202e{escape('<script>')}\n{ANA}</p>"
    (seen,) = sightings(page.encode(), "text/html", "http://site.test/")
    assert seen.evidence.isprintable()
