from django.apps import AppConfig


class OperateConfig(AppConfig):
    name = "frontoffice.operate"
