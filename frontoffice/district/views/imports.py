"""People and schools from a file: first what it would do, then "Do it"."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from frontoffice.district.access import StaffRequest, needs
from frontoffice.district.roster import MAX_FILE_BYTES, MAX_REMOVED_SHARE, Problem
from frontoffice.district.roster_import import KINDS, Kind, Plan, Refused, carry_out, plan
from frontoffice.district.views.page import forget

SALT = "district.import"
KEPT_S = 3600
SHOWN_ROWS = 200


@needs("people.manage")
def choose(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, {})
    name, kind = _kind(request, request.POST.get("kind", ""))
    if "kept" in request.POST:
        return _do(request, name, kind, request.POST["kept"])
    sent = request.FILES.get("file")
    if sent is None:
        return _refused(request, name, _("Choose a file."))
    if (sent.size or 0) > MAX_FILE_BYTES:
        return _refused(request, name, _("The file is larger than 2 MB."))
    raw = sent.read()
    if len(raw) != sent.size:
        return _refused(request, name, _("We could not take the file in just now. Try again later."))
    return _dry_run(request, name, kind, raw)


def _refused(request: StaffRequest, name: str, words: str) -> HttpResponse:
    return _page(request, {"name": name, "plan": Plan(None, [Problem(0, words)])}, 422)


def _kind(request: StaffRequest, name: str) -> tuple[str, Kind]:
    if name not in KINDS or not request.member.may(KINDS[name].permission):
        raise Http404
    return name, KINDS[name]


def _dry_run(request: StaffRequest, name: str, kind: Kind, raw: bytes) -> HttpResponse:
    made = plan(kind, raw, request.member)
    kept = signing.dumps(base64.b64encode(raw).decode(), salt=SALT, compress=True) if made.ready else ""
    return _page(request, {"name": name, "plan": made, "kept": kept}, 200 if made.ready else 422)


def _do(request: StaffRequest, name: str, kind: Kind, kept: str) -> HttpResponse:
    try:
        raw = base64.b64decode(signing.loads(kept, salt=SALT, max_age=KEPT_S))
        done = carry_out(kind, name, raw, request.member)
    except (signing.BadSignature, binascii.Error, Refused):
        messages.error(request, _("Something changed meanwhile, so nothing was done. Send the file again."))
        return redirect("setup-import")
    forget()
    facts = {"adds": len(done.adds), "changes": len(done.changes), "gone": len(done.removals)}
    messages.success(request, _("Done: %(adds)s added, %(changes)s changed, %(gone)s removed.") % facts)
    return redirect(f"setup-{name}")


def _page(request: StaffRequest, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    kinds = [(name, kind) for name, kind in KINDS.items() if request.member.may(kind.permission)]
    shown |= {
        "kinds": kinds,
        "share": round(MAX_REMOVED_SHARE * 100),
        "most": SHOWN_ROWS,
        "shown": f":{SHOWN_ROWS}",
    }
    return render(request, "district/import.html", shown, status=status)


@needs("people.manage")
def as_it_is(request: StaffRequest, kind: str) -> HttpResponse:
    """The list as it stands, as the file that would change nothing."""
    _name, chosen = _kind(request, kind)
    answer = HttpResponse("\ufeff" + chosen.as_csv(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return answer
