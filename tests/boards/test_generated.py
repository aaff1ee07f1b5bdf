"""The committed boards are what their Python says, and Grafana loses nothing of them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.boards.__main__ import BOARDS, PAGE, encoded
from deploy.grafana.boards.listing import with_list
from tests.boards.expressions import DASHBOARDS, ROOT, board, boards

OPERATIONS = ROOT / "docs/operations.md"
PROVISIONING = ROOT / "deploy/grafana/provisioning"
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors() -> set[str]:
    """The sections of docs/operations.md as a link names them."""
    headings = HEADING.findall(OPERATIONS.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def colours(read: Any) -> Iterator[str]:
    """Every colour by which something is said, but for what is said of no data."""
    if isinstance(read, dict):
        if read.get("match") in ("null", "nan"):
            return
        for name, value in read.items():
            if name in ("color", "fixedColor") and isinstance(value, str):
                yield value
            yield from colours(value)
    elif isinstance(read, list):
        for value in read:
            yield from colours(value)


def can_be_red(panel: dict[str, Any]) -> bool:
    return any("red" in colour for colour in colours(panel["fieldConfig"]))


def words_of(mapping: dict[str, Any]) -> list[dict[str, Any]]:
    """What a mapping shows."""
    options = mapping["options"]
    return [options["result"]] if "result" in options else list(options.values())


def test_no_board_is_written_by_hand() -> None:
    assert [path.name for path in boards()] == sorted(BOARDS)


@pytest.mark.parametrize("name", sorted(BOARDS))
def test_generating_again_gives_the_committed_bytes(name: str) -> None:
    committed = (DASHBOARDS / name).read_bytes()
    assert committed == encoded(BOARDS[name]).encode(), "run: python -m deploy.grafana.boards"


def test_the_list_for_people_is_that_of_the_boards() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_list(page, BOARDS.values()), "run: make boards"
    for path in boards():
        assert f"### {board(path)['title']}\n" in page


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_a_board_asks_one_question_and_says_how_old_its_figures_are(path: Path) -> None:
    read = board(path)
    assert read["description"].endswith("?")
    assert "Umur data" in [panel["title"] for panel in read["panels"]]


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_no_code_of_a_place_an_office_or_a_status_is_read_by_people(path: Path) -> None:
    """Codes are hidden columns that links use."""
    codes = {"agency", "item_id", "region", "period", "pillar", "status", "kind", "rule"}
    for panel in board(path)["panels"]:
        if panel["type"] != "table" or path.stem == "operasi":
            continue
        (organised,) = [one for one in panel["transformations"] if one["id"] == "organize"]
        shown = {
            override["matcher"]["options"]: {one["id"]: one["value"] for one in properties}
            for override in panel["fieldConfig"]["overrides"]
            if (properties := override["properties"])
        }
        for label, heading in organised["options"]["renameByName"].items():
            if label in codes:
                column = shown[heading]
                assert column.get("custom.hidden") or column.get("mappings"), heading


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_a_table_says_that_all_is_well_only_while_a_service_says_so(path: Path) -> None:
    """Else a dead tracker leaves the sentence of an empty table."""
    for panel in board(path)["panels"]:
        if panel["type"] == "table" and path.stem != "operasi":
            assert ") * NaN" in panel["targets"][0]["expr"], panel["title"]


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_the_address_of_a_board_does_not_say_where_its_links_lead(path: Path) -> None:
    for one in board(path)["templating"]["list"]:
        assert one.get("skipUrlSync", False) is (one["name"] == "portal")


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_grafanas_own_model_keeps_every_key(path: Path) -> None:
    register_default_plugins()
    read = board(path)
    again = json.loads(json.dumps(Dashboard.from_json(read), cls=JSONEncoder))
    assert again == read


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_a_board_has_the_schema_that_file_provisioning_takes(path: Path) -> None:
    read = board(path)
    assert read["schemaVersion"] == 42
    assert "id" not in read, "Grafana numbers boards itself"
    assert read["uid"]


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_every_panel_has_a_number_of_its_own_and_a_place_of_its_own(path: Path) -> None:
    panels = board(path)["panels"]
    assert [panel["id"] for panel in panels] == list(range(1, len(panels) + 1))
    cells = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_every_panel_says_what_it_shows_and_what_to_do(path: Path) -> None:
    sections = anchors()
    for panel in board(path)["panels"]:
        shows, remedy, guide = panel["description"].split("\n\n")
        assert len(shows) > 20, panel["title"]
        when = "**Bila merah:** " if can_be_red(panel) else "**Yang dilakukan:** "
        assert remedy.startswith(when), panel["title"]
        assert guide.removeprefix("Panduan: docs/operations.md#") in sections, panel["title"]


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_a_figure_says_which_of_its_values_it_shows(path: Path) -> None:
    figures = [panel for panel in board(path)["panels"] if panel["type"] == "stat"]
    assert figures
    for panel in figures:
        assert panel["options"]["reduceOptions"]["calcs"] == ["lastNotNull"]


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_a_figure_that_is_not_there_is_red(path: Path) -> None:
    """Else Grafana gives it the colour of the first threshold: a calm green for no data."""
    for panel in board(path)["panels"]:
        if panel["type"] == "stat":
            special = [one["options"] for one in panel["fieldConfig"]["defaults"]["mappings"]]
            (null,) = [one["result"] for one in special if one["match"] == "null"]
            assert null["text"] == panel["fieldConfig"]["defaults"]["noValue"]
            assert null["color"] == "dark-red"


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_words_are_coloured_only_where_they_have_colours(path: Path) -> None:
    """Else Grafana shows them in its own green."""
    for panel in board(path)["panels"]:
        for override in panel["fieldConfig"]["overrides"]:
            properties = {one["id"]: one["value"] for one in override["properties"]}
            if properties.get("custom.cellOptions", {}).get("type") == "color-text":
                words = [words_of(one) for one in properties.get("mappings", [])]
                coloured = bool(words) and all(w.get("color") for one in words for w in one)
                assert coloured or "thresholds" in properties, override["matcher"]["options"]


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_boards_ask_the_datasource_that_is_provisioned(path: Path) -> None:
    file = PROVISIONING / "datasources/prometheus.yml"
    (datasource,) = yaml.safe_load(file.read_text(encoding="utf-8"))["datasources"]
    read = board(path)
    asked = [panel["datasource"] for panel in read["panels"]]
    asked += [target["datasource"] for panel in read["panels"] for target in panel["targets"]]
    asked += [one["datasource"] for one in read["templating"]["list"] if one["type"] == "query"]
    assert {(found["type"], found["uid"]) for found in asked} == {
        (datasource["type"], datasource["uid"])
    }
