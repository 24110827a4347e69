"""Pages made smaller on the wire: brotli or gzip for HTML, with a length that says nothing of the words.

A comment of random length at the end hides the true length (BREACH: what is reflected beside a secret must
not be found by size). Files, streams and small answers pass as they are.
"""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

WORTH_BYTES = 400
MAX_PADDING = 32
BROTLI_QUALITY = 5
GZIP_LEVEL = 6


class Compression:
    """HTML goes out in the best coding the browser takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if not is_page or response.streaming or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        coding = _coding(request)
        if coding and len(response.content) >= WORTH_BYTES:
            response.content = _smaller(response.content, coding)
            response.headers["Content-Encoding"] = coding
            response.headers["Content-Length"] = str(len(response.content))
        return response


def _coding(request: HttpRequest) -> str:
    accepted = [part.split(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")]
    return next((coding for coding in ("br", "gzip") if coding in accepted), "")


def _smaller(content: bytes, coding: str) -> bytes:
    padded = content + secrets.token_hex(secrets.randbelow(MAX_PADDING) + 1).encode().join([b"<!--", b"-->"])
    if coding == "br":
        return bytes(brotli.compress(padded, quality=BROTLI_QUALITY))
    return gzip.compress(padded, GZIP_LEVEL)
