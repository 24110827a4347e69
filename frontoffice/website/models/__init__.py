"""Sites, their scans, and their pages as last read."""

from frontoffice.website.models.page import Page, Seen, key_of
from frontoffice.website.models.site import Scan, Site

__all__ = ["Page", "Scan", "Seen", "Site", "key_of"]
