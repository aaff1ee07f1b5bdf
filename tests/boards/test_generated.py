"""The committed boards are what their Python says, and Grafana loses nothing of them."""

import json
import re
from pathlib import Path

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.grafana.boards.__main__ import BOARDS, encoded
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


def test_no_board_is_written_by_hand() -> None:
    assert [path.name for path in boards()] == sorted(BOARDS)


@pytest.mark.parametrize("name", sorted(BOARDS))
def test_generating_again_gives_the_committed_bytes(name: str) -> None:
    committed = (DASHBOARDS / name).read_bytes()
    assert committed == encoded(BOARDS[name]).encode(), "run: python -m deploy.grafana.boards"


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
def test_every_panel_says_what_it_shows_and_what_to_do_when_it_is_red(path: Path) -> None:
    sections = anchors()
    for panel in board(path)["panels"]:
        shows, red, guide = panel["description"].split("\n\n")
        assert len(shows) > 20, panel["title"]
        assert red.startswith("**Bila merah:** "), panel["title"]
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
                words = [one["options"].values() for one in properties.get("mappings", [])]
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
