"""Documents are read in a process of their own, where a bomb costs that process and not the crawl.

`python -m frontoffice.crawler.reader` reads framed requests on stdin and answers on stdout; `Readers` is the
crawl's end of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import struct
import sys
from typing import Any

import orjson

from .extract.reading import Reading, read
from .values import Sighting

READ_SECONDS = 30.0
MAX_MEMORY_BYTES = 1_500_000_000
LENGTHS = struct.Struct(">II")
ANSWER = struct.Struct(">I")


class Readers:
    """One reader process, started when first needed and again after it was killed."""

    def __init__(self, seconds: float = READ_SECONDS) -> None:
        self.seconds = seconds
        self.process: asyncio.subprocess.Process | None = None
        self.turn = asyncio.Lock()

    async def read(self, content: bytes, content_type: str, url: str, headers: dict[str, str]) -> Reading:
        """What `reading.read` gives, or a Reading that says why there is none."""
        order = orjson.dumps({"type": content_type, "url": url, "headers": headers})
        async with self.turn:
            try:
                answer = await asyncio.wait_for(self._ask(order, content), self.seconds)
            except TimeoutError:
                self.close()
                return Reading(failed=f"took longer than {self.seconds:.0f} seconds to read")
            except (OSError, asyncio.IncompleteReadError):
                self.close()
                return Reading(failed="could not be read: it needs more memory than a document may")
        value: dict[str, Any] = orjson.loads(answer)
        value["sightings"] = tuple(Sighting(**each) for each in value["sightings"])
        return Reading(**value)

    async def _ask(self, order: bytes, content: bytes) -> bytes:
        if self.process is None:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "frontoffice.crawler.reader",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(LENGTHS.pack(len(order), len(content)) + order)
        self.process.stdin.write(content)
        await self.process.stdin.drain()
        (size,) = ANSWER.unpack(await self.process.stdout.readexactly(ANSWER.size))
        return await self.process.stdout.readexactly(size)

    def close(self) -> None:
        """The reader is gone. Safe to call twice, and without a running loop."""
        process, self.process = self.process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, 9)


def limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


def answer(order: bytes, content: bytes) -> bytes:
    asked = orjson.loads(order)
    try:
        reading = read(content, asked["type"], asked["url"], asked["headers"])
    except MemoryError:
        reading = Reading(failed="needs more memory than a document may")
    except Exception as error:
        reading = Reading(failed=f"could not be read ({type(error).__name__})")
    return orjson.dumps(reading)


def main() -> None:
    limit_memory()
    inlet, outlet = sys.stdin.buffer, sys.stdout.buffer
    while head := inlet.read(LENGTHS.size):
        order_size, content_size = LENGTHS.unpack(head)
        order = inlet.read(order_size)
        reply = answer(order, inlet.read(content_size))
        outlet.write(ANSWER.pack(len(reply)) + reply)
        outlet.flush()


if __name__ == "__main__":
    main()
