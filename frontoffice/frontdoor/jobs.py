"""When what families sent is let go of. The web server reads this file too, so what only the worker needs is
imported late.
"""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queue="uploads", name="frontdoor.sweep_kept", queueing_lock="frontdoor.sweep_kept")
def sweep_kept(timestamp: int) -> None:
    """Drop the files whose form was not sent after all."""
    from frontoffice.frontdoor import kept

    kept.sweep()
