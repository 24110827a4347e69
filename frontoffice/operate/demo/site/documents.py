"""The documents of the site: PDF, DOCX, XLSX, ICS and VCF files and the RSS feed."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from html import escape
from io import BytesIO
from typing import Any, NamedTuple

from frontoffice.operate.demo.people import CONTENT, Person, everyone, members
from frontoffice.operate.demo.school_year import school_year
from frontoffice.operate.demo.setup import DISTRICT_NAME, place_name
from frontoffice.operate.demo.site.contacts import Sheet
from frontoffice.operate.demo.site.offices import ROUTES
from frontoffice.operate.demo.site.pdf import Pdf
from frontoffice.operate.demo.site.written import HEAD, posts

MENTION = re.compile(r"@([a-z][\w.-]*\w)")
MADE_AT = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
PDF_AUTHORS = {"lunch-menu": "s.holtz", "athletic-handbook": "coach.dietz", "budget-summary": "g.uttech", "bus-rules": "b.rasmussen"}  # fmt: skip


class Form(NamedTuple):
    """A Word document: its file name, title, last author's local part and paragraphs, with @mentions."""

    name: str
    title: str
    author: str
    lines: tuple[str, ...]


FORMS = (
    Form("handbook-changes", "Handbook changes this year", "l.petrakis", (
        "Phones in the high school go into the caddy during class.",
        "The first two late slips of a semester are free.",
        "Band students may leave advisory early on concert days; ask Lou Petrakis, @l.petrakis",
        "Fees for lost chargers rise from $20 to $25. Questions: @c.marchetti")),
    Form("special-diet-form", "Special diet form", "s.holtz", (
        "Child's name, school, grade, and the food to leave out.", "What happens if the child eats it?",
        "Signature of the clinic.", "Send it to the school nurse, for Birch Lane Simone Achterberg, @s.achterberg",
        "The kitchen is told within one day: Loretta Zielinski, @l.zielinski")),
    Form("medicine-form", "Medicine at school", "k.bjork", (
        "Name of the medicine, how much, when, and for how long.", "Signature of a parent; for prescriptions also the clinic.",
        "Lead School Nurse: Kathleen Bjork, @k.bjork", "High school: Heather Nordby, @h.nordby")),
    Form("volunteer-form", "Volunteer form", "jo.larsen", (
        "Your name, the names of your children, the days you can come.", "I agree to a background check.",
        "Bring it to any school office, at Lincoln to Jo Larsen, @jo.larsen, at Oak Street to Blia Yang, @b.yang")),
    Form("committee-notes", "Committee notes: facilities", "w.peterson", (
        "The boiler at the middle school is from 1961 and has a nickname.", "Three bids are expected.",
        "Next walk-through: Tuesday, 7 am. Tell Wade Peterson, @w.peterson, or Russ Tesch, @r.tesch")),
)  # fmt: skip
CARDS: dict[str, Callable[[Person], bool]] = {
    "principals": lambda person: person.title == "Principal",
    "offices": lambda person: "School Secretary" in person.title,
    "nurses": lambda person: "School Nurse" in person.title,
    "district": lambda person: person.place in ("office", "nutrition"),
}


def makers() -> dict[str, Callable[[Sheet, date], bytes]]:
    """How each document is made, by its path."""
    made: dict[str, Callable[[Sheet, date], bytes]] = {}
    for name, title, text in _papers():
        made[f"/files/{name}.pdf"] = _bound(_pdf, name, title, text)
    for form in FORMS:
        made[f"/files/{form.name}.docx"] = _bound(_docx, form)
    for name in CARDS:
        made[f"/files/{name}.vcf"] = _bound(_vcf, name)
    made["/files/staff-list.xlsx"] = _staff_list
    made["/files/bus-routes.xlsx"] = _bus_routes
    made["/files/coaches.xlsx"] = _coaches
    made["/files/calendar.ics"] = _calendar
    made["/files/athletics.ics"] = _games
    made["/files/board-meetings.ics"] = _meetings
    made["/news/feed.xml"] = _feed
    return made


