from django.apps import AppConfig


class FrontdoorConfig(AppConfig):
    name = "frontoffice.frontdoor"
