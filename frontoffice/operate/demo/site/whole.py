"""The whole demo site: every path, made when it is first asked for, and the manifest of what it gives away."""

from collections.abc import Callable
from datetime import date
from functools import partial
from threading import Lock
from typing import NamedTuple

from frontoffice.operate.demo.setup import DEPARTMENTS, SCHOOLS
from frontoffice.operate.demo.site import documents, offices, schools, written
from frontoffice.operate.demo.site.contacts import LinkFor, Sheet, Sighting
from frontoffice.operate.demo.site.layout import CSS, HAWK, SCRIPT, Article, framed

TYPES = {
    "pdf": "application/pdf", "ics": "text/calendar; charset=utf-8", "vcf": "text/vcard; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml; charset=utf-8", "json": "application/json", "txt": "text/plain; charset=utf-8",
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
}  # fmt: skip
HTML = "text/html; charset=utf-8"
Make = Callable[[Sheet, date], bytes]


class File(NamedTuple):
    """What one path answers."""

    body: bytes
    content_type: str
    sightings: tuple[Sighting, ...]


class Site:
    """The site on one day. With `link_for` it is the site after the replacements, without any address."""

    def __init__(self, today: date, link_for: LinkFor | None = None) -> None:
        self.today = today
        self.link_for = link_for
        self._makes: dict[str, Make] = {**_articles(), **_files()}
        self._files: dict[str, File] = {}
        self._lock = Lock()

    def paths(self) -> list[str]:
        """Every path that answers, pages first."""
        return list(self._makes)

    def pages(self) -> list[str]:
        """The paths of the HTML pages."""
        return [path for path in self._makes if path.endswith("/")]

    def file(self, path: str) -> File | None:
        """What the path answers, kept in memory from the first time on; None when there is no such path."""
        made = self._files.get(path)
        if made is None and path in self._makes:
            with self._lock:
                made = self._files.get(path) or self._make(path)
                self._files[path] = made
        return made

    def _make(self, path: str) -> File:
        sheet = Sheet(path, self.link_for)
        body = self._makes[path](sheet, self.today)
        content_type = HTML if path.endswith("/") else TYPES[path.rsplit(".", 1)[1]]
        return File(body, content_type, tuple(sheet.sightings))


def manifest(today: date) -> list[Sighting]:
    """Every address that the site shows before the replacements, by technique and page, each once."""
    site = Site(today)
    files = (site.file(path) for path in site.paths())
    return list(dict.fromkeys(seen for file in files if file for seen in file.sightings))


def _articles() -> dict[str, Make]:
    made: dict[str, Callable[[Sheet, date], Article]] = {"/": written.home_article}
    for page in written.written_pages():
        made[page.path] = partial(written.written_article, page)
    for school in SCHOOLS:
        made.update(schools.makers(school))
    for department in DEPARTMENTS:
        made[f"/departments/{department.slug}/"] = _undated(partial(offices.department_article, department))
    for first, last, technique in offices.LETTERS:
        made[f"/directory/{first}-{last}/"] = _undated(
            partial(offices.directory_article, first, last, technique)
        )
    for route in offices.ROUTES:
        made[f"/transportation/routes/{route.number}/"] = _undated(partial(offices.route_article, route))
    for post in written.posts():
        made[post.path] = partial(written.post_article, post)
    made.update(_lists())
    made["/site-map/"] = lambda sheet, today: _site_map(list(made))
    return {path: _framed(make) for path, make in made.items()}


def _lists() -> dict[str, Callable[[Sheet, date], Article]]:
    return {
        "/schools/": lambda sheet, today: schools.index_article(),
        "/departments/": lambda sheet, today: offices.departments_article(),
        "/directory/": lambda sheet, today: offices.directory_index(),
        "/transportation/routes/": _undated(offices.routes_article),
        "/bells/": _undated(offices.bells_article),
        "/calendar/": offices.calendar_article,
        "/news/": lambda sheet, today: written.news_article(today),
    }


def _undated(make: Callable[[Sheet], Article]) -> Callable[[Sheet, date], Article]:
    return lambda sheet, today: make(sheet)


def _framed(make: Callable[[Sheet, date], Article]) -> Make:
    return lambda sheet, today: framed(make(sheet, today), today).encode()


def _files() -> dict[str, Make]:
    fixed = {
        "/assets/site.css": CSS,
        "/assets/site.min.js": SCRIPT,
        "/assets/hawk.svg": HAWK,
    }
    made: dict[str, Make] = {path: _fixed(text) for path, text in fixed.items()}
    made.update(documents.makers())
    for page in (1, 2):
        made[f"/api/directories/{page}.json"] = _feed_page(page)
    made["/robots.txt"] = _fixed(
        "User-agent: *\nDisallow: /cgi-bin/\nCrawl-delay: 1\nSitemap: /sitemap.xml\n"
    )
    made["/sitemap.xml"] = lambda sheet, today: _sitemap()
    return made


def _fixed(text: str) -> Make:
    return lambda sheet, today: text.encode()


def _feed_page(page: int) -> Make:
    return lambda sheet, today: offices.directory_feed(page, sheet)


def _sitemap() -> bytes:
    urls = "".join(f"<url><loc>{{origin}}{path}</loc></url>" for path in _articles())
    return f'<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()  # fmt: skip


def _site_map(paths: list[str]) -> Article:
    items = "".join(f'<li><a href="{path}">{path}</a></li>' for path in sorted(paths))
    return Article("All pages", "District", f'<ul class="tiles">{items}</ul>')
