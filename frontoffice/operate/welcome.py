"""Where to go in the demo: kept when it is loaded, printed at each start."""

from pathlib import Path

from frontoffice.config.environment import Environment


def where_to_go_file(home: Path) -> Path:
    """What the terminal prints about the demo; only there when the demo was loaded."""
    return home / "demo" / "where-to-go.txt"


def without_ports(text: str, settings: Environment) -> str:
    """The text with names for its ports, so that it holds when the ports change."""
    port = settings.number("FRONTOFFICE_PORT")
    return text.replace(f":{port}", ":PORT").replace(f":{port + 1}", ":SITE_PORT")


def with_ports(text: str, settings: Environment) -> str:
    """The text as it is true for these settings."""
    port = settings.number("FRONTOFFICE_PORT")
    return text.replace(":SITE_PORT", f":{port + 1}").replace(":PORT", f":{port}")
