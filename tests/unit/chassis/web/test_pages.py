"""What every page has around its content."""

from typing import cast

import pytest
from starlette.requests import Request

from chassis.auth.auth import Auth
from chassis.web.pages import Pages
from chassis.web.site import Site
from contracts.account import Account, Role

STRIP = "Data mungkin belum lengkap"


def page_of(behind_seconds: float, account: Account | None, language: str = "id") -> str:
    pages = Pages(
        prefix="/kemajuan",
        site=Site({"/kemajuan": ""}),
        auth=cast(Auth, None),
        packages=("tracker.pages",),
        behind_seconds=lambda: behind_seconds,
    )
    headers = [(b"accept-language", language.encode())]
    scope = {"type": "http", "method": "GET", "path": "/kemajuan/", "headers": headers}
    request = Request(scope)
    request.state.account = account
    return bytes(pages.render(request, "signed_out.html", {"signed_out": True}).body).decode()


COUNCIL = Account(username="dewan", role=Role.COUNCIL)


@pytest.mark.parametrize(("seconds", "shown"), [(0.0, False), (59.0, False), (185.0, True)])
def test_a_page_says_when_what_it_shows_may_be_old(seconds: float, shown: bool) -> None:
    assert (STRIP in page_of(seconds, COUNCIL)) is shown
    assert STRIP not in page_of(seconds, None), "the same for everybody: it is kept by browsers"


def test_how_old_it_is_stands_there_in_the_readers_language() -> None:
    assert "dalam 3 menit terakhir" in page_of(185.0, COUNCIL)
    assert "in the last 3 minutes" in page_of(185.0, COUNCIL, "en")
