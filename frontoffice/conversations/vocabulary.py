"""The words of the field: channels, kinds, states, urgencies and who writes."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

NOTHING_DUE = datetime(9999, 1, 1, tzinfo=UTC)


class Channel(models.TextChoices):
    WEB = "web", _("web form")
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone call")
    WALK_IN = "walk-in", _("walk-in")
    LETTER = "letter", _("letter")
    SMS = "sms", _("text message")


class Kind(models.TextChoices):
    QUESTION = "question", _("Question")
    REQUEST = "request", _("Request")
    CONCERN = "concern", _("Concern")
    SUGGESTION = "suggestion", _("Suggestion")
    COMPLIMENT = "compliment", _("Compliment")
    COMMENT = "comment", _("Comment")


class Relation(models.TextChoices):
    PARENT = "parent", _("parent or guardian")
    STUDENT = "student", _("student")
    STAFF = "staff", _("staff member")
    COMMUNITY = "community", _("community member")


class Urgency(models.TextChoices):
    CRITICAL = "critical", _("Critical")
    P1 = "p1", _("Urgent")
    P2 = "p2", _("Normal")
    P3 = "p3", _("Low")


class State(models.TextChoices):
    UNOPENED = "unopened", _("Unopened")
    IN_PROGRESS = "in-progress", _("In progress")
    PENDING = "pending", _("Pending details")
    CLOSED = "closed", _("Closed")


class Direction(models.TextChoices):
    INBOUND = "in", _("from the family")
    OUTBOUND = "out", _("to the family")
    NOTE = "note", _("note, staff only")
