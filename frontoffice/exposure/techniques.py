"""How an address on a page can be read, in words: one entry for each of the crawler's TECHNIQUES."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Technique:
    """`label` is for a list, `how` says how a harvester reads it, `todo` what to do when it is not
    plain HTML.
    """

    label: Words
    how: Words
    todo: Words = ""

    @property
    def pasted(self) -> bool:
        """Readers were shown the address: there the snippet is pasted."""
        return self.todo in (REPLACE, IN_CODE)


REPLACE = _("Put the contact link in its place.")
IN_CODE = _("Take the address out of the page's source and put the contact link where it was shown.")
OUT = _("Take the address out: nothing on the page needs it.")
NEW_FILE = _("Put the contact link in the document, save it anew and replace the file.")

TECHNIQUES: dict[str, Technique] = {
    "text": Technique(_("Plain text"), _("It stands on the page as it is."), REPLACE),
    "mailto": Technique(_("mailto link"), _("It stands in the link's target."), REPLACE),
    "entity": Technique(_("Coded letters"), _("Every browser and harvester decodes HTML entities."), REPLACE),
    "percent": Technique(
        _("Percent-coded"), _("Every browser and harvester decodes percent signs in links."), REPLACE
    ),
    "spoken": Technique(
        _("“[at]” spelled out"), _("Harvesters look for “at” and “dot” in all spellings."), REPLACE
    ),
    "reversed": Technique(
        _("Reversed"), _("Read backwards, as the page's own script or style does."), IN_CODE
    ),
    "rot13": Technique(
        _("ROT13"), _("Each letter is moved by 13; moving it again gives the address."), IN_CODE
    ),
    "base64": Technique(_("Base64"), _("A standard coding that any program decodes."), IN_CODE),
    "hex": Technique(_("Hex-coded"), _("The letters' numbers, which any program reads."), IN_CODE),
    "cloudflare": Technique(
        _("Cloudflare, coded"),
        _("The first two digits are the key; the rest is decoded with it."),
        IN_CODE,
    ),
    "script": Technique(_("Put together by script"), _("The pieces stand in the script, in order."), IN_CODE),
    "attribute": Technique(
        _("In an attribute"), _("It stands in the source, though the page does not show it."), OUT
    ),
    "comment": Technique(
        _("In a comment"), _("It stands in the source, though the page does not show it."), OUT
    ),
    "hidden": Technique(
        _("Hidden on the page"), _("It stands in the source, though the page does not show it."), OUT
    ),
    "json": Technique(
        _("JSON, no sign-in"),
        _("The data behind the page answers anyone who asks."),
        _(
            "Turn the address field off in the directory's settings, or load the "
            "directory file below into it."
        ),
    ),
    "json-ld": Technique(
        _("Data for search engines"),
        _("It stands in the page's structured data."),
        _("Replace “email” by “url” with the contact link, or take the field out."),
    ),
    "vcard": Technique(
        _("Contact card"),
        _("The card is a text file with the address in it."),
        _("Replace the EMAIL line by a URL line with the contact link."),
    ),
    "calendar": Technique(
        _("Calendar file"),
        _("The organizer's or a guest's address is in the calendar's text."),
        _("Publish the calendar without organizers and guests."),
    ),
    "feed": Technique(
        _("News feed"),
        _("The author's address is in the feed's text."),
        _("Let the feed name its authors without an address."),
    ),
    "pdf-text": Technique(_("PDF text"), _("The text of a PDF is read like a page."), NEW_FILE),
    "pdf-metadata": Technique(
        _("Author in PDF"),
        _("The file's properties name its author."),
        _("Save the file without its properties."),
    ),
    "office-text": Technique(_("Office text"), _("The text of the file is read like a page."), NEW_FILE),
    "office-metadata": Technique(
        _("Author in file"),
        _("The file's properties name who wrote or saved it."),
        _("Save the file without author: File, Info, Inspect document."),
    ),
    "header": Technique(
        _("HTTP header"),
        _("The server says it before the page."),
        _("Take the header out of the web server's settings."),
    ),
    "rendered": Technique(_("Written by a script"), _("It shows once the page's scripts have run."), IN_CODE),
}
UNKNOWN = Technique(_("On the page"), _("It can be read from the page."), REPLACE)


def technique(name: str) -> Technique:
    """The words for a technique, also for one that is newer than this list."""
    return TECHNIQUES.get(name, UNKNOWN)
