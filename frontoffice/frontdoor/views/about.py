"""Pages that say how the district handles what it is told."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from frontoffice.frontdoor.page import PublicRequest, page, public


@public
@require_safe
def privacy(request: PublicRequest) -> HttpResponse:
    return page(request, "privacy.html", {})


@public
@require_safe
def public_records(request: PublicRequest) -> HttpResponse:
    return page(request, "records.html", {})


@public
@require_safe
def accessibility(request: PublicRequest) -> HttpResponse:
    return page(request, "accessibility.html", {})
