"""What a message is about, and who answers it."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frontoffice.district.models.organisation import Department, District, School, Team
from frontoffice.district.models.people import Member
from frontoffice.district.models.words import Translated


class Category(Translated, models.Model):
    """A group of topics, as families see them on the home page."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class TopicQuerySet(models.QuerySet["Topic"]):
    def published(self) -> TopicQuerySet:
        return self.filter(published=True)

    def orphaned(self) -> TopicQuerySet:
        """Topics that no active person owns, by themselves or through a fallback of their own."""
        gone = Q(owner=None) | Q(owner__is_active=False)
        return self.filter(gone)


class Topic(Translated, models.Model):
    """What a message is about; names the team that answers."""

    class Sensitivity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")
        SEALED = "sealed", _("Sealed: private from the start")

    class Assistant(models.TextChoices):
        ANSWER = "answer", _("May answer from sources")
        DRAFT = "draft", _("May draft for staff")
        NEVER = "never", _("Never")

    name = models.CharField(_("name"), max_length=80, unique=True)
    short_name = models.CharField(_("short name, for lists"), max_length=40, blank=True)
    slug = models.SlugField(_("name in links"), unique=True)
    description = models.CharField(_("what it is for"), max_length=300, blank=True)
    advice = models.CharField(_("what helps us answer"), max_length=300, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="topics")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="topics")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="topics")
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="owned_topics")
    backup = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="backup_topics")
    response_goal = models.CharField(
        _("response goal"),
        max_length=8,
        default="1d",
        validators=[RegexValidator(r"^\d{1,3}[hd]$", _("Write hours or school days, such as 4h or 2d."))],
        help_text=_("Hours or days on the school calendar: 4h, 0d (the same day), 2d."),
    )
    sensitivity = models.CharField(
        _("sensitivity"), max_length=8, choices=Sensitivity, default=Sensitivity.MEDIUM
    )
    assistant = models.CharField(_("assistant"), max_length=8, choices=Assistant, default=Assistant.DRAFT)
    anonymous_allowed = models.BooleanField(_("may be written without a name"), default=False)
    private = models.BooleanField(_("conversations start private"), default=False)
    published = models.BooleanField(_("published"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["category__position", "position", "name"]

    def __str__(self) -> str:
        return self.name

    def person(self) -> Member | None:
        """Who answers for this topic today: owner, backup, department owner, then the global owner."""
        department_owner = self.department.owner if self.department else None
        candidates = [self.owner, self.backup, department_owner, District.current().global_owner]
        return next((person for person in candidates if person and person.is_active), None)


class SchoolTopic(models.Model):
    """A topic at one school, answered there by its own team."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="at_schools")
    school = models.ForeignKey(School, models.PROTECT, related_name="topics")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")

    class Meta:
        ordering = [F("school__position").asc()]
        constraints = [
            models.UniqueConstraint(fields=["topic", "school"], name="one_team_for_a_topic_at_a_school")
        ]

    def __str__(self) -> str:
        return f"{self.topic}, {self.school}"
