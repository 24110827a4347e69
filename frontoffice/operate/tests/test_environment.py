"""The environment's own making, where it can be tried without a registry."""

from pathlib import Path

from frontoffice.operate.environment import existing, uv_settings


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
