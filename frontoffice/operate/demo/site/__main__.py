"""`python -m frontoffice.operate.demo.site --port N --home DIR`: serve the demo district's website."""

import argparse
import signal
import sys
from pathlib import Path

from frontoffice.operate.demo.site.server import serve
from frontoffice.operate.demo.site.switch import contact_links, links_version, site_state


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; 0 then, 2 when the port is taken."""
    parser = argparse.ArgumentParser(prog="frontoffice.operate.demo.site", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    parser.add_argument(
        "--home",
        type=Path,
        required=True,
        help="holds demo/site-state and demo/contact-links.json",
    )
    parser.add_argument("--front-door", default="http://127.0.0.1:8000", help="where contact links lead")
    asked = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        serve(
            asked.port,
            lambda: site_state(asked.home),
            contact_links(asked.home, asked.front_door),
            lambda: links_version(asked.home),
        )
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        print(
            f"Cannot serve the demo site on port {asked.port}: {error.strerror}",
            file=sys.stderr,
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
