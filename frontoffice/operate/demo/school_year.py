"""Riverbend's school year around a given day: terms, holidays, staff days, early releases and one snow day."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SNOW_MONTHS = (11, 12, 1, 2, 3, 4)
WEEK = timedelta(days=7)


class DayKind(StrEnum):
    """Why a day differs from an ordinary school day."""

    HOLIDAY = "holiday"
    STAFF_DAY = "staff-day"
    SNOW_DAY = "snow-day"
    EARLY_RELEASE = "early-release"
    SCHOOL_EVENT = "event"


@dataclass(frozen=True)
class CalendarDay:
    """One dated line of the school calendar. Only holidays, staff days and snow days are without school."""

    on: date
    name: str
    name_es: str
    kind: DayKind

    @property
    def closed(self) -> bool:
        return self.kind in (DayKind.HOLIDAY, DayKind.STAFF_DAY, DayKind.SNOW_DAY)


@dataclass(frozen=True)
class SchoolYear:
    """A school year from its first to its last day, with every day that differs, in order."""

    first_on: date
    last_on: date
    days: tuple[CalendarDay, ...]

    @property
    def name(self) -> str:
        return f"{self.first_on.year}-{self.last_on.year % 100:02}"

    def in_school(self, on: date) -> bool:
        """True on a day with students in the buildings."""
        closed = {day.on for day in self.days if day.closed}
        return self.first_on <= on <= self.last_on and on.weekday() < 5 and on not in closed


def school_year(today: date) -> SchoolYear:
    """The school year that `today` belongs to; July and later belong to the year that begins."""
    year = today.year if today.month >= 7 else today.year - 1
    first_on = _weekday_on_or_after(date(year, 9, 1), 1)
    last_on = _weekday_on_or_after(date(year + 1, 6, 7), 3)
    ends = (_day(first_on, "First day of school", "Primer día de clases", DayKind.SCHOOL_EVENT),
            _day(last_on, "Last day of school", "Último día de clases", DayKind.SCHOOL_EVENT))  # fmt: skip
    days = sorted(
        {day.on: day for day in (*_fall(year), *_spring(year + 1), *ends)}.values(),
        key=lambda day: day.on,
    )
    plan = SchoolYear(first_on, last_on, tuple(days))
    snow = CalendarDay(_snow_on(plan, today), "Snow day, all schools closed", "Día de nieve, escuelas cerradas",
                       DayKind.SNOW_DAY)  # fmt: skip
    return SchoolYear(first_on, last_on, tuple(sorted((*days, snow), key=lambda day: day.on)))


def _snow_on(plan: SchoolYear, today: date) -> date:
    """The last school day at least 8 days ago if that is in winter, else the second Wednesday of January."""
    on = today - timedelta(days=8)
    if on.month not in SNOW_MONTHS or on < plan.first_on:
        return _nth(date(plan.last_on.year, 1, 1), 2, 2)
    taken = {day.on for day in plan.days}
    while not plan.in_school(on) or on in taken:
        on -= timedelta(days=1)
    return on


def _fall(year: int) -> list[CalendarDay]:
    thanksgiving = _nth(date(year, 11, 1), 3, 4)
    return [
        _day(date(year, 7, 3) if date(year, 7, 4).weekday() == 5 else date(year, 7, 4), "Independence Day", "Día de la Independencia"),
        *_run(_nth(date(year, 8, 1), 3, 4), 2, "New teacher days", "Capacitación de maestros nuevos", DayKind.STAFF_DAY),
        _day(_nth(date(year, 9, 1), 0, 1), "Labor Day", "Día del Trabajo"),
        _day(_nth(date(year, 9, 1), 2, 4), "Early release, teacher planning", "Salida temprano", DayKind.EARLY_RELEASE),
        _day(_nth(date(year, 10, 1), 3, 2), "Picture day, elementary schools", "Día de fotos, primarias", DayKind.SCHOOL_EVENT),
        _day(_nth(date(year, 10, 1), 4, 3), "Teachers' work day", "Día de trabajo de maestros", DayKind.STAFF_DAY),
        _day(_nth(date(year, 10, 1), 2, 4), "Early release, teacher planning", "Salida temprano", DayKind.EARLY_RELEASE),
        _day(_nth(date(year, 11, 1), 1, 1), "End of first quarter records day", "Fin del primer trimestre", DayKind.STAFF_DAY),
        _day(_nth(date(year, 11, 1), 3, 1), "Parent-teacher conferences, 4 to 8 pm", "Conferencias de padres, 4 a 8 pm", DayKind.SCHOOL_EVENT),
        *_run(thanksgiving - timedelta(days=1), 3, "Thanksgiving break", "Vacaciones de Acción de Gracias"),
        _day(_nth(date(year, 12, 1), 3, 2), "Winter concert, middle and high school", "Concierto de invierno", DayKind.SCHOOL_EVENT),
        *_break(date(year, 12, 23), date(year + 1, 1, 1), "Winter break", "Vacaciones de invierno"),
    ]  # fmt: skip


def _spring(year: int) -> list[CalendarDay]:
    monday = _nth(date(year, 3, 1), 0, 4)
    return [
        _day(_nth(date(year, 1, 1), 0, 3), "Martin Luther King Jr. Day", "Día de Martin Luther King Jr."),
        _day(_nth(date(year, 1, 1), 4, 4), "Semester records day", "Fin del semestre", DayKind.STAFF_DAY),
        _day(_nth(date(year, 2, 1), 0, 3), "Teacher learning day", "Capacitación de maestros", DayKind.STAFF_DAY),
        _day(_nth(date(year, 2, 1), 2, 4), "Early release, teacher planning", "Salida temprano", DayKind.EARLY_RELEASE),
        *_run(monday, 5, "Spring break", "Vacaciones de primavera"),
        _day(_easter(year) - timedelta(days=2), "Good Friday", "Viernes Santo"),
        _day(_nth(date(year, 4, 1), 2, 4), "Early release, teacher planning", "Salida temprano", DayKind.EARLY_RELEASE),
        _day(_nth(date(year, 5, 25), 0, 1), "Memorial Day", "Día de los Caídos"),
        _day(_weekday_on_or_after(date(year, 6, 1), 6), "Graduation, 2 pm, high school gym", "Graduación, 2 pm", DayKind.SCHOOL_EVENT),
    ]  # fmt: skip


def _day(on: date, name: str, name_es: str, kind: DayKind = DayKind.HOLIDAY) -> CalendarDay:
    return CalendarDay(on, name, name_es, kind)


def _run(
    first: date, count: int, name: str, name_es: str, kind: DayKind = DayKind.HOLIDAY
) -> list[CalendarDay]:
    return [_day(first + timedelta(days=i), name, name_es, kind) for i in range(count)]


def _break(first: date, last: date, name: str, name_es: str) -> list[CalendarDay]:
    run = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    return [_day(on, name, name_es) for on in run if on.weekday() < 5]


def _weekday_on_or_after(on: date, weekday: int) -> date:
    return on + timedelta(days=(weekday - on.weekday()) % 7)


def _nth(month: date, weekday: int, number: int) -> date:
    """The `number`th given weekday (0 is Monday) on or after `month`."""
    return _weekday_on_or_after(month, weekday) + WEEK * (number - 1)


def _easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Oudin's form of the computus)."""
    golden, century = year % 19, year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    sunday = moon - (year + year // 4 + moon + 2 - century + century // 4) % 7
    month = 3 + (sunday + 40) // 44
    return date(year, month, sunday + 28 - 31 * (month // 4))
