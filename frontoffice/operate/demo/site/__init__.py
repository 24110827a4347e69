"""Riverbend's own website, before and after its staff addresses were replaced by contact links."""

from frontoffice.operate.demo.site.contacts import Sighting
from frontoffice.operate.demo.site.server import serve
from frontoffice.operate.demo.site.whole import Site, manifest

__all__ = ["Sighting", "Site", "manifest", "serve"]
