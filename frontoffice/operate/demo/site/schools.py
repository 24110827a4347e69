"""The pages of the six schools: home, staff, bells, office, families and calendar."""

from collections.abc import Callable
from datetime import date
from html import escape

from frontoffice.operate.demo.people import Person, at
from frontoffice.operate.demo.school_year import school_year
from frontoffice.operate.demo.setup import SCHOOLS, School
from frontoffice.operate.demo.site.contacts import Sheet
from frontoffice.operate.demo.site.layout import Article
from frontoffice.operate.demo.site.markup import to_html

TECHNIQUES = {
    "lincoln": ("mailto", "attribute"),
    "oak-street": ("entity",),
    "birch-lane": ("cloudflare",),
    "prairie-view": ("rot13", "base64"),
    "middle": ("reversed",),
    "high": ("percent", "script", "spoken"),
}
STORIES = {
    "lincoln": "Lincoln opened in 1954 beside the old mill pond. Every grade has a bilingual Spanish classroom, and on Tuesdays the library is full of chess players. Families walk in at 7:50 am for breakfast with their children on the first Friday of the month.",
    "oak-street": "Oak Street is the oldest school in Riverbend, brick by brick since 1926, with a new roof and a new front entrance. Many of our families have come here for three generations; many others came last year. We sing every Friday at 2 pm, and you are invited.",
    "birch-lane": "Birch Lane teaches half of each day in Spanish in its dual language classrooms and has the district's largest school garden: 40 beds, six hens and one patient goat. Mr. Delacroix reads aloud at the front door on Fridays.",
    "prairie-view": "Prairie View is the district's newest and largest elementary school and the home of 4-year-old kindergarten. Our back door opens on 11 acres of prairie that our students burn (with the fire department), seed and count every spring.",
    "middle": "At Riverbend Middle School each grade is two houses, so that every student is known well by five teachers. Everyone tries art, music, technology education and Spanish before choosing. Doors open at 7:05 am; breakfast is free to all.",
    "high": "Riverbend High offers 14 Advanced Placement courses, college credit with the technical college, a working farm plot and 46 clubs and teams. The counseling office is open before school, at lunch and until 4 pm.",
}  # fmt: skip
SUPPLIES = {
    True: "24 sharpened pencils, 4 glue sticks, one box of 24 crayons, two wide-ruled notebooks, one pair of blunt scissors, one box of tissues, indoor shoes with white soles",
    False: "Two three-inch binders, loose-leaf paper, pencils, a scientific calculator (TI-30 or like it), earbuds with a cord, a lock for the gym locker",
}


def clock(time: tuple[int, int]) -> str:
    """A bell time as families read it: "8:15 am"."""
    hour, minute = time
    return f"{(hour - 1) % 12 + 1}:{minute:02} {'am' if hour < 12 else 'pm'}"


def bell_rows(school: School) -> list[tuple[str, str, str]]:
    """The school's day as (what, begins, ends), in order."""
    first, last, _ = school.bells
    if school.slug in ("middle", "high"):
        starts = [
            (7, 35),
            (8, 29),
            (9, 23),
            (10, 17),
            (11, 11),
            (11, 58),
            (12, 52),
            (13, 46),
        ]
        ends = [(8, 25), (9, 19), (10, 13), (11, 7), (11, 54), (12, 48), (13, 42), last]
        names = [
            "Hour 1",
            "Hour 2",
            "Hour 3",
            "Hour 4",
            "Lunch and advisory",
            "Hour 5",
            "Hour 6",
            "Hour 7",
        ]
        return [(n, clock(a), clock(b)) for n, a, b in zip(names, starts, ends, strict=True)]
    return [
        ("Breakfast, doors open", "7:50 am", "8:15 am"),
        ("Morning", clock(first), "11:15 am"),
        ("Lunch and recess, grades K to 2", "11:15 am", "12:00 pm"),
        ("Lunch and recess, grades 3 to 5", "12:00 pm", "12:45 pm"),
        ("Afternoon", "12:45 pm", clock(last)),
    ]


def makers(school: School) -> dict[str, Callable[[Sheet, date], Article]]:
    """How each page of one school is made, by its path."""
    undated = {
        "": _home,
        "staff/": _staff,
        "bells/": _bells,
        "office/": _office,
        "families/": _families,
    }
    base = f"/schools/{school.slug}/"
    made: dict[str, Callable[[Sheet, date], Article]] = {}
    for tail, make in undated.items():
        made[base + tail] = _bound(make, school)
    made[base + "calendar/"] = lambda sheet, today: _calendar(school, sheet, today)
    return made


def _bound(make: Callable[[School, Sheet], Article], school: School) -> Callable[[Sheet, date], Article]:
    return lambda sheet, today: make(school, sheet)


def _principal(school: School) -> Person:
    return next(person for person in at(school.slug) if person.title == "Principal")


def _secretary(school: School) -> Person:
    return next(person for person in at(school.slug) if "Secretary" in person.title)


