"""Pages of this module."""

from __future__ import annotations

from django.urls import path

from frontoffice.exposure.views import findings, screen, sites

urlpatterns = [
    path("", screen.screen, name="exposure"),
    path("links/", screen.make, name="exposure-links"),
    path("directory.csv", screen.directory_file, name="exposure-directory"),
    path("replacements.csv", screen.work_file, name="exposure-work"),
    path("findings/<int:finding_id>/", findings.finding, name="exposure-finding"),
    path("findings/<int:finding_id>/acceptance/", findings.acceptance, name="exposure-acceptance"),
    path("findings/<int:finding_id>/exception/", findings.exception, name="exposure-exception"),
    path("findings/<int:finding_id>/reopening/", findings.reopening, name="exposure-reopening"),
    path("findings/<int:finding_id>/owner/", findings.owner, name="exposure-owner"),
    path("sites/new/", sites.new_site, name="exposure-new-site"),
    path("sites/<int:site_id>/", sites.site, name="exposure-site"),
    path("sites/<int:site_id>/retirement/", sites.retire_site, name="exposure-retire-site"),
    path("scans/", sites.scans, name="exposure-scans"),
    path("scans/<int:scan_id>/", sites.scan, name="exposure-scan"),
]
