"""The page that shows every staff component in every state."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SWATCHES = [
    "paper",
    "surface",
    "raised",
    "hover",
    "line",
    "edge",
    "ink-3",
    "ink-2",
    "ink",
    "accent",
    "accent-tint",
    "danger",
    "warning",
    "success",
    "info",
    "note",
]
BUTTONS = [("main", "Send"), ("", "Assign"), ("bare", "Template"), ("risk", "Report as fraud")]
STATES = [("", "rest"), ("is-hover", "hover"), ("is-focus", "focus"), ("is-press", "pressed")]


def components(request: HttpRequest) -> HttpResponse:
    return render(
        request, "ui/staff_components.html", {"swatches": SWATCHES, "buttons": BUTTONS, "states": STATES}
    )
