"""The environment's own making, where it can be tried without a registry."""

import os
import shutil
from pathlib import Path

import pytest

from frontoffice.operate import environment
from frontoffice.operate.environment import CannotPrepare, existing, find_browser, uv_settings


def test_uv_is_told_what_pip_was_told() -> None:
    told = uv_settings(
        {"index-url": "https://mirror.example/simple", "cert": "/c.pem", "proxy": "http://p:1"}, {}
    )
    assert told["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert told["SSL_CERT_FILE"] == "/c.pem"
    assert told["HTTPS_PROXY"] == told["HTTP_PROXY"] == "http://p:1"


def test_nothing_is_told_where_nothing_was_set() -> None:
    assert set(uv_settings({}, {"UV_CACHE_DIR": "/"})) <= {"UV_LINK_MODE"}


def test_what_uv_was_told_itself_stays() -> None:
    pip = {"index-url": "https://mirror.example/simple", "proxy": "http://p:1"}
    told = uv_settings(pip, {"UV_DEFAULT_INDEX": "https://own.example", "https_proxy": "http://q:2"})
    assert "UV_DEFAULT_INDEX" not in told
    assert "HTTPS_PROXY" not in told


def test_a_second_index_is_searched_as_pip_does() -> None:
    told = uv_settings({"extra-index-url": "https://a.example/s https://b.example/s"}, {})
    assert told["UV_INDEX"] == "https://a.example/s https://b.example/s"
    assert told["UV_INDEX_STRATEGY"] == "unsafe-best-match"


def test_a_folder_that_is_not_there_is_passed_over(tmp_path: Path) -> None:
    places = f"file://{tmp_path} file:///not/there /nor/there https://mirror.example"
    assert existing(places) == [f"file://{tmp_path}", "https://mirror.example"]


@pytest.fixture
def not_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def test_without_a_browser_the_one_command_that_installs_it_is_named(
    not_root: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FRONTOFFICE_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotPrepare) as refused:
        find_browser()
    assert "There is no Chromium." in str(refused.value)
    assert "apt-get install -y --no-install-recommends chromium" in str(refused.value)


def test_a_browser_that_was_named_and_is_not_there_is_named_back(
    not_root: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTOFFICE_CHROMIUM", "/opt/none/chromium")
    with pytest.raises(CannotPrepare, match="There is no /opt/none/chromium"):
        find_browser()


def test_a_driver_that_does_not_start_says_why(
    not_root: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    driver = tmp_path / "lib" / "python3.11" / "site-packages" / "playwright" / "driver" / "node"
    driver.parent.mkdir(parents=True)
    driver.write_text("#!/bin/sh\necho 'libatomic.so.1: cannot open' >&2\nexit 127\n")
    driver.chmod(0o755)
    monkeypatch.setenv("FRONTOFFICE_CHROMIUM", str(driver))
    monkeypatch.setattr(environment, "VENV", tmp_path)
    with pytest.raises(CannotPrepare, match=r"libatomic\.so\.1(?s:.*)apt-get install .* libatomic1"):
        find_browser()


def test_an_environment_that_holds_the_tests_keeps_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment, "INSTALLED", tmp_path / "installed.lock")
    assert not environment.holds_tests()
    shutil.copy(environment.REQUIREMENTS / "runtime.lock", tmp_path / "installed.lock")
    assert not environment.holds_tests()
    shutil.copy(environment.REQUIREMENTS / "test.lock", tmp_path / "installed.lock")
    assert environment.holds_tests()
