"""Plain Python: fetch a site politely and safely; extract text and addresses from pages and documents."""

from .crawl import crawl
from .extract.reading import sightings
from .values import TECHNIQUES, Finished, Page, Policy, Sighting, Skipped

__all__ = ["TECHNIQUES", "Finished", "Page", "Policy", "Sighting", "Skipped", "crawl", "sightings"]