def _bound(make: Callable[..., bytes], *about: Any) -> Callable[[Sheet, date], bytes]:
    return lambda sheet, today: make(*about, sheet, today)


def _papers() -> list[tuple[str, str, str]]:
    _, *pieces = HEAD.split((CONTENT / "papers.txt").read_text(encoding="utf-8"))
    heads = [[field.strip() for field in head.split("|")] for head in pieces[::2]]
    return [(name, title, text) for (name, title), text in zip(heads, pieces[1::2], strict=True)]


def _mentioning(text: str, sheet: Sheet, technique: str) -> str:
    return MENTION.sub(lambda found: sheet.written(everyone()[found.group(1)], technique), text)


def _pdf(name: str, title: str, text: str, sheet: Sheet, today: date) -> bytes:
    pdf = Pdf(title)
    if name in PDF_AUTHORS and sheet.link_for is None:
        pdf.author = sheet.written(everyone()[PDF_AUTHORS[name]], "pdf-metadata")
    for line in text.strip().splitlines():
        if line.startswith("# "):
            pdf.heading(line[2:])
        else:
            pdf.paragraph(_mentioning(line, sheet, "pdf-text"))
    if name == "calendar":
        for day in school_year(today).days:
            pdf.row(f"{day.on:%a, %B} {day.on.day}, {day.on.year}", day.name)
    return pdf.finish()


def _docx(form: Form, sheet: Sheet, today: date) -> bytes:
    from docx import Document

    document = Document()
    document.add_heading(form.title, level=1)
    for line in form.lines:
        document.add_paragraph(_mentioning(line, sheet, "office-text"))
    _sign(document.core_properties, form.title, form.author, sheet)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _sign(properties: Any, title: str, author: str, sheet: Sheet) -> None:
    properties.title = title
    properties.author = DISTRICT_NAME
    properties.created = properties.modified = MADE_AT.replace(tzinfo=None)
    if sheet.link_for is None:
        properties.last_modified_by = sheet.written(everyone()[author], "office-metadata")


