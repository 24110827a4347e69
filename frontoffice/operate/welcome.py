"""Where to go in the demo: kept when it is loaded, printed at each start."""

from pathlib import Path

from frontoffice.config.environment import Environment

DEMO_SITE_STEP = 1000
MOST_PORTS = 65_536


def where_to_go_file(home: Path) -> Path:
    """What the terminal prints about the demo; only there when the demo was loaded."""
    return home / "demo" / "where-to-go.txt"


def demo_site_port(settings: Environment) -> int:
    """Where the demo district's website answers: well away from ports that stand beside the web server's."""
    port = settings.number("FRONTOFFICE_PORT")
    port += DEMO_SITE_STEP if port + DEMO_SITE_STEP < MOST_PORTS else -DEMO_SITE_STEP
    return port if port != settings.number("FRONTOFFICE_MAIL_PORT") else port + 1


def without_ports(text: str, settings: Environment) -> str:
    """The text with names for its ports, so that it holds when the ports change."""
    port = settings.number("FRONTOFFICE_PORT")
    return text.replace(f":{demo_site_port(settings)}", ":SITE_PORT").replace(f":{port}", ":PORT")


def with_ports(text: str, settings: Environment) -> str:
    """The text as it is true for these settings."""
    port = settings.number("FRONTOFFICE_PORT")
    return text.replace(":SITE_PORT", f":{demo_site_port(settings)}").replace(":PORT", f":{port}")
