"""No staff address reaches a family: what the district must not show, and where to send a family instead."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from time import monotonic
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from frontoffice.conversations.storing import Attached
from frontoffice.district.context import current_district
from frontoffice.district.models import Member
from frontoffice.mail.guard import Leak, Roster, staff_addresses_in, without_addresses

FRESH_S = 30
MAX_UNPACKED_FILES = 50
MAX_UNPACKED_BYTES = 5_000_000


class StaffAddress(Exception):
    """What would reach a family carries `address`; str() says where, in a sentence for staff."""

    def __init__(self, address: str, sentence: str) -> None:
        super().__init__(sentence)
        self.address = address

    @property
    def link(self) -> str:
        """The public page that stands in the address's place: its person's, else the list of people."""
        return link_for(self.address)


@lru_cache(maxsize=1)
def _roster(_period: int) -> Roster:
    return Roster(
        addresses=frozenset(address.lower() for address in Member.objects.values_list("email", flat=True)),
        domains=frozenset(domain.lower() for domain in current_district().staff_domains),
        front_door=settings.MAIL_DOMAIN.lower(),
    )


def roster() -> Roster:
    """Whose addresses never leave, at most FRESH_S seconds old."""
    return _roster(int(monotonic() // FRESH_S))


def forget_roster() -> None:
    """Read the roster afresh at the next use: for tests."""
    _roster.cache_clear()


def link_for(address: str) -> str:
    """The public page of the person with this address, else of everyone who works here."""
    person = Member.objects.filter(email__iexact=address, is_active=True).first()
    path = reverse("frontdoor:person", args=[person.link]) if person else reverse("frontdoor:people")
    return str(settings.SITE_URL) + path


def with_links(text: str) -> str:
    """The text with each staff address replaced by its person's public page."""
    known = roster()
    for address in known.found_in(text):
        alone = Roster(addresses=frozenset({address}))
        text = without_addresses(text, alone, link_for(address))
    return text


def stripped(text: str) -> str:
    """The text without staff addresses, as for an answer that staff wrote in their own mail program."""
    return without_addresses(text, roster(), "").strip()


def refuse_in_words(text: str, reader: str = "") -> None:
    """Raises StaffAddress when a text for a family carries one, however it is spelled."""
    for address in roster().found_in(text, reader):
        raise StaffAddress(address, _("The text carries the staff address %s.") % address)


def refuse_in_files(files: Iterable[Attached], reader: str = "") -> None:
    """Raises StaffAddress when a file's name, or what is written in it, carries one."""
    for file in files:
        for address in carried_by(file, reader):
            names = {"name": file.name, "address": address}
            sentence = _("The file “%(name)s” carries the staff address %(address)s.")
            raise StaffAddress(address, sentence % names)


def carried_by(file: Attached, reader: str = "") -> list[str]:
    """The staff addresses in a file's name and in what is written in it (PDF, Office, text, ZIP of those)."""
    from frontoffice.crawler import sightings  # documents only: the web server rarely needs it

    known = roster()
    carried = known.found_in(file.name, reader)
    for name, content in ((file.name, file.content), *files_in(file.content)):
        kind = file.content_type if name == file.name else ""
        written = (one.address for one in sightings(content, kind, name))
        carried += [one for one in written if known.owns(one) and one.lower() != reader.lower()]
    return carried


def files_in(content: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of the first files of a ZIP archive, each as far as MAX_UNPACKED_BYTES; else nothing."""
    if not content.startswith(b"PK\x03\x04"):
        return
    try:
        archive = ZipFile(BytesIO(content))
        for entry in archive.infolist()[:MAX_UNPACKED_FILES]:
            with archive.open(entry) as packed:
                yield entry.filename, packed.read(MAX_UNPACKED_BYTES)
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError, zlib.error):
        return


def refuse_in_mail(raw: bytes, reader: str) -> None:
    """Raises StaffAddress when the finished bytes of a mail carry one in any header, text or file name."""
    leaks: list[Leak] = staff_addresses_in(raw, roster(), reader)
    for leak in leaks:
        raise StaffAddress(leak.address, leak.sentence)
