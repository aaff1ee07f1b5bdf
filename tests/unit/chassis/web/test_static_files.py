"""Static files: another content has another address, so that a browser may keep each for a year."""

import gzip

import pytest
from starlette.requests import Request

from chassis.http.problem import Problem
from chassis.web.static_files import StaticFiles

FILES = StaticFiles(("chassis.web", "tracker.pages"), "/kemajuan/aset")


def asking(encoding: str = "") -> Request:
    headers = [(b"accept-encoding", encoding.encode())] if encoding else []
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize("name", sorted(FILES.names))
def test_a_file_is_kept_for_a_year_and_sent_compressed(name: str) -> None:
    path = FILES.address(name).removeprefix("/kemajuan/aset/")
    plain, compressed = FILES.response(asking(), path), FILES.response(asking("br, gzip"), path)
    assert "immutable" in plain.headers["cache-control"]
    assert compressed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(compressed.body) == plain.body


def test_all_of_a_first_page_is_within_a_hundred_kilobytes() -> None:
    paths = [address.removeprefix("/kemajuan/aset/") for address in FILES.names.values()]
    assert sum(len(FILES.response(asking("gzip"), path).body) for path in paths) < 60_000


@pytest.mark.parametrize("path", ["", "aksi.css", "000000000000/aksi.css", "../pages.py"])
def test_no_other_file_is_served(path: str) -> None:
    with pytest.raises(Problem) as refused:
        FILES.response(asking(), path)
    assert refused.value.status == 404
