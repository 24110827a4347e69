"""The district: its schools, people, topics, calendar and history."""

from frontoffice.district.models.calendar import ClosedDay, OpenHours
from frontoffice.district.models.history import Event
from frontoffice.district.models.organisation import Department, District, School, Team
from frontoffice.district.models.people import Member, RoleLink
from frontoffice.district.models.topics import Category, SchoolTopic, Topic

__all__ = [
    "Category",
    "ClosedDay",
    "Department",
    "District",
    "Event",
    "Member",
    "OpenHours",
    "RoleLink",
    "School",
    "SchoolTopic",
    "Team",
    "Topic",
]
