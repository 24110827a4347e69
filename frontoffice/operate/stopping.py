"""Being asked to stop: SIGTERM, SIGINT or a closed terminal, noticed at once and acted on when it is safe."""

import contextlib
import os
import select
import signal
from types import FrameType

ASKED_BY = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class StopRequest:
    """`asked` turns true once and stays so. Make it in the main thread, before anything is started."""

    def __init__(self) -> None:
        self.asked = False
        self.wakes, written = os.pipe()
        os.set_blocking(self.wakes, False)
        os.set_blocking(written, False)
        signal.set_wakeup_fd(written, warn_on_full_buffer=False)
        for number in ASKED_BY:
            signal.signal(number, self._ask)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    def wait(self, at_most_s: float) -> bool:
        """Sleep until a signal, the end of a child or the time is over; true when asked to stop."""
        if not self.asked:
            select.select([self.wakes], [], [], at_most_s)
            with contextlib.suppress(BlockingIOError):
                os.read(self.wakes, 4096)
        return self.asked
