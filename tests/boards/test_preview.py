"""Every committed board is drawn in full without Grafana, with the numbers of real services."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.grafana.preview import prometheus as asking
from deploy.grafana.preview.drawing import Asked, Drawing, DrawnBoard
from deploy.grafana.preview.links import Site
from deploy.grafana.preview.page import board_page
from deploy.grafana.preview.schema.board import read_board
from deploy.local.waiting import until
from tests.boards.expressions import board, boards
from tests.boards.scraping import PATIENCE, Prometheus
from tests.flow.plan import AGENCY

SOON = Asked(start="now-5m")
"""The services have run for less than the hours that a board shows."""


async def drawn(path: Path, prometheus: Prometheus, asked: Asked = SOON) -> DrawnBoard:
    drawing = Drawing(asking.Prometheus(prometheus.client))
    return await drawing.board(read_board(board(path)), asked, datetime.now(UTC))


async def full(path: Path, prometheus: Prometheus) -> DrawnBoard:
    """The board as soon as each panel has a value, else as it is then."""
    found: list[DrawnBoard] = []

    async def all_there() -> bool:
        found[:] = [await drawn(path, prometheus)]
        return not any(panel.is_empty for panel in found[0].panels)

    await until(all_there, PATIENCE, f"every panel of {path.stem}")
    return found[0]


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
async def test_every_panel_of_a_board_shows_a_value(path: Path, prometheus: Prometheus) -> None:
    found = await full(path, prometheus)
    assert found.troubles == []
    assert found.notes == []
    drawn_ones = [panel.place.panel.id for panel in found.panels]
    assert sorted(drawn_ones) == [panel["id"] for panel in board(path)["panels"]]
    page = board_page(found)
    assert page.count('<section class="panel') == len(drawn_ones)


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
async def test_every_line_and_bar_of_a_board_has_a_name(path: Path, prometheus: Prometheus) -> None:
    views: list[Any] = [panel.view for panel in (await full(path, prometheus)).panels]
    names = [key.name for view in views for key in getattr(view, "keys", ())]
    charts = [panel for panel in board(path)["panels"] if panel["type"] not in ("stat", "table")]
    assert bool(names) is bool(charts)
    assert not [name for name in names if name == "Value" or name.startswith("{")]


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
async def test_a_panel_of_a_region_without_data_says_so(path: Path, prometheus: Prometheus) -> None:
    long_ago = Asked(start="2020-01-01T00:00:00Z", end="2020-01-02T00:00:00Z")
    found = await drawn(path, prometheus, long_ago)
    written = {
        panel["title"]: panel["fieldConfig"]["defaults"]["noValue"]
        for panel in board(path)["panels"]
        if panel["type"] != "table"
    }
    said = {p.title: p.view.empty for p in found.panels if p.place.panel.type != "table"}
    assert said == written
    for panel in found.panels:
        if panel.place.panel.type == "table" and path.stem != "operasi":
            view: Any = panel.view
            (row,) = view.rows
            assert "TIDAK ADA DATA (tracker)" in [cell.shown.text for cell in row], panel.title
            assert not any(cell.address for cell in row)
    figures = [panel.view.none for panel in found.panels if panel.place.panel.type == "stat"]
    assert {one.shown.colour_word for one in figures if one} == {"merah"}


async def test_a_title_leads_to_the_items_page_and_an_office_to_its_board(
    prometheus: Prometheus, targets: dict[str, str]
) -> None:
    drawing = Drawing(asking.Prometheus(prometheus.client), Site("/papan"))
    (dewan,) = [path for path in boards() if path.stem == "dewan"]
    assert await prometheus.until("item_id:aksi_quick_win_late:days")
    found = await drawing.board(read_board(board(dewan)), SOON, datetime.now(UTC))
    view: Any = next(one.view for one in found.panels if one.place.panel.type == "table")
    addresses = [cell.address for row in view.rows for cell in row if cell.address]
    page, office = addresses
    assert page == f"http://{targets['tracker']}/kemajuan/butir/PAPAN-TERLAMBAT"
    assert office.startswith(f"/papan/aksi-opd?var-agency={AGENCY}&")
    async with httpx.AsyncClient() as reader:
        assert (await reader.get(page)).status_code == 303, "whoever is not signed in is asked to"
