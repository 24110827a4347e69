"""The pages of the departments, the directory and the bus routes."""

import json
from datetime import date
from html import escape
from typing import NamedTuple

from frontoffice.operate.demo.people import Person, at, everyone, plain
from frontoffice.operate.demo.school_year import school_year
from frontoffice.operate.demo.setup import (
    DEPARTMENTS,
    DISTRICT_STREET,
    SCHOOLS,
    Department,
    place_name,
)
from frontoffice.operate.demo.site.contacts import Sheet
from frontoffice.operate.demo.site.layout import Article
from frontoffice.operate.demo.site.markup import to_html
from frontoffice.operate.demo.site.schools import bell_rows, clock

TECHNIQUES = {
    "office": "mailto", "teaching": "percent", "student-services": "cloudflare", "transportation": "mailto",
    "nutrition": "entity", "technology": "base64", "business": "reversed", "operations": "rot13",
}  # fmt: skip
LETTERS = (
    ("a", "d", "reversed"),
    ("e", "k", "cloudflare"),
    ("l", "p", "spoken"),
    ("q", "z", "attribute"),
)
FEED_PAGE = 30


class Route(NamedTuple):
    """A bus route in the morning: its number, its school, its stops and the minutes after 6:00 am."""

    number: int
    school: str
    area: str
    stops: tuple[str, ...]
    first_minute: int


ROUTES = (
    Route(3, "lincoln", "North Side", ("Mill and Second", "Grove Terrace", "Third and Cherry", "Lincoln Avenue Park"), 82),
    Route(6, "oak-street", "South Side", ("Pine Terrace", "Water and Vine", "Sixth and Oak", "St. Hedwig's"), 79),
    Route(9, "birch-lane", "Birch Lane and Riverview", ("Riverview Court", "County K at Dahl Farm", "Birch and Aspen"), 69),
    Route(11, "prairie-view", "Town of Harmon", ("Harmon fire station", "Highway 14 at Bluff", "Sunrise Acres"), 58),
    Route(14, "lincoln", "Oak and Third to County K", ("Oak and Third", "Oak and Fourth", "County K", "Mill Pond"), 70),
    Route(17, "birch-lane", "East Bank", ("East Bank trailer park", "Dam Road bridge", "Fox Hollow"), 75),
    Route(22, "middle", "Big Eddy", ("Big Eddy store", "Sauk Bluff church", "County P", "Heron and Dam"), 40),
    Route(25, "high", "Sauk Bluff", ("Sauk Bluff town hall", "Bluff and 14", "Riverview Court"), 38),
    Route(28, "high", "West Mill", ("West Mill Apartments", "Grove Terrace", "Mill and Ninth"), 49),
    Route(31, "prairie-view", "Bluestem", ("Bluestem and Clover", "Prairie Commons", "Highway 14 Park and Ride"), 88),
)  # fmt: skip


def department_article(department: Department, sheet: Sheet) -> Article:
    """One department: what it does, when it is open and who works there."""
    technique = TECHNIQUES[department.slug]
    rows = "\n".join(
        f"| {p.name} | {p.title} | {p.extension} | [[{p.local} {technique}|Write to {p.first}]] |"
        for p in at(department.slug)
    )
    text = f"""{department.name} {department.about}.
| | |
| Telephone | {department.phone} |
| Open | {department.hours} |
| Where | {DISTRICT_STREET} |
## People
| Name | Position | Extension | Contact |
{rows}
[[{department.head} comment|Department head]]"""
    return Article(department.name, "District", to_html(text, sheet))


def departments_article() -> Article:
    """The page that lists the departments."""
    tiles = "".join(
        f'<li><a href="/departments/{d.slug}/">{escape(d.name)}</a><br>{escape(d.about[0].upper() + d.about[1:])}.'
        f"<br>{d.phone}</li>"
        for d in DEPARTMENTS
    )
    return Article("Departments", "District", f'<ul class="tiles">{tiles}</ul>')


def directory_people(first: str, last: str) -> list[Person]:
    """Everyone whose last name begins with a letter from `first` to `last`, by name."""
    named = (person for person in everyone().values() if first <= plain(person.last)[0] <= last)
    return sorted(named, key=lambda person: plain(f"{person.last} {person.first}"))


def directory_article(first: str, last: str, technique: str, sheet: Sheet) -> Article:
    """One page of the staff directory."""
    rows = "\n".join(
        f"| {p.last}, {p.first} | {p.title} | {place_name(p.place)} | {p.extension} | [[{p.local} {technique}]] |"
        for p in directory_people(first, last)
    )
    text = f"| Name | Position | Where | Extension | Contact |\n{rows}"
    return Article(
        f"Directory, {first.upper()} to {last.upper()}",
        "Directory",
        to_html(text, sheet),
    )


