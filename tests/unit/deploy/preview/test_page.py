"""The page: nothing of it is believed, nothing is left to colour, every panel is in its place."""

import re
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from deploy.grafana.preview import prometheus as limits
from deploy.grafana.preview import queries
from deploy.grafana.preview.page import board_page, style
from deploy.grafana.preview.prometheus import NoAnswer
from tests.unit.deploy.preview.small_boards import (
    NOW,
    Answering,
    board,
    defaults,
    drawn,
    panel,
    target,
)

HOSTILE = "<script>alert('x')</script>" + "sangat-panjang" * 300
KINDS = ("stat", "gauge", "bargauge", "table", "timeseries", "barchart", "state-timeline")


def every_kind(**more: Any) -> dict[str, Any]:
    panels = []
    for place, kind in enumerate(KINDS):
        options = {"xField": "job"} if kind == "barchart" else None
        one = panel(
            kind,
            id=place + 1,
            title=f"Panel {kind}",
            gridPos={"x": 0, "y": 8 * place, "w": 12, "h": 8},
            description="Apa ini.\n\n**Bila merah:** tanya.",
        )
        panels.append(one | ({"options": options} if options else {}))
    return board(*panels, **more)


async def page_of(json: Any, *series: Any, **more: Any) -> str:
    return board_page(await drawn(json, Answering({"up": series})), **more)


@pytest.fixture
def parsed() -> Any:
    def of(page: str) -> ElementTree.Element:
        body = page.partition("<body>")[2].rpartition("</body>")[0]
        for void in ("input", "col"):
            body = re.sub(rf"<({void}\b[^>]*?)/?>", r"<\1/>", body)
        body = re.sub(r" (multiple|selected|open)(?=[ >])", r' \1=""', body)
        return ElementTree.fromstring(f"<body>{body}</body>")

    return of


async def test_labels_of_a_series_are_never_markup() -> None:
    page = await page_of(every_kind(), ({"job": HOSTILE}, 3), ({"job": "b"}, 4))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


async def test_a_page_has_no_script_and_no_style_of_an_element(parsed: Any) -> None:
    page = await page_of(every_kind(), ({"job": "a"}, 3), here="/papan/uji", style_address="/x.css")
    assert "<style" not in page
    for element in parsed(page).iter():
        assert not {name for name in element.attrib if name == "style" or name.startswith("on")}


async def test_every_drawing_has_a_title_a_description_and_ids_of_its_own(parsed: Any) -> None:
    body = parsed(await page_of(every_kind(), ({"job": "a"}, 3), ({"job": "b"}, 4)))
    ids = [element.attrib["id"] for element in body.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    drawings = [one for one in body.iter("svg") if one.attrib.get("role") == "img"]
    assert len(drawings) >= 5
    for one in drawings:
        assert set(one.attrib["aria-labelledby"].split()) <= set(ids)
        assert one.find("title") is not None
        assert (one.findtext("desc") or "").strip()
    hidden = [one for one in body.iter("svg") if one.attrib.get("role") != "img"]
    assert all(one.attrib.get("aria-hidden") == "true" for one in hidden)


async def test_values_and_meaning_stand_below_every_chart(parsed: Any) -> None:
    body = parsed(await page_of(every_kind(), ({"job": "a"}, 3)))
    panels = [one for one in body.iter("section") if "panel" in one.attrib["class"].split()]
    assert len(panels) == len(KINDS)
    for one in panels:
        named = [summary.text for summary in one.iter("summary")]
        wanted = ["Penjelasan"] if "kind-table" in one.attrib["class"] else ["Penjelasan", "Angka"]
        assert named == wanted


async def test_the_page_says_what_it_is_and_how_old_its_numbers_are() -> None:
    answers: dict[str, Any] = {
        "up": [({"job": "a"}, 1)],
        "max(timestamp(up))": [({}, NOW.timestamp() - 180)],
    }
    page = board_page(await drawn(every_kind(), Answering(answers)))
    assert "Pratinjau papan, bukan Grafana." in page
    assert "Angka dibaca 31 Oktober 2026 09.00" in page
    assert "umur data 3 menit" in page
    unknown = board_page(await drawn(board(panel()), Answering()))
    assert "umur data tidak diketahui" in unknown


async def test_every_place_of_the_grid_is_in_the_stylesheet() -> None:
    page = await page_of(every_kind(), ({"job": "a"}, 3))
    for name in set(re.findall(r'class="panel kind-\S+ (\S+) (\S+) (\S+) (\S+)"', page)):
        assert all(f".{one}{{" in style() for one in name)
    assert "@media (max-width: 600px)" in style()
    assert "@media print" in style()


async def test_a_lone_file_needs_nothing_beside_it() -> None:
    page = await page_of(every_kind(), ({"job": "a"}, 3))
    assert "<link" not in page
    assert "src=" not in page
    assert "<form" not in page


async def test_series_beyond_the_limit_are_counted_not_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "SERIES_MOST", 5)
    many = [({"job": f"j{n}"}, n) for n in range(9)]
    page = await page_of(board(panel()), *many)
    assert "5 dari 9 deret digambar" in page
    assert "j7" not in page


async def test_only_some_queries_are_asked_at_once() -> None:
    answering = Answering(delay=0.001)
    panels = [panel(id=n, gridPos={"x": 0, "y": n, "w": 4, "h": 1}) for n in range(1, 20)]
    await drawn(board(*panels), answering)
    assert answering.most_under_way == limits.AT_ONCE


async def test_a_query_that_takes_too_long_is_the_panels_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def slow(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    found = await drawn(board(panel(targets=[target("heavy")])), slow)
    assert found.troubles == [
        f'"Papan uji": kueri A: tidak dijawab dalam {limits.QUERY_SECONDS} detik'
    ]
    assert "tidak terjawab" in board_page(found)
    assert found.panels[0].view.kind == "trouble", "nothing is drawn of half the answers"
    forms = Answering()
    await drawn(board(panel()), forms)
    assert forms.forms[0]["timeout"] == "10s"


async def test_a_refused_query_says_why() -> None:
    async def refusing(_: httpx.Request) -> httpx.Response:
        return httpx.Response(400, json={"status": "error", "error": "parse error <b>"})

    page = board_page(await drawn(board(panel()), refusing))
    assert "parse error &lt;b&gt;" in page


async def test_an_answer_that_is_too_large_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "ANSWER_MOST", 1_000)

    async def large(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=b"x" * 2_000)

    found = await drawn(board(panel()), large)
    assert "terlalu besar" in found.troubles[0]


@pytest.mark.parametrize("content", [b"<html>", b"[]", b'{"status": "success"}'])
async def test_what_is_no_prometheus_is_no_answer(content: bytes) -> None:
    async def other(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=content)

    with pytest.raises(NoAnswer):
        await drawn(board(panel()), other)


async def test_a_prometheus_that_is_away_is_no_answer() -> None:
    async def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(NoAnswer):
        await drawn(board(panel()), away)


async def test_no_value_has_grafanas_colour_where_no_words_are_for_it() -> None:
    plain = board_page(
        await drawn(board(panel(fieldConfig=defaults(noValue="TIDAK ADA"))), Answering())
    )
    assert "TIDAK ADA" in plain
    assert "hijau" in plain
    grey = [
        {
            "type": "special",
            "options": {"match": "null", "result": {"text": "NIHIL", "color": "#8e8e8e"}},
        }
    ]
    said = board_page(await drawn(board(panel(fieldConfig=defaults(mappings=grey))), Answering()))
    assert "NIHIL" in said
    assert "hijau" not in said
