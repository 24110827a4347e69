"""The house rules that a machine can check: ARCHITECTURE.md says what they are for."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from frontoffice.operate.__main__ import names, summaries

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "frontoffice"
MOST_LINES = 400
LAYERS = (
    ("mail", "phone", "screening", "language", "crawler", "ui"),
    ("district",),
    ("safety", "website"),
    ("conversations", "assistant", "exposure"),
    ("measures", "records"),
    ("frontdoor", "inbox", "api"),
    ("config",),
    ("operate",),
)
RANK = {module: rank for rank, line in enumerate(LAYERS) for module in line}
PARTS = {  # rows that are nothing without the row they point to
    "DraftFile.draft",  # a file chosen for an answer that was never sent
}
BANNED = {"Manager", "Helper", "Util", "Utils", "Handler", "Processor", "Misc"}
BANNED_FOR_THINGS = BANNED | {"Service", "Data", "Info", "Base", "Common", "Core"}


def tracked(*patterns: str) -> list[Path]:
    """The files that git knows or would add, of these patterns."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    paths = (CHECKOUT / name for name in listed.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """The product's own Python, without tests and migrations."""
    for path in tracked("frontoffice/*.py"):
        if not {"tests", "migrations"} & set(path.parts):
            yield path, ast.parse(path.read_text())


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("frontoffice.")]


def relations() -> Iterator[tuple[type[models.Model], Any]]:
    for model in ours():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if field.is_relation and field.related_model:
                yield model, field


def documented(page: str, pattern: str) -> set[str]:
    """What the page names in backticks at the start of a heading, a list item or a table's row."""
    path = CHECKOUT / "docs" / page
    if not path.exists():
        return set()
    return set(re.findall(rf"(?m)^\s*(?:#+ |[-*] |\| ?)`({pattern})", path.read_text()))


def test_every_module_has_its_place() -> None:
    modules = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert modules <= set(RANK)


def test_foreign_keys_point_down() -> None:
    wrong = []
    for model, field in relations():
        here, there = model._meta.app_label, field.related_model._meta.app_label
        if here != there and there in RANK and RANK[there] >= RANK[here]:
            wrong.append(f"{model.__name__}.{field.name} points from {here} to {there}")
    assert wrong == []


def test_nothing_goes_because_something_else_went() -> None:
    """on_delete is PROTECT; what goes with its whole is named in PARTS, with the reason."""
    wrong = []
    for model, field in relations():
        if isinstance(field, models.ForeignKey) and not model._meta.auto_created:
            on_delete = field.remote_field.on_delete
            if on_delete is not models.PROTECT and f"{model.__name__}.{field.name}" not in PARTS:
                wrong.append(f"{model.__name__}.{field.name}: {getattr(on_delete, '__name__', on_delete)}")
    assert wrong == []


def test_only_records_deletes() -> None:
    """A line that deletes what is no record of anyone says so: `# not a record: ...`."""
    wrong = []
    for path, tree in sources():
        if "records" in path.relative_to(PACKAGE).parts[:1]:
            continue
        lines = path.read_text().splitlines()
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "delete"
            ):
                text = "\n".join(lines[node.lineno - 1 : (node.end_lineno or node.lineno)])
                if "# not a record:" not in text:
                    wrong.append(f"{path.relative_to(CHECKOUT)}:{node.lineno}")
    assert wrong == []


def test_no_signals() -> None:
    wrong = [
        f"{path.relative_to(CHECKOUT)}:{node.lineno}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("django.db.models.signals", "django.dispatch"))
    ]
    assert wrong == []


def imported(path: Path, tree: ast.Module) -> Iterator[str]:
    """The full names a file imports, relative ones resolved."""
    package = path.relative_to(CHECKOUT).with_suffix("").parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            above = ".".join(package[: -node.level]) if node.level else ""
            module = ".".join(filter(None, (above, node.module or "")))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def importers_of(*names: str, within: set[str]) -> list[str]:
    """Files of the modules `within` that import one of these."""
    found = []
    for path, tree in sources():
        if path.relative_to(PACKAGE).parts[0] in within:
            wrong = [
                name for name in imported(path, tree) if f"{name}.".startswith(tuple(f"{n}." for n in names))
            ]
            found += [f"{path.relative_to(CHECKOUT)}: {name}" for name in wrong]
    return found