def _article(school: School, title: str, body: str) -> Article:
    links = (("Home", ""), ("Staff", "staff/"), ("Bell schedule", "bells/"), ("Office and absences", "office/"),
             ("For families", "families/"), ("Calendar", "calendar/"))  # fmt: skip
    items = "".join(f'<li><a href="/schools/{school.slug}/{tail}">{label}</a></li>' for label, tail in links)
    aside = f"<h2>{school.name}</h2><p>{school.street}<br>{school.phone}</p><ul>{items}</ul>"
    return Article(title, "Schools", body, aside, school.slug)


def _home(school: School, sheet: Sheet) -> Article:
    principal, secretary = _principal(school), _secretary(school)
    text = f"""{STORIES[school.slug]}
| At a glance | |
| Grades | {school.grades} |
| Students | {school.students} |
| Principal | {principal.name} |
| School day | {clock(school.bells[0])} to {clock(school.bells[1])} |
| Mascot | The {school.mascot} |
[[{principal.local} json-ld]]
[[{secretary.local} comment|Page owner]]"""
    return _article(school, school.name, to_html(text, sheet))


def _staff(school: School, sheet: Sheet) -> Article:
    ways = TECHNIQUES[school.slug]
    rows = "".join(
        f'<tr><th scope="row">{escape(person.name)}</th><td>{escape(person.title)}</td>'
        f"<td>{person.extension}</td><td>{sheet.contact(person, ways[i % len(ways)])}</td></tr>"
        for i, person in enumerate(at(school.slug))
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Name", "Position", "Extension", "Contact"))
    intro = f"<p>Call {school.phone} and dial the extension. During class the office takes a message.</p>"
    table = f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    return _article(school, f"Staff of {school.short}", intro + table)


def _bells(school: School, sheet: Sheet) -> Article:
    rows = "\n".join(f"| {what} | {begins} | {ends} |" for what, begins, ends in bell_rows(school))
    first, last, early = school.bells
    text = f"""School starts at {clock(first)} and ends at {clock(last)}.
| Part of the day | Begins | Ends |
{rows}
## Early release and two-hour delay
On early release days school ends at {clock(early)} and lunch is served first. On a two-hour delay school starts at {clock((first[0] + 2, first[1]))}; breakfast is not served.
Questions about the schedule: [[{_secretary(school).local} percent|{_secretary(school).name}]]"""
    return _article(school, f"Bell schedule, {school.short}", to_html(text, sheet))


def _office(school: School, sheet: Sheet) -> Article:
    secretary = _secretary(school)
    text = f"""The office is open from 7:15 am to 3:45 pm, {school.street}. Press the button at the front door and look at the camera.
## Absent, late, or leaving early
Call {school.phone}, press 1, before 8:30 am. To pick up a child early bring an ID; only people on the emergency card may take a child.
## Changes in how a child goes home
Tell us before 2 pm. We do not act on a message sent after that, because we may not see it in time: please call.
## Lost and found
On the table by the gym. What is left on the last school day of the month goes to the clothes closet.
{secretary.name}, {secretary.title}: [[{secretary.local} text]]"""
    return _article(school, f"Office and absences, {school.short}", to_html(text, sheet))


def _families(school: School, sheet: Sheet) -> Article:
    elementary = school.slug not in ("middle", "high")
    helper = at(school.slug)[-1 - school.students % 5]
    text = f"""## School supplies
{SUPPLIES[elementary]}. If it is hard to buy them, tell the office; a full backpack is waiting, no form.
## Volunteers
Fill in the [volunteer form (DOCX)](/files/volunteer-form.docx) two weeks ahead. Everyone who is alone with students has a background check, free.
## Parents' group
The {school.mascot} families meet on the second Tuesday at 6 pm in the library. Children come along: there is pizza and a sitter.
## Visiting a classroom
Ask the teacher a day ahead. Eating lunch with your child is welcome from October on.
Volunteers are placed by {helper.name}: [[{helper.local} attribute|{helper.name}]]"""
    return _article(school, f"For families of {school.short}", to_html(text, sheet))


def _calendar(school: School, sheet: Sheet, today: date) -> Article:
    days = school_year(today).days
    rows = "\n".join(f"| {day.on:%A, %B} {day.on.day} | {day.name} |" for day in days)
    text = f"""What differs from an ordinary day at {school.short}. The [district calendar](/calendar/) is the official one.
| Day | What |
{rows}
[[{_principal(school).local} hidden]]"""
    return _article(school, f"Calendar, {school.short}", to_html(text, sheet))


def index_article() -> Article:
    """The page that lists the six schools."""
    tiles = "".join(
        f'<li><a href="/schools/{s.slug}/">{s.name}</a><br>Grades {s.grades}, {s.students} students'
        f"<br>{s.street}<br>{s.phone}</li>"
        for s in SCHOOLS
    )
    return Article("Our six schools", "Schools", f'<ul class="tiles">{tiles}</ul>')
