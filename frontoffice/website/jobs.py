"""When sites are read. The web server reads this file too, so what only the worker needs is imported late."""

from __future__ import annotations

from procrastinate.contrib.django import app

LOST_AFTER_S = 120


@app.task(queue="scan", name="website.read_scan")
def read_scan(scan_id: int) -> None:
    """Read the site of one scan; asked for again after it ended, do nothing."""
    from frontoffice.website import reading
    from frontoffice.website.models import Scan

    scan = Scan.objects.select_related("site").get(pk=scan_id)
    try:
        reading.read_site(scan)
    except reading.NotWaiting:
        return


@app.periodic(cron="* * * * *")
@app.task(queue="scan-sweep", name="website.sweep", queueing_lock="website.sweep")
async def sweep(timestamp: int) -> None:
    """Mark what a killed process left behind, and free the sites it held."""
    from asgiref.sync import sync_to_async

    from frontoffice.website import reading

    await sync_to_async(reading.mark_interrupted)()
    for job in await app.job_manager.get_stalled_jobs(queue="scan", seconds_since_heartbeat=LOST_AFTER_S):
        await _end_as_failed(job.id)


async def _end_as_failed(job_id: int | None) -> None:
    from procrastinate.jobs import Status

    if job_id is not None:
        await app.job_manager.finish_job_by_id_async(job_id=job_id, status=Status.FAILED, delete_job=False)


@app.periodic(cron="10 8 * * *")
@app.task(queue="scan-sweep", name="website.scan_nightly", queueing_lock="website.scan_nightly")
def scan_nightly(timestamp: int) -> None:
    """Ask for a scan of every site that wants one each night (8:10 UTC: night in every US time zone
    but Guam).
    """
    from frontoffice.website.models import Site

    for site in Site.objects.watched().filter(nightly=True):
        site.ask_scan(by=None)
