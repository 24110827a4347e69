"""Words of schools that stand on the public pages by themselves, and so are translated like the pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SNOW_DAY = _("Snow day")
