"""Findings, and what each scan showed."""

from frontoffice.exposure.models.finding import Finding, Kind, State
from frontoffice.exposure.models.tally import Tally

__all__ = ["Finding", "Kind", "State", "Tally"]
