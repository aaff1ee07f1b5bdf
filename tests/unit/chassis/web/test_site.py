"""Where a page may lead, and where not."""

import pytest

from chassis.web.site import HOME, SIGN_IN, Site

APART = Site({"/rencana": "http://127.0.0.1:8001", "/kemajuan": "http://127.0.0.1:8002/"})
TOGETHER = Site({"/rencana": "", "/kemajuan": ""})


def test_each_service_has_its_own_address_or_all_have_one() -> None:
    assert APART.link(SIGN_IN) == "http://127.0.0.1:8001/rencana/masuk"
    assert APART.link("/kemajuan/butir/A") == "http://127.0.0.1:8002/kemajuan/butir/A"
    assert TOGETHER.link("/kemajuan/butir/A") == "/kemajuan/butir/A"
    assert APART.origins == "http://127.0.0.1:8001 http://127.0.0.1:8002"
    assert TOGETHER.origins == ""


@pytest.mark.parametrize("asked", ["/kemajuan/butir/A", "/kemajuan/?x=1", "/rencana/akun"])
def test_a_page_of_this_site_is_gone_on_to(asked: str) -> None:
    assert TOGETHER.next(asked) == asked


@pytest.mark.parametrize(
    "asked",
    [
        None,
        "",
        "kemajuan/",
        "//jahat.example/kemajuan/",
        "/kemajuan//jahat.example",
        "/\\jahat.example",
        "https://jahat.example/kemajuan/",
        "javascript:alert(1)",
        "/api/v1/session",
        "/kemajuanx/",
    ],
)
def test_any_other_address_is_not_followed(asked: str | None) -> None:
    assert APART.next(asked) == f"http://127.0.0.1:8002{HOME}"
