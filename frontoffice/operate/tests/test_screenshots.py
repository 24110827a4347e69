"""The pictures that the documentation shows are the ones that the command makes."""

import re

from frontoffice.operate.screenshots import FOLDER, PICTURES, contents

MOST_BYTES = 3_000_000


def test_the_folder_holds_every_picture_of_the_list_and_no_other() -> None:
    listed = {name for picture in PICTURES for name in picture.files()}
    assert {file.name for file in FOLDER.glob("*.webp")} == listed
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == contents()


def test_the_pictures_are_small_and_are_what_their_names_say() -> None:
    files = list(FOLDER.glob("*.webp"))
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    for file in files:
        assert file.read_bytes()[8:12] == b"WEBP"


def test_the_readme_shows_pictures_that_are_there() -> None:
    readme = (FOLDER.parents[1] / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"docs/screenshots/([\w-]+\.webp)", readme)
    assert shown
    assert all((FOLDER / name).exists() for name in shown)
