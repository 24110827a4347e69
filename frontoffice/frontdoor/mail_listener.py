"""The mail listener: SMTP in. What arrives is committed, raw, before the sender hears 250.

A sender is refused at RCPT when the address is not ours, and told to try again later (4xx) while the
database is away. The listener parses nothing: the worker files what it has kept.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal

from aiosmtpd.smtp import SMTP, Envelope, Session

MAX_MESSAGE_BYTES = 35_000_000
MAX_RECIPIENTS = 50
log = logging.getLogger(__name__)

TRY_LATER = "451 4.3.0 We cannot keep mail just now; please try again later"
NOT_OURS = "550 5.1.1 No such address here"


class Gateway:
    """What aiosmtpd asks of us at each step of a conversation (RFC 5321)."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        try:
            known = await asyncio.to_thread(_is_known, address)
        except Exception as error:
            log.error("an address could not be looked up: %s", type(error).__name__)
            return TRY_LATER
        if not known:
            return NOT_OURS
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients in one go"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        try:
            await asyncio.to_thread(_keep, envelope)
        except Exception as error:
            log.error("mail could not be kept: %s", type(error).__name__)
            return TRY_LATER
        return "250 2.6.0 Kept"


def _is_known(address: str) -> bool:
    from django.db import close_old_connections

    from frontoffice.conversations.threading import is_known

    close_old_connections()
    return is_known(address)


def _keep(envelope: Envelope) -> None:
    from django.db import close_old_connections, transaction

    from frontoffice.conversations.jobs import file_arrivals
    from frontoffice.conversations.mailbox import accept

    close_old_connections()
    content = envelope.content
    raw = content if isinstance(content, bytes) else (content or "").encode()
    with transaction.atomic():
        accept(raw, list(envelope.rcpt_tos), envelope.mail_from or "")
        file_arrivals.defer()


def conversation_with(name: str) -> SMTP:
    """One SMTP conversation with a sender."""
    return SMTP(
        Gateway(),
        data_size_limit=MAX_MESSAGE_BYTES,
        enable_SMTPUTF8=True,
        hostname=name,
        ident="Front Office",
    )


async def listen(bind: str, port: int, name: str) -> None:
    """Serve until SIGTERM or SIGINT; the message under way is finished first."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: conversation_with(name), host=bind, port=port)
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    await stop.wait()
    server.close()
    await server.wait_closed()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontoffice.config.settings")
    import django

    django.setup()
    from django.conf import settings

    asyncio.run(listen(settings.MAIL_BIND, settings.MAIL_PORT, settings.MAIL_DOMAIN))


if __name__ == "__main__":
    main()
