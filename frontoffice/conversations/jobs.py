"""When conversations' work runs.

The web server reads this file too, so what only the worker needs is imported late.
"""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app

from frontoffice.conversations import delivery


@app.task(queue="mail", name="conversations.send_queued", pass_context=False)
def send_queued() -> None:
    """Send what is ready, for everyone else who asked for the same."""
    drop_repeats("conversations.send_queued")
    delivery.send_all_ready()


def drop_repeats(task: str) -> None:
    """Jobs of a task that wait and whose time has come are gone: call it before doing what they ask.

    Whatever they were put in line for is committed with them, so the caller sees it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at <= now())",
            [task],
        )


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
