"""Ask for a scan and for its judgement, one after the other."""

from __future__ import annotations

from django.db import transaction

from frontoffice.district.models import Member
from frontoffice.website.models import Scan, Site


@transaction.atomic
def ask_scan(site: Site, by: Member | None) -> Scan:
    """The site is read and its findings are settled, by the worker; a scan that already runs is the
    answer.
    """
    from frontoffice.exposure.jobs import settle_scan

    scan = site.ask_scan(by)
    settle_scan.configure(lock=site.lock).defer(scan_id=scan.pk)
    return scan
