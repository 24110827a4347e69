"""The usual topics of a school district, shown before they are put in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from frontoffice.district.access import StaffRequest, needs
from frontoffice.district.template_import import MissingTemplate, import_topics, would_add
from frontoffice.district.views.page import forget


@needs("district.manage")
def template(request: StaffRequest) -> HttpResponse:
    try:
        if request.method == "POST":
            done = import_topics(request.member)
            forget()
            messages.success(request, _("%(count)s topics were added.") % {"count": len(done.topics)})
            return redirect("setup-topics")
        return render(request, "district/topic_template.html", {"would": would_add()})
    except MissingTemplate:
        return render(request, "district/topic_template.html", {"would": None}, status=503)