def test_the_bottom_line_knows_no_models_no_settings_and_no_database() -> None:
    plain = {"mail", "phone", "screening", "language", "crawler"}
    assert importers_of("django", "psycopg", "procrastinate", within=plain) == []
    assert importers_of("django.db", "django.conf", "psycopg", "procrastinate", within={"ui"}) == []


def test_only_those_who_answer_families_use_mail_and_phone() -> None:
    others = set(RANK) - {"mail", "phone", "conversations", "frontdoor", "safety", "operate"}
    assert importers_of("frontoffice.mail", "frontoffice.phone", within=others) == []


def test_only_the_website_module_fetches() -> None:
    others = set(RANK) - {"crawler", "website", "operate"}
    fetching = (
        f"frontoffice.crawler.{name}" for name in ("crawl", "process", "spider", "frontier", "wire", "render")
    )
    assert importers_of(*fetching, within=others) == []


def test_every_setting_is_documented() -> None:
    from frontoffice.config.environment import SETTINGS

    assert documented("settings.md", r"[A-Z][A-Z0-9_]+") == {setting.name for setting in SETTINGS}


def test_every_event_is_documented() -> None:
    from frontoffice.district.history import EVENTS

    assert documented("events.md", r"[a-z_]+\.[a-z_]+") == set(EVENTS)


def test_every_role_is_documented() -> None:
    from frontoffice.district.models import Member

    text = (CHECKOUT / "docs" / "roles.md").read_text()
    assert [str(role.label) for role in Member.Role if str(role.label) not in text] == []


def test_every_command_is_documented_and_says_what_it_does() -> None:
    known = {name.replace("_", "-") for name in names()}
    assert known - documented("commands.md", r"[a-z][a-z-]+") == set()
    assert [name for name, summary in summaries() if not summary] == []


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["render"]]
    names = {re.split(r"[\[<>=]", line)[0] for line in [*asked, *project["dependency-groups"]["test"]]}
    assert documented("dependencies.md", r"[a-z0-9-]+") == names


def test_every_decision_has_its_number_its_date_and_its_price() -> None:
    pages = sorted((CHECKOUT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text()
        assert re.match(rf"# {int(page.name[:4])}\. .+\n\n\d{{4}}-\d\d-\d\d\. [A-Z]", text), page.name
        for part in ("**What was asked.**", "**What was chosen.**", "**What it costs.**"):
            assert part in text, f"{page.name} lacks {part}"


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_file_is_longer_than_it_can_be_read() -> None:
    files = tracked("frontoffice/*", "tests/*", "bin/*", "bench/*")
    code = [path for path in files if path.suffix in {".py", ".html", ".css", ".js", ".sh", ""}]
    vendored = [path for path in code if {"vendor", "migrations"} & set(path.parts)]
    lengths = {
        str(path.relative_to(CHECKOUT)): len(path.read_text().splitlines())
        for path in set(code) - set(vendored)
    }
    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}


def test_no_machine_and_no_registry_is_named() -> None:
    folders = "|".join(("work", "root", "home/[a-z]+", "Users/[A-Za-z]+"))
    hosts = "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)"))
    pattern = re.compile(rf"(?<![\w./-])/(?:{folders})/|{hosts}")
    wrong = []
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if path != Path(__file__) and "vendor" not in path.parts and (found := pattern.search(text)):
            wrong.append(f"{path.relative_to(CHECKOUT)}: {found.group()}")
    assert wrong == []


def is_django_manager(node: ast.ClassDef) -> bool:
    """Django's own noun for what makes rows: its name is not ours to choose."""
    return any("Manager" in ast.unparse(base) for base in node.bases)


def words(name: str) -> set[str]:
    """The words of a CamelCase or snake_case name, each with a capital."""
    return {word.capitalize() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def test_names_say_what_a_thing_is() -> None:
    wrong = []
    for path, tree in sources():
        if words(path.stem) & BANNED_FOR_THINGS:
            wrong.append(str(path.relative_to(CHECKOUT)))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.ClassDef)
                and words(node.name) & BANNED_FOR_THINGS
                and not is_django_manager(node)
            ):
                wrong.append(f"{path.relative_to(CHECKOUT)}: {node.name}")
            if isinstance(node, ast.FunctionDef) and words(node.name) & BANNED:
                wrong.append(f"{path.relative_to(CHECKOUT)}: {node.name}")
    assert wrong == []
