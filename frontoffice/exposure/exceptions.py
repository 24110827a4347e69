"""Addresses that a law keeps public: templates that say which, for how long, and what would be better.

None of this is legal advice: the person who approves an exception answers for its basis.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Template:
    """`basis` fills the legal basis, `approver` suggests who decides, `advice` recommends a role address."""

    name: str
    title: Words
    basis: str
    approver: Words
    review_days: int
    advice: Words


TEMPLATES: tuple[Template, ...] = (
    Template(
        "tx-trustee",
        _("Texas: trustee"),
        "Texas Education Code 11.1518: the district posts each trustee's e-mail address",
        _("Superintendent or board president"),
        365,
        _(
            "Give each seat an address of its own (trustee.place3@…), so that no "
            "personal mailbox is published."
        ),
    ),
    Template(
        "pa-director",
        _("Pennsylvania: school director"),
        "Pennsylvania Act 84 of 2020: the district posts each school director's e-mail address",
        _("Superintendent or board secretary"),
        365,
        _(
            "Give each seat an address of its own (region2.director@…), so that no "
            "personal mailbox is published."
        ),
    ),
    Template(
        "title-ix",
        _("Title IX coordinator"),
        "34 CFR 106.8(a): the Title IX coordinator's contact details, e-mail "
        "address included, are on the website",
        _("Superintendent or general counsel"),
        365,
        _("Publish titleix@… for whoever holds the office, never the coordinator's own mailbox."),
    ),
    Template(
        "il-mechanism",
        _("Illinois: a way to write to the board"),
        "Illinois: the website gives the public a mechanism to write to the "
        "board's members by electronic means",
        _("Superintendent or board secretary"),
        180,
        _("A contact link is such a mechanism: replace the address and this exception is not needed."),
    ),
    Template(
        "records-officer",
        _("Public records officer"),
        "Public records law of the state: the records officer's e-mail address is posted",
        _("General counsel or records officer"),
        365,
        _("Publish records@… for whoever holds the office, never the officer's own mailbox."),
    ),
)


def template(name: str) -> Template | None:
    """The template of that name, or None."""
    return next((one for one in TEMPLATES if one.name == name), None)
