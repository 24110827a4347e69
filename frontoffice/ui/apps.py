from __future__ import annotations

from django.apps import AppConfig

from frontoffice.ui.catalogs import compile_stale


class UiConfig(AppConfig):
    name = "frontoffice.ui"
    label = "ui"

    def ready(self) -> None:
        compile_stale()
