"""The pages that are written out in `content/pages`, and the news posts."""

import re
from datetime import date, timedelta
from functools import cache
from html import escape
from typing import NamedTuple

from frontoffice.operate.demo.people import CONTENT
from frontoffice.operate.demo.school_year import school_year
from frontoffice.operate.demo.site.contacts import Sheet
from frontoffice.operate.demo.site.layout import Article
from frontoffice.operate.demo.site.markup import CONTACT, to_html

HEAD = re.compile(r"^=== (.+)$", re.MULTILINE)
PAGE_FILES = ("families.txt", "district.txt", "activities.txt")
NEWEST_ON_HOME = 5


class Written(NamedTuple):
    """A page as its author left it."""

    path: str
    title: str
    section: str
    text: str


class Post(NamedTuple):
    """A news post, so many days before today."""

    slug: str
    days_ago: int
    title: str
    text: str

    @property
    def path(self) -> str:
        return f"/news/{self.slug}/"

    def on(self, today: date) -> date:
        return today - timedelta(days=self.days_ago)


@cache
def written_pages() -> tuple[Written, ...]:
    """Every page of `content/pages` except the news."""
    return tuple(_page(head, text) for name in PAGE_FILES for head, text in _pieces(name))


@cache
def posts() -> tuple[Post, ...]:
    """The news, newest first."""
    made = (_post(head, text) for head, text in _pieces("news.txt"))
    return tuple(sorted(made, key=lambda post: post.days_ago))


def written_article(page: Written, sheet: Sheet, today: date) -> Article:
    """A written page as an article."""
    text = page.text.replace("{{year}}", school_year(today).name)
    return Article(page.title, page.section, to_html(text, sheet))


def post_article(post: Post, sheet: Sheet, today: date) -> Article:
    """A news post as an article."""
    posted = f'<p class="meta">Posted {_long(post.on(today))}</p>'
    return Article(post.title, "District", posted + to_html(post.text, sheet))


def news_article(today: date) -> Article:
    """The list of all posts."""
    return Article(
        "News",
        "District",
        _news_list(posts(), today) + '<p><a href="/news/feed.xml">RSS feed</a></p>',
    )


def home_article(sheet: Sheet, today: date) -> Article:
    """The front page."""
    upcoming = [day for day in school_year(today).days if day.on >= today][:5]
    rows = "".join(f"<li><strong>{_long(day.on)}</strong><br>{escape(day.name)}</li>" for day in upcoming)
    quick = (("Report an absence", "/families/attendance/"), ("Bus routes", "/transportation/routes/"), ("Lunch menu", "/families/menu/"), ("Bell schedules", "/bells/"), ("Enroll", "/families/enrollment/"), ("Parent portal", "/families/portal/"))  # fmt: skip
    tiles = "".join(f'<li><a href="{path}">{label}</a></li>' for label, path in quick)
    body = (
        '<p class="lead">4,192 students, six schools, one river. Good morning from all of us.</p>'
        f'<ul class="tiles">{tiles}</ul><h2>News</h2>{_news_list(posts()[:NEWEST_ON_HOME], today)}'
        '<p><a href="/news/">All news</a></p>' + to_html("[[m.solberg comment|Home page]]", sheet)
    )
    aside = f'<h2>Coming up</h2><ul>{rows}</ul><p><a href="/calendar/">School calendar</a></p>'
    return Article("Welcome to Riverbend", "Home", body, aside)


def _news_list(some: tuple[Post, ...], today: date) -> str:
    return '<ul class="news">' + "".join(_news_item(post, today) for post in some) + "</ul>"


def _news_item(post: Post, today: date) -> str:
    teaser = " ".join(CONTACT.sub("", post.text).split()[:22])
    dated = f'<span class="meta">{_long(post.on(today))}</span>'
    return f'<li><a href="{post.path}">{escape(post.title)}</a><br>{escape(teaser)} … {dated}</li>'


def _long(on: date) -> str:
    return f"{on:%A, %B} {on.day}"


def _pieces(name: str) -> list[tuple[str, str]]:
    _, *pieces = HEAD.split((CONTENT / "pages" / name).read_text(encoding="utf-8"))
    return list(zip(pieces[::2], pieces[1::2], strict=True))


def _page(head: str, text: str) -> Written:
    path, title, section = (field.strip() for field in head.split("|"))
    return Written(path, title, section, text)


def _post(head: str, text: str) -> Post:
    slug, days_ago, title = (field.strip() for field in head.split("|", 2))
    return Post(slug, int(days_ago), title, text)
