"""How Riverbend is set up: its schools, departments, teams, topics and school year. Plain values, no database."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

PASSWORD = "riverbend-demo"  # noqa: S105 - printed by bin/up; the demo holds nothing real
SECRETARY = "jo.larsen"
ADMINISTRATOR = "c.marchetti"
IT_ADMINISTRATOR = "i.thao"
DISTRICT_NAME = "Riverbend School District"
DISTRICT_STREET = "210 Mill Street"
DISTRICT_PHONE = "608-555-0100"
TOPIC_TEMPLATE = Path(__file__).parents[2] / "district" / "topic_template.json"


@dataclass(frozen=True)
class School:
    """A building. `minutes` are the first and last bell, as (hour, minute), then the early-release bell."""

    slug: str
    name: str
    short: str
    street: str
    phone: str
    grades: str
    mascot: str
    students: int
    bells: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Department:
    """A central unit of the district. `head` is the local part of the address of the person who leads it."""

    slug: str
    name: str
    phone: str
    hours: str
    head: str
    about: str


@dataclass(frozen=True)
class Team:
    """The people who answer. `place` is the slug of the school or department that they belong to."""

    slug: str
    name: str
    place: str
    name_es: str = field(default="")


ELEMENTARY_BELLS = ((8, 15), (14, 55), (11, 45))
SECONDARY_BELLS = ((7, 35), (14, 40), (11, 15))

SCHOOLS = (
    School("lincoln", "Lincoln Elementary School", "Lincoln Elementary", "418 Lincoln Avenue", "608-555-0110",
           "K-5", "Lynx", 412, ELEMENTARY_BELLS),
    School("oak-street", "Oak Street Elementary School", "Oak Street Elementary", "305 Oak Street", "608-555-0113",
           "K-5", "Owls", 386, ELEMENTARY_BELLS),
    School("birch-lane", "Birch Lane Elementary School", "Birch Lane Elementary", "1200 Birch Lane", "608-555-0111",
           "K-5", "Bears", 447, ELEMENTARY_BELLS),
    School("prairie-view", "Prairie View Elementary School", "Prairie View Elementary", "77 Bluestem Lane",
           "608-555-0112", "Pre-K-5", "Meadowlarks", 468, ELEMENTARY_BELLS),
    School("middle", "Riverbend Middle School", "Riverbend Middle School", "900 Dam Road", "608-555-0114", "6-8",
           "Hawks", 1011, SECONDARY_BELLS),
    School("high", "Riverbend High School", "Riverbend High School", "1500 Heron Drive", "608-555-0115", "9-12",
           "Hawks", 1468, SECONDARY_BELLS),
)  # fmt: skip

DEPARTMENTS = (
    Department("office", "Superintendent and Communications", "608-555-0120", "7:30 am to 4:30 pm", "h.voss",
               "leads the district, works with the school board, answers the front desk and keeps public records"),
    Department("teaching", "Teaching and Learning", "608-555-0121", "8 am to 4:30 pm", "b.oyelaran",
               "chooses what is taught, buys books and materials, trains teachers and reports test results"),
    Department("student-services", "Student Services", "608-555-0144", "7:30 am to 4:30 pm", "y.barrios",
               "enrolls students and helps with special education, health, counseling, language and housing"),
    Department("transportation", "Transportation", "608-555-0142", "5:30 am to 5:30 pm", "d.kolstad",
               "runs 38 buses on 31 routes, about 2,300 miles every school day"),
    Department("nutrition", "School Nutrition", "608-555-0143", "6:30 am to 3 pm", "l.zielinski",
               "cooks 1,150 breakfasts and 2,900 lunches a day and handles meal benefits"),
    Department("technology", "Technology", "608-555-0145", "7 am to 4:30 pm", "c.marchetti",
               "looks after 4,600 Chromebooks, the networks, the parent portal and every password"),
    Department("business", "Human Resources and Business", "608-555-0146", "7:30 am to 4:30 pm", "p.dombrowski",
               "hires and pays 560 people, prepares the budget and buys what the schools need"),
    Department("operations", "Facilities and Community Education", "608-555-0147", "6 am to 5:30 pm", "w.peterson",
               "keeps eight buildings warm, clean and safe, and runs care before and after school, the pool and classes"),
)  # fmt: skip

TEAMS = (
    *(
        Team(f"{school.slug}-office", f"{school.short} office", school.slug, f"Oficina de {school.short}")
        for school in SCHOOLS
    ),
    Team("front-desk", "Front desk", "office", "Recepción"),
    Team("superintendent", "Superintendent's office", "office", "Oficina del superintendente"),
    Team("board", "School board", "office", "Junta escolar"),
    Team("communications", "Communications", "office", "Comunicaciones"),
    Team("records", "Public records", "office", "Registros públicos"),
    Team("curriculum", "Teaching and learning", "teaching", "Enseñanza y aprendizaje"),
    Team("student-services", "Student services", "student-services", "Servicios estudiantiles"),
    Team("enrollment", "Enrollment and registration", "student-services", "Inscripción y matrícula"),
    Team("special-education", "Special education", "student-services", "Educación especial"),
    Team(
        "family-language", "Family and language office", "student-services", "Oficina de familias e idiomas"
    ),
    Team("health", "School nurses", "student-services", "Enfermería escolar"),
    Team("counseling", "Counselors", "student-services", "Consejería"),
    Team("conduct", "Student conduct", "student-services", "Conducta estudiantil"),
    Team("civil-rights", "Civil rights and Title IX", "student-services", "Derechos civiles y Título IX"),
    Team("transition", "Families in transition", "student-services", "Familias en transición"),
    Team("transportation", "Transportation", "transportation", "Transporte"),
    Team("nutrition", "School nutrition", "nutrition", "Alimentación escolar"),
    Team("help-desk", "Help desk", "technology", "Ayuda técnica"),
    Team("human-resources", "Human resources", "business", "Recursos humanos"),
    Team("payroll", "Payroll and business office", "business", "Nómina y finanzas"),
    Team("facilities", "Facilities", "operations", "Edificios y mantenimiento"),
    Team("safety", "Safety team", "operations", "Equipo de seguridad"),
    Team("community-education", "Community education", "operations", "Educación comunitaria"),
    Team("athletics", "Athletics and activities", "high", "Deportes y actividades"),
)


@cache
def topics() -> tuple[dict[str, Any], ...]:
    """The 25 topics of the template, in their order on the front page."""
    return tuple(json.loads(TOPIC_TEMPLATE.read_text(encoding="utf-8"))["topics"])


def categories_in_spanish() -> dict[str, str]:
    """The template's groups of topics: their Spanish names by their English ones."""
    groups = json.loads(TOPIC_TEMPLATE.read_text(encoding="utf-8"))["categories"]
    return {group["name"]["en"]: group["name"]["es"] for group in groups}


def place_name(slug: str) -> str:
    """The name of a school, a department or the board."""
    names = {place.slug: place.name for place in (*SCHOOLS, *DEPARTMENTS)}
    return names.get(slug, "School Board")
