"""What every page has around its content."""

from typing import cast

import pytest
from starlette.requests import Request

from chassis.auth.auth import Auth
from chassis.http.problem import Problem
from chassis.text import Text
from chassis.web.pages import Pages, many_fields_of
from chassis.web.site import Site
from contracts.account import Account, Role

STRIP = "Data mungkin belum lengkap"


def pages_of(behind_seconds: float = 0.0) -> Pages:
    return Pages(
        prefix="/kemajuan",
        site=Site({"/kemajuan": ""}),
        auth=cast(Auth, None),
        packages=("tracker.pages",),
        behind_seconds=lambda: behind_seconds,
    )


def page_of(behind_seconds: float, account: Account | None, language: str = "id") -> str:
    pages = pages_of(behind_seconds)
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


def problem_page(method: str, path: str, status: int, kept: dict[str, str] | None = None) -> str:
    scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b""}
    request = Request(scope)
    if kept:
        request.state.kept = kept
    problem = Problem(status, "code", Text("Tidak bisa.", "It cannot be done."))
    return bytes(pages_of().problem(request, problem).body).decode()


TYPED = {"obstacle": "Banjir <dua> meter", "step": "kirim"}
FORM = "/kemajuan/butir/RA-1/lapor"


def test_a_form_that_could_not_be_answered_is_there_to_be_sent_again() -> None:
    page = problem_page("POST", FORM, 503, TYPED)
    assert f'<form method="post" action="{FORM}">' in page
    assert 'name="obstacle" value="Banjir &lt;dua&gt; meter"' in page
    assert 'name="step" value="kirim"' in page
    for method, status in (("POST", 404), ("GET", 503)):
        assert "Banjir" not in problem_page(method, FORM, status, TYPED)


def test_the_way_back_to_a_form_stays_on_this_site() -> None:
    assert f'href="{FORM}"' in problem_page("POST", FORM, 404)
    assert (
        "jahat" not in problem_page("POST", "//jahat.example/kemajuan/x", 404).split("<footer")[0]
    )


def test_a_form_opened_by_its_address_alone_leads_to_the_first_page() -> None:
    scope = {"type": "http", "method": "GET", "path": "/kemajuan/sama", "headers": []}
    answer = pages_of().problem(Request(scope), Problem(405, "code", Text("a", "b")))
    assert (answer.status_code, answer.headers["location"]) == (303, "/kemajuan/")


def sending(count: int) -> Request:
    """A form of so many fields that belong together, and one that does not."""
    body = "&".join([*(f"butir-{number}=ya" for number in range(count)), "lain=1"]).encode()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    return Request(scope, receive)


async def test_no_field_of_a_form_is_left_out_in_silence() -> None:
    values, _ = await many_fields_of(sending(3), "butir-", 3)
    assert values == {"0": "ya", "1": "ya", "2": "ya"}
    with pytest.raises(Problem) as refused:
        await many_fields_of(sending(4), "butir-", 3)
    assert (refused.value.status, refused.value.code) == (413, "too-many-fields")
