"""What people decide about a line: accept it, name it a lawful exception, take either back, give it
an owner.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import now

from frontoffice.district import history
from frontoffice.district.models import Member
from frontoffice.exposure.models import Finding

JUDGED = "exposure.finding_judged"
BLANK = {"reason": "", "legal_basis": "", "approver": "", "review_on": None}


def accept(finding: Finding, reason: str, by: Member) -> None:
    """The line may stay, for a reason that is not a law."""
    _decide(finding, Finding.Decision.ACCEPTED, by, reason=reason)


def except_lawfully(
    finding: Finding, *, legal_basis: str, approver: str, review_on: date, reason: str, by: Member
) -> None:
    """A law keeps the line public until `review_on`, when someone looks at it again."""
    facts = {"legal_basis": legal_basis, "approver": approver, "review_on": review_on, "reason": reason}
    _decide(finding, Finding.Decision.EXCEPTION, by, **facts)


def take_back(finding: Finding, by: Member) -> None:
    """The line counts as open again."""
    if finding.decision:
        _decide(finding, "", by)


@transaction.atomic
def _decide(finding: Finding, decision: str, by: Member, **facts: object) -> None:
    for name, value in {**BLANK, **facts}.items():
        setattr(finding, name, value)
    finding.decision, finding.decided_at, finding.decided_by = decision, now(), by
    finding.save(update_fields=["decision", "decided_at", "decided_by", *BLANK])
    history.record(JUDGED, finding, by, decision=decision or "taken back")


@transaction.atomic
def give_to(finding: Finding, owner: Member | None, by: Member) -> None:
    """`owner` looks after the line and is told when it comes back."""
    finding.owner = owner
    finding.save(update_fields=["owner"])
    history.record(JUDGED, finding, by, decision="owner", owner=owner.pk if owner else None)