def directory_index() -> Article:
    """The first page of the staff directory, with the letters and the feed that other programs read."""
    items = "".join(
        f'<li><a href="/directory/{a}-{z}/">{a.upper()} to {z.upper()}</a></li>' for a, z, _ in LETTERS
    )
    feeds = '<a href="/api/directories/1.json">page 1</a>, <a href="/api/directories/2.json">page 2</a>'
    cards = " · ".join(
        f'<a href="/files/{name}.vcf">{label}</a>'
        for name, label in (("principals", "principals"), ("offices", "school offices"), ("nurses", "nurses"), ("district", "district office"))
    )  # fmt: skip
    body = (
        f'<p class="lead">150 people work with our families every day.</p><ul class="tiles">{items}</ul>'
        f'<p>Contact cards for your phone: {cards}.</p><p>Print: <a href="/files/staff-list.xlsx">staff list (XLSX)</a>.</p>'
        f'<p class="meta">For app makers: directory as JSON, {feeds}.</p>'
    )
    return Article("Staff directory", "Directory", body)


def directory_feed(page: int, sheet: Sheet) -> bytes:
    """One page of the directory as JSON, as the district's app reads it. Pages count from 1."""
    people = list(everyone().values())[(page - 1) * FEED_PAGE : page * FEED_PAGE]
    key = "email" if sheet.link_for is None else "contact"
    rows = [
        {
            "full_name": p.name,
            "title": p.title,
            "department": place_name(p.place),
            key: sheet.written(p, "json"),
        }
        for p in people
    ]
    return json.dumps({"directories": rows, "meta": {"page": page}}, ensure_ascii=False, indent=1).encode()


def route_article(route: Route, sheet: Sheet) -> Article:
    """One bus route with its stops and times."""
    school = next(school for school in SCHOOLS if school.slug == route.school)
    minutes = [360 + route.first_minute + 7 * i for i in range(len(route.stops))]
    back = school.bells[1][0] * 60 + school.bells[1][1] + 12
    rows = "\n".join(
        f"| {stop} | {clock(divmod(minute, 60))} | {clock(divmod(back + 7 * i, 60))} |"
        for i, (stop, minute) in enumerate(zip(route.stops, minutes, strict=True))
    )
    text = f"""Route {route.number} serves {route.area} and goes to {school.short}. Be at the stop five minutes early. Times move by a few minutes in the first weeks and on ice.
| Stop | Morning | Afternoon |
{rows}
A bus that is more than ten minutes late: call 608-555-0142. The dispatcher can see every bus.
[[m.ebner comment|Route sheet by]]
[[b.rasmussen hidden]]"""
    return Article(f"Bus {route.number}: {route.area}", "Families", to_html(text, sheet))


def routes_article(sheet: Sheet) -> Article:
    """The list of routes, with rules and whom to ask."""
    rows = "\n".join(f"| [Bus {r.number}](/transportation/routes/{r.number}/) | {r.area} | {place_name(r.school)} |" for r in ROUTES)  # fmt: skip
    text = f"""Children in grades K to 5 who live a mile or more from school ride free; from grade 6 on, two miles. Hazard areas have no limit.
| Bus | Area | School |
{rows}
## Lost bus pass
The first new pass is free, the next is $5. Ask your school office; it prints one the same day.
## Moving a stop
Write to the route coordinator. A change takes three school days. We look at the road, the light and how many children wait there. A stop on a road posted at 45 miles an hour or more needs a crossing guard or a stop on the child's side.
Ben Rasmussen, Route Coordinator: [[b.rasmussen text]]. Late bus now: call 608-555-0142. [Bus rules (PDF)](/files/bus-rules.pdf), [all routes (XLSX)](/files/bus-routes.xlsx)."""
    return Article("Bus routes", "Families", to_html(text, sheet))


def bells_article(sheet: Sheet) -> Article:
    """Every school's day on one page."""
    text = """Elementary: 8:15 am to 2:55 pm. Middle and high school: 7:35 am to 2:40 pm. 4-year-old kindergarten at Prairie View: 8:15 to 11:15 am or 11:55 am to 2:55 pm.
| Schools | First bell | Last bell | Early release | Two-hour delay |
| Lincoln, Oak Street, Birch Lane, Prairie View | 8:15 am | 2:55 pm | 11:45 am | 10:15 am |
| Riverbend Middle School | 7:35 am | 2:40 pm | 11:15 am | 9:35 am |
| Riverbend High School | 7:35 am | 2:40 pm | 11:15 am | 9:35 am |
"""
    for school in SCHOOLS[::5]:
        rows = "\n".join(f"| {what} | {begins} | {ends} |" for what, begins, ends in bell_rows(school))
        text += f"## {school.short}\n| Part of the day | Begins | Ends |\n{rows}\n"
    return Article(
        "Bell schedules",
        "Families",
        to_html(text + "[[b.nowak comment|Updated by]]", sheet),
    )


def calendar_article(sheet: Sheet, today: date) -> Article:
    """The official calendar of the school year."""
    year = school_year(today)
    rows = "\n".join(f"| {d.on:%A, %B} {d.on.day}, {d.on.year} | {d.name} | {'no' if d.closed else 'yes'} |" for d in year.days)  # fmt: skip
    text = f"""School year {year.name}, from {year.first_on:%A, %B} {year.first_on.day} to {year.last_on:%A, %B} {year.last_on.day}. Adopted by the School Board.
| Day | What | School? |
{rows}
Add it to your phone: [ICS calendar](/files/calendar.ics). Print it: [calendar (PDF)](/files/calendar.pdf). Snow days are announced by 5:30 am.
Questions about the calendar: Pa Houa Vue, [[pahoua.vue entity]]"""
    return Article(f"School calendar {year.name}", "Calendar", to_html(text, sheet))
