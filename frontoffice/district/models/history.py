"""What was done, by whom and when. Rows hold references, never the text of a message."""

from __future__ import annotations

from django.db import models

from frontoffice.district.models.people import Member


class Event(models.Model):
    """One thing that happened to one row; `name` is in history.EVENTS, `refs` hold ids and plain facts."""

    at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=60)
    by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    refs = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "subject_id", "id"], name="event_of_subject"),
            models.Index(fields=["-id", "name"], name="event_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.name} {self.subject} {self.subject_id}"
