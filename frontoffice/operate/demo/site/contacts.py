"""How a page of the demo site gives an address away, in every way a harvester can read, and what replaces it."""

import base64
import codecs
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from frontoffice.operate.demo.people import MAIL_DOMAIN, Person
from frontoffice.operate.demo.setup import place_name

LinkFor = Callable[[Person], str]
CLOUDFLARE_KEYS = (0x5A, 0x29, 0x74, 0x3B)


class Sighting(NamedTuple):
    """One address as it stands on one page of the site before the replacements."""

    address: str
    person: str
    role: str
    technique: str
    page: str


@dataclass
class Sheet:
    """A page or document being written. Before the replacements (`link_for` is None) its contacts show
    addresses and are noted in `sightings`; after them they are contact links and nothing is noted."""

    path: str
    link_for: LinkFor | None = None
    sightings: list[Sighting] = field(default_factory=list)

    def contact(self, person: Person, technique: str, label: str = "") -> str:
        """HTML that lets a reader write to the person; in `technique` before, a contact link after.

        Raises KeyError for a technique that is not written into HTML.
        """
        if self.link_for is not None:
            return AFTER.get(technique, _link)(person, label, self.link_for(person))
        self.note(person, technique)
        return BEFORE[technique](person, label)

    def written(self, person: Person, technique: str) -> str:
        """What stands for the person in a document or feed: the bare address before, the bare link after."""
        if self.link_for is not None:
            return self.link_for(person)
        self.note(person, technique)
        return person.address

    def note(self, person: Person, technique: str) -> None:
        role = f"{person.title}, {place_name(person.place)}"
        self.sightings.append(Sighting(person.address, person.name, role, technique, self.path))


def _text(person: Person, label: str) -> str:
    return person.address


def _mailto(person: Person, label: str) -> str:
    return f'<a href="mailto:{person.address}">{escape(label or "E-mail " + person.name)}</a>'


def _entity(person: Person, label: str) -> str:
    coded = "".join(f"&#{ord(c)};" if i % 2 else f"&#x{ord(c):x};" for i, c in enumerate(person.address))
    return f'<span class="mail">{coded}</span>'


def _percent(person: Person, label: str) -> str:
    coded = "".join(
        f"%{ord(c):02x}" if not c.isalnum() or i % 3 == 0 else c for i, c in enumerate(person.address)
    )
    return f'<a href="mailto:{coded}">{escape(label or "E-mail " + person.name)}</a>'


def _spoken(person: Person, label: str) -> str:
    local, domain = person.local, MAIL_DOMAIN
    spelled = domain.replace(".", " (dot) ")
    ways = (
        f"{local} [at] {domain}",
        f"{local} (at) {spelled}",
        f"{local.replace('.', ' dot ')} at {domain.replace('.', ' dot ')}",
        f"{local} AT {domain.replace('.', ' DOT ')}",
        f"{local}{{at}}{domain}",
        f"{local} [at] {domain.replace('.', ' [dot] ')}",
    )
    return ways[person.extension % len(ways)]


def _attribute(person: Person, label: str) -> str:
    kind = ("data-email", "title", "aria-label", "data-contact")[person.extension % 4]
    text = escape(label or "Contact " + person.first)
    return f'<span class="card-mail" role="img" {kind}="{person.address}">{text}</span>'


def _comment(person: Person, label: str) -> str:
    return f"<!-- {escape(label or 'Page owner')}: {escape(person.name)}, {person.address} -->"


def _json_ld(person: Person, label: str) -> str:
    return _ld(person, {"email": person.address})


def _ld(person: Person, way: dict[str, str]) -> str:
    works_for = {"@type": "EducationalOrganization", "name": place_name(person.place)}
    card = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": person.name,
        "jobTitle": person.title,
    }
    text = json.dumps({**card, "worksFor": works_for, **way}, ensure_ascii=False)
    return f'<script type="application/ld+json">{text}</script>'


def _cloudflare(person: Person, label: str) -> str:
    key = CLOUDFLARE_KEYS[person.extension % len(CLOUDFLARE_KEYS)]
    coded = f"{key:02x}" + "".join(f"{byte ^ key:02x}" for byte in person.address.encode())
    if person.extension % 2:
        return f'<a href="/cdn-cgi/l/email-protection#{coded}">{escape(label or "Send an e-mail")}</a>'
    shown = "[email&#160;protected]"
    return f'<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{coded}">{shown}</a>'


def _reversed(person: Person, label: str) -> str:
    if person.extension % 3:
        mark = f"mail-{person.extension}"
        call = f'siteMail.insert("{mark}","{MAIL_DOMAIN[::-1]}","{person.local[::-1]}",true)'
        return f'<span id="{mark}"></span><script>{call}</script>'
    return f'<span class="backwards">{person.address[::-1]}</span>'


def _rot13(person: Person, label: str) -> str:
    coded = codecs.encode(person.address, "rot13")
    return f'<a href="#" class="rot13" data-mail="{coded}">{escape(label or "E-mail " + person.first)}</a>'


def _base64(person: Person, label: str) -> str:
    coded = base64.b64encode(person.address.encode()).decode()
    text = escape(label or "E-mail " + person.first)
    if person.extension % 2:
        return f"<a href=\"javascript:location.href='mailto:'+atob('{coded}')\">{text}</a>"
    return f'<a href="#" class="b64" data-mail="{coded}">{text}</a>'


def _script(person: Person, label: str) -> str:
    if person.extension % 2:
        return f'<script>document.write("{person.local}" + "@" + "{MAIL_DOMAIN}")</script>'
    parts = f'var u = "{person.local}", d = "{MAIL_DOMAIN}"; document.write(u + "@" + d);'
    return f"<script>{{ {parts} }}</script>"


def _hidden(person: Person, label: str) -> str:
    return f'<span style="display:none">{person.address}</span>'


BEFORE: dict[str, Callable[[Person, str], str]] = {
    "text": _text, "mailto": _mailto, "entity": _entity, "percent": _percent, "spoken": _spoken,
    "attribute": _attribute, "comment": _comment, "json-ld": _json_ld, "cloudflare": _cloudflare,
    "reversed": _reversed, "rot13": _rot13, "base64": _base64, "script": _script, "hidden": _hidden,
}  # fmt: skip


def _link(person: Person, label: str, link: str) -> str:
    text = label if label and "@" not in label else f"Send {person.name} a message"
    return f'<a class="contact" href="{escape(link)}">{escape(text)}</a>'


def _nothing(person: Person, label: str, link: str) -> str:
    return ""


def _named_comment(person: Person, label: str, link: str) -> str:
    return f"<!-- {escape(label or 'Page owner')}: {escape(person.name)} -->"


def _linked_ld(person: Person, label: str, link: str) -> str:
    return _ld(person, {"url": link})


AFTER: dict[str, Callable[[Person, str, str], str]] = {
    "comment": _named_comment,
    "json-ld": _linked_ld,
    "hidden": _nothing,
}
