from __future__ import annotations

from django.urls import path

from frontoffice.ui import staff_views

urlpatterns = [path("components/", staff_views.components, name="components")]
