from __future__ import annotations

from django.apps import AppConfig


class FrontdoorConfig(AppConfig):
    name = "frontoffice.frontdoor"
    label = "frontdoor"