def _sheet(title: str, rows: list[tuple[Any, ...]], widths: tuple[int, ...]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    for cell in page[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEF", widths, strict=False):
        page.column_dimensions[letter].width = width
    book.properties.creator = DISTRICT_NAME
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _contact_rows(people: list[Person], sheet: Sheet) -> list[tuple[Any, ...]]:
    head = (
        "Name",
        "Position",
        "Where",
        "Extension",
        "E-mail" if sheet.link_for is None else "Write",
    )
    rows = [
        (
            p.name,
            p.title,
            place_name(p.place),
            p.extension,
            sheet.written(p, "office-text"),
        )
        for p in people
    ]
    return [head, *rows]


def _staff_list(sheet: Sheet, today: date) -> bytes:
    people = [person for person in members() if person.place != "board"][:30]
    return _sheet("Staff list", _contact_rows(people, sheet), (26, 36, 36, 10, 40))


def _coaches(sheet: Sheet, today: date) -> bytes:
    wanted = (
        "s.ruesch",
        "coach.oberg",
        "r.iglesias",
        "d.clark",
        "coach.arriaga",
        "d.sorensen",
        "n.franzen",
    )
    return _sheet(
        "Coaches",
        _contact_rows([everyone()[one] for one in wanted], sheet),
        (26, 36, 36, 10, 40),
    )


def _bus_routes(sheet: Sheet, today: date) -> bytes:
    rows: list[tuple[Any, ...]] = [("Bus", "School", "Area", "Stops")]
    rows += [(r.number, place_name(r.school), r.area, ", ".join(r.stops)) for r in ROUTES]
    return _sheet("Routes", rows, (8, 34, 30, 80))


def _vcf(name: str, sheet: Sheet, today: date) -> bytes:
    people = [person for person in everyone().values() if CARDS[name](person)]
    return "".join(_card(person, sheet) for person in people).encode()


def _card(person: Person, sheet: Sheet) -> str:
    kind = "EMAIL;TYPE=work" if sheet.link_for is None else "URL"
    lines = (
        "BEGIN:VCARD", "VERSION:3.0", f"N:{person.last};{person.first};;;", f"FN:{person.name}",
        f"ORG:{DISTRICT_NAME};{place_name(person.place)}", f"TITLE:{person.title}",
        f"TEL;TYPE=work:608-555-0100;ext={person.extension}", f"{kind}:{sheet.written(person, 'vcard')}", "END:VCARD",
    )  # fmt: skip
    return "\r\n".join(lines) + "\r\n"


def _event(sheet: Sheet, on: date, what: str, organizer: str) -> list[str]:
    person = everyone()[organizer]
    before = sheet.link_for is None
    way = sheet.written(person, "calendar")
    return [
        "BEGIN:VEVENT", f"UID:{on:%Y%m%d}-{organizer.replace('.', '-')}-{len(what)}.riverbend", f"DTSTAMP:{MADE_AT:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{on:%Y%m%d}", f"SUMMARY:{what}",
        f'ORGANIZER;CN="{person.name}":mailto:{way}' if before else f"URL:{way}", "END:VEVENT",
    ]  # fmt: skip


def _ics(events: list[list[str]]) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Riverbend School District//Calendar//EN",
    ]
    lines += [line for event in events for line in event]
    return ("\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n").encode()


def _calendar(sheet: Sheet, today: date) -> bytes:
    return _ics([_event(sheet, day.on, day.name, "pahoua.vue") for day in school_year(today).days])


def _games(sheet: Sheet, today: date) -> bytes:
    rivals = (
        "Harmon",
        "Sauk Bluff",
        "Big Eddy",
        "Black Creek",
        "Portage North",
        "Mill Rapids",
    )
    coaches = (
        "coach.dietz",
        "coach.oberg",
        "d.clark",
        "d.freeman",
        "coach.arriaga",
        "coach.dietz",
    )
    days = [today + timedelta(days=4 + 3 * i) for i in range(len(rivals))]
    return _ics([_event(sheet, on, f"Hawks at home against {rival}", coach) for on, rival, coach in zip(days, rivals, coaches, strict=True)])  # fmt: skip


def _meetings(sheet: Sheet, today: date) -> bytes:
    first = today + timedelta(days=(7 - today.weekday()) % 7 + 7)
    days = [first + timedelta(days=14 * i) for i in range(6)]
    return _ics(
        [_event(sheet, on, "School Board, 6:30 pm, high school library", "l.witkowski") for on in days]
    )


def _feed(sheet: Sheet, today: date) -> bytes:
    authors = ("m.solberg", "pahoua.vue", "c.holmquist", "p.wojcik", "coach.dietz")
    items = []
    for i, post in enumerate(posts()):
        person = everyone()[authors[i % len(authors)]]
        at_noon = datetime.combine(post.on(today), datetime.min.time(), UTC) + timedelta(hours=17)
        way = sheet.written(person, "feed")
        by = (
            f"<author>{way} ({person.name})</author>"
            if sheet.link_for is None
            else f"<dc:creator>{person.name}</dc:creator>"
        )
        items.append(
            f"<item><title>{escape(post.title)}</title><link>{post.path}</link><guid isPermaLink='false'>{post.slug}</guid>"
            f"{by}<pubDate>{format_datetime(at_noon)}</pubDate></item>"
        )  # fmt: skip
    head = (
        f"<title>{DISTRICT_NAME} news</title><link>/news/</link><description>News for families</description>"
    )
    space = "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0' {space}><channel>{head}{''.join(items)}</channel></rss>".encode()  # fmt: skip
