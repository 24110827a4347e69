"""When conversations' work runs.

The web server reads this file too, so what only the worker needs is imported late.
"""

from __future__ import annotations

from procrastinate.contrib.django import app

from frontoffice.conversations import delivery


@app.task(queue="mail", name="conversations.send_queued", pass_context=False)
def send_queued() -> None:
    """Send what is ready."""
    delivery.send_all_ready()


@app.periodic(cron="* * * * *")
@app.task(queue="mail", name="conversations.sweep", queueing_lock="conversations.sweep")
def sweep(timestamp: int) -> None:
    """Send and file what an interrupted process left behind."""
    from frontoffice.conversations import mailbox

    mailbox.file_all_waiting()
    delivery.send_all_ready()


@app.task(queue="mail", name="conversations.file_arrivals")
def file_arrivals() -> None:
    """File what has arrived."""
    from frontoffice.conversations import mailbox

    mailbox.file_all_waiting()
