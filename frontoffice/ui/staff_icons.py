"""The staff side's icons, drawn on a 16 x 16 grid with a 1.5 line and inlined to take the text's colour."""

from __future__ import annotations

CIRCLE = '<circle cx="8" cy="8" r="5.5"/>'

ICONS: dict[str, str] = {
    "alert": '<path d="M8 2.2 14.5 13.5h-13z"/><path d="M8 6.5v3M8 11.6v.1"/>',
    "back": '<path d="M10 3.5 5.5 8l4.5 4.5"/>',
    "bookmark": '<path d="M4 2.5h8v11l-4-3-4 3z"/>',
    "calendar": (
        '<rect x="2.5" y="3.5" width="11" height="10" rx="1"/><path d="M2.5 6.5h11M5.5 2v3M10.5 2v3"/>'
    ),
    "chart": '<path d="M2.5 13.5h11M4.5 11V8M8 11V3.5M11.5 11V6"/>',
    "clip": (
        '<path d="m13 7.5-5.2 5.2a3 3 0 0 1-4.3-4.3l5.6-5.5a2 2 0 0 1 2.8 2.8l-5.4 5.4a1 1 0 0 '
        '1-1.4-1.4l4.8-4.7"/>'
    ),
    "clock": f'{CIRCLE}<path d="M8 5v3.2L10 9.5"/>',
    "closed": '<circle class="f" cx="8" cy="8" r="6"/><path class="knock" d="M5.5 8.2 7.2 10l3.3-3.8"/>',
    "cross": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "danger": '<path d="M5.4 2h5.2L14 5.4v5.2L10.6 14H5.4L2 10.6V5.4z"/><path d="M8 5v3.6M8 11v.1"/>',
    "down": '<path d="m4 6 4 4 4-4"/>',
    "eye": (
        '<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"/>'
        '<circle cx="8" cy="8" r="1.8"/>'
    ),
    "flag": '<path d="M3.5 14V2.5M3.5 3h8.5l-2.2 3L12 9H3.5"/>',
    "in-progress": f'{CIRCLE}<path class="f" d="M8 4.5v7a3.5 3.5 0 0 0 0-7z"/>',
    "info": '<rect x="2.5" y="2.5" width="11" height="11" rx="1"/><path d="M8 7.5V11M8 5v.1"/>',
    "lock": '<rect x="3.5" y="7" width="9" height="6.5" rx="1"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>',
    "mail": '<rect x="2" y="3.5" width="12" height="9" rx="1"/><path d="m2.5 4.5 5.5 4 5.5-4"/>',
    "menu": '<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>',
    "more": '<path class="thick" d="M3.5 8h.1M8 8h.1M12.5 8h.1"/>',
    "note": '<path d="M3 3h10v6.5L9.5 13H3z"/><path d="M9.5 13V9.5H13"/>',
    "pending": f'{CIRCLE}<path d="M6.5 6.2v3.6M9.5 6.2v3.6"/>',
    "people": (
        '<circle cx="6" cy="5.5" r="2.3"/>'
        '<path d="M2 13a4 4 0 0 1 8 0M10.5 3.4a2.3 2.3 0 0 1 0 4.2M11.8 9.6A4 4 0 0 1 14 13"/>'
    ),
    "person": '<circle cx="8" cy="5.5" r="2.5"/><path d="M3.5 13.5a4.5 4.5 0 0 1 9 0"/>',
    "phone": (
        '<path d="M4.6 2.5 6.5 2.5 7.4 5.5 5.9 6.6A8 8 0 0 0 9.4 10.1L10.5 8.6 13.5 9.5V11.4A2 2 0 0 1 '
        '11.4 13.5 10 10 0 0 1 2.5 4.6 2 2 0 0 1 4.6 2.5z"/>'
    ),
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "right": '<path d="m6 4 4 4-4 4"/>',
    "route": '<path d="M3 5.5h9M9.5 3 12 5.5 9.5 8M13 10.5H4M6.5 8 4 10.5 6.5 13"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3 3"/>',
    "settings": (
        '<path d="M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6"/><circle cx="10" cy="5" r="1.5"/>'
        '<circle cx="6" cy="11" r="1.5"/>'
    ),
    "template": '<rect x="2.5" y="2.5" width="11" height="11" rx="1"/><path d="M5 6h6M5 8.5h6M5 11h3"/>',
    "tick": '<path d="m3 8.5 3.2 3.2L13 4.8"/>',
    "tray": '<path d="M2.5 9 4 3.5h8L13.5 9v4h-11z"/><path d="M2.5 9H6a2 2 0 0 0 4 0h3.5"/>',
    "unopened": '<circle class="dashed" cx="8" cy="8" r="5.5"/>',
    "window": '<rect x="2" y="3" width="12" height="10" rx="1"/><path d="M2 6h12"/>',
}


def svg(name: str, label: str = "") -> str:
    """The icon's markup; hidden from screen readers unless it has a (plain text, already escaped) label.

    Raises KeyError for a name that is not in ICONS.
    """
    voice = f'role="img" aria-label="{label}"' if label else 'aria-hidden="true"'
    return f'<svg class="i" viewBox="0 0 16 16" {voice}>{ICONS[name]}</svg>'
