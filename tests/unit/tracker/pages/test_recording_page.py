"""The page of a spreadsheet whose reports are being recorded."""

from dataclasses import replace
from typing import cast

import pytest
from starlette.requests import Request

from chassis.auth.auth import Auth
from chassis.web.pages import Pages
from chassis.web.site import Site
from contracts.account import Account, Role
from tests.unit.tracker.plans import NOON
from tracker.report_sheets.upload import PAUSE_MOST, Recording, Upload, pause_after

WAITS = "Basis data sudah"
UPLOAD = Upload("a1", "laporan.xlsx", "pptk", "DINKES", "kukar", "0" * 64, NOON, b"")
RECORDING = Recording(
    begun_at=NOON,
    batch="b",
    rows=250,
    chunks=3,
    done_chunks=1,
    recorded=100,
    unchanged=0,
    refused=0,
    refusals=(),
    left_out={"unchanged": 0, "refused": 0, "unfilled": 0},
    is_open=True,
    broke_off=False,
)


def page_of(recording: Recording, language: str = "id") -> str:
    pages = Pages(
        prefix="/kemajuan",
        site=Site({"/kemajuan": ""}),
        auth=cast(Auth, None),
        packages=("tracker.pages",),
    )
    headers = [(b"accept-language", language.encode())]
    request = Request({"type": "http", "method": "GET", "path": "/kemajuan/", "headers": headers})
    request.state.account = Account(username="pptk", role=Role.OFFICER, agency="DINKES")
    facts = {"upload": UPLOAD, "recording": recording}
    return bytes(pages.render(request, "sheet_recording.html", facts).body).decode()


def test_a_file_that_the_database_does_not_take_says_so_on_its_page() -> None:
    assert WAITS not in page_of(RECORDING)
    waiting = replace(RECORDING, tries=4, waits_until=NOON)
    assert f"{WAITS} 4 kali" in page_of(waiting)
    assert "4 times" in page_of(waiting, "en")
    assert WAITS not in page_of(replace(waiting, is_open=False))


@pytest.mark.parametrize("tries", [0, 1, 5, 9, 10, 63, 10**6])
def test_a_pause_is_twice_as_long_as_the_one_before_up_to_ten_minutes(tries: int) -> None:
    assert pause_after(tries + 1) == min(PAUSE_MOST, 2 * pause_after(tries))
