"""The session's cookie, and forms that are its own."""

import pytest
from starlette.requests import Request
from starlette.responses import Response

from chassis.http.problem import Problem
from chassis.web.session import form_key, is_own_form, keep_session, must_be_own_site


def sent_with(**headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    return Request({"type": "http", "method": "POST", "headers": raw})


@pytest.mark.parametrize(("secure", "flag"), [(True, True), (False, False)])
def test_no_script_reads_the_cookie_and_no_other_site_sends_it(secure: bool, flag: bool) -> None:
    response = Response()
    keep_session(response, "token", 60, secure=secure)
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert ("Secure" in cookie) is flag


def test_a_form_is_of_one_session_alone() -> None:
    assert is_own_form("a", form_key("a"))
    for given in (form_key("b"), "", "ä", form_key("a") + "0"):
        assert not is_own_form("a", given)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": "http://aksi.example", "host": "aksi.example"},
        {"host": "aksi.example"},
    ],
)
def test_a_form_of_this_site_is_taken(headers: dict[str, str]) -> None:
    must_be_own_site(sent_with(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "http://jahat.example", "host": "aksi.example"},
        {"origin": "null", "host": "aksi.example"},
    ],
)
def test_a_form_of_another_site_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Problem) as refused:
        must_be_own_site(sent_with(**headers))
    assert (refused.value.status, refused.value.code) == (403, "foreign-form")
