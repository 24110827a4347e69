"""When findings are settled. The web server reads this file too, so what only the worker needs is
imported late.
"""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.task(queue="scan", name="exposure.settle_scan")
def settle_scan(scan_id: int) -> None:
    """Settle one scan, once it was read: the lock of its site makes this wait for that."""
    from frontoffice.exposure.settle import settle
    from frontoffice.website.models import Scan

    settle(Scan.objects.select_related("site").get(pk=scan_id))


@app.periodic(cron="* * * * *")
@app.task(queue="scan-sweep", name="exposure.settle_waiting", queueing_lock="exposure.settle_waiting")
def settle_waiting(timestamp: int) -> None:
    """Settle what a nightly scan read, or a killed process left unsettled."""
    from frontoffice.exposure.settle import settle_all

    settle_all()
