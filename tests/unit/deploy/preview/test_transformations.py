"""What a board has done to the answers of its queries."""

from typing import Any

import pytest

from deploy.grafana.preview.frames import Field, Frame, name_of
from deploy.grafana.preview.schema.board import read_board
from deploy.grafana.preview.schema.panel import Table
from deploy.grafana.preview.transforming import transformed
from tests.unit.deploy.preview.small_boards import board, panel


def frame(ref: str = "A", **columns: Any) -> Frame:
    fields = [
        Field(
            name.replace("Value_", "Value #"),
            "time" if name == "Time" else "string" if isinstance(values[0], str) else "number",
            values,
            ref=ref,
        )
        for name, values in columns.items()
    ]
    return Frame(ref, fields)


def series(value: list[float], **labels: str) -> Frame:
    times = Field("Time", "time", [1000.0 * n for n in range(len(value))])
    return Frame("A", [times, Field("Value", "number", value, labels, labels.get("job"))])


def after(frames: list[Frame], *steps: tuple[str, dict[str, Any]]) -> list[dict[str, list[Any]]]:
    """The frames as columns, after the steps."""
    json = panel("table", transformations=[{"id": name, "options": how} for name, how in steps])
    (one,) = read_board(board(json)).panels
    assert isinstance(one, Table)
    found = transformed(frames, one.transformations)
    return [{name_of(f): list(f.values) for f in frame.fields} for frame in found]


A = frame("A", Time=[1, 1], agency=["DLHK", "DISPAR"], Value_A=[3.0, 4.0])
B = frame("B", Time=[1, 1], agency=["DISPAR", "DINKES"], Value_B=[7.0, 8.0])


def test_merge_joins_rows_that_agree() -> None:
    assert after([A, B], ("merge", {})) == [
        {
            "Time": [1, 1, 1],
            "agency": ["DLHK", "DISPAR", "DINKES"],
            "Value #A": [3.0, 4.0, None],
            "Value #B": [None, 7.0, 8.0],
        }
    ]


def test_merge_of_one_answer_and_none_is_the_one() -> None:
    empty = Frame("B", [Field("Time", "time", []), Field("Value #B", "number", [])])
    (found,) = after([A, empty], ("merge", {}))
    assert found["Value #A"] == [3.0, 4.0]
    assert found["Value #B"] == [None, None]


def test_organize_hides_orders_and_renames() -> None:
    how = {
        "excludeByName": {"Time": True},
        "indexByName": {"Value #A": 0, "agency": 1},
        "renameByName": {"Value #A": "Hari"},
    }
    (found,) = after([A], ("organize", how))
    assert list(found) == ["Hari", "agency"]


@pytest.mark.parametrize(
    ("how", "names"),
    [
        ({"include": {"names": ["agency"]}}, ["agency"]),
        ({"exclude": {"pattern": "/^Val/"}}, ["Time", "agency"]),
        ({"include": {"pattern": "/.*/"}}, ["Time", "agency", "Value #A"]),
    ],
)
def test_fields_are_filtered_by_name(how: Any, names: list[str]) -> None:
    (found,) = after([A], ("filterFieldsByName", how))
    assert list(found) == names


@pytest.mark.parametrize(("desc", "values"), [(False, [3.0, 4.0]), (True, [4.0, 3.0])])
def test_rows_are_sorted(desc: bool, values: list[float]) -> None:
    how = {"fields": {}, "sort": [{"field": "Value #A", "desc": desc}]}
    (found,) = after([A], ("sortBy", how))
    assert found["Value #A"] == values


def test_rows_are_limited() -> None:
    (found,) = after([A], ("limit", {"limitField": 1}))
    assert found["agency"] == ["DLHK"]


@pytest.mark.parametrize(
    ("condition", "kind", "agencies"),
    [
        ({"id": "greater", "options": {"value": 3}}, "include", ["DISPAR"]),
        ({"id": "greaterOrEqual", "options": {"value": "3"}}, "include", ["DLHK", "DISPAR"]),
        ({"id": "lower", "options": {"value": 4}}, "include", ["DLHK"]),
        ({"id": "equal", "options": {"value": 3}}, "exclude", ["DISPAR"]),
        ({"id": "notEqual", "options": {"value": 3}}, "include", ["DISPAR"]),
        ({"id": "isNull", "options": {}}, "include", []),
    ],
)
def test_rows_are_filtered_by_value(condition: Any, kind: str, agencies: list[str]) -> None:
    how = {
        "type": kind,
        "match": "all",
        "filters": [{"fieldName": "Value #A", "config": condition}],
    }
    (found,) = after([A], ("filterByValue", how))
    assert found["agency"] == agencies


def test_frames_stand_side_by_side_by_a_shared_field() -> None:
    (outer,) = after([A, B], ("joinByField", {"byField": "agency", "mode": "outer"}))
    assert outer["agency"] == ["DLHK", "DISPAR", "DINKES"]
    assert outer["Value #B"] == [None, 7.0, 8.0]
    (inner,) = after([A, B], ("joinByField", {"byField": "agency", "mode": "inner"}))
    assert inner["agency"] == ["DISPAR"]


def test_series_become_rows() -> None:
    found = after(
        [series([1, 2], job="a"), series([5, 3], job="b")],
        ("reduce", {"reducers": ["max", "lastNotNull"]}),
    )
    assert found == [{"Field": ["a", "b"], "Max": [2, 5], "Last *": [2, 3]}]


def test_labels_become_columns_and_groups_are_counted_together() -> None:
    given = [series([1, 2], job="a", topic="x"), series([5, 3], job="b", topic="x")]
    columns = after(given, ("labelsToFields", {}))
    assert columns[0] == {
        "Time": [0, 1000], "job": ["a", "a"], "topic": ["x", "x"], "Value": [1, 2],
    }  # fmt: skip
    how = {
        "fields": {
            "agency": {"operation": "groupby"},
            "Value #A": {"operation": "aggregate", "aggregations": ["sum"]},
        }
    }
    twice = frame("A", agency=["X", "Y", "X"], Value_A=[1.0, 2.0, 3.0])
    assert after([twice], ("groupBy", how)) == [
        {"agency": ["X", "Y"], "Value #A (sum)": [4.0, 2.0]}
    ]


def test_names_change_by_pattern_and_fields_are_calculated() -> None:
    how = {"regex": "Value #(.*)", "renamePattern": "Nilai $1"}
    assert list(after([A], ("renameByRegex", how))[0]) == ["Time", "agency", "Nilai A"]
    half = {
        "mode": "binary", "alias": "Setengah",
        "binary": {"left": "Value #A", "operator": "/", "right": "2"},
    }  # fmt: skip
    assert after([A], ("calculateField", half))[0]["Setengah"] == [1.5, 2.0]
    none = {**half, "binary": {"left": "Value #A", "operator": "/", "right": "0"}}
    assert after([A], ("calculateField", none))[0]["Setengah"] == [None, None]
