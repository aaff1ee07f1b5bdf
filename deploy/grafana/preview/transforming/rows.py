"""Which rows there are, and in which order. Pure."""

import math
from collections.abc import Callable
from dataclasses import replace

from deploy.grafana.preview.frames import Field, Frame, Kind, Value, as_number, name_of
from deploy.grafana.preview.reducing import GRAFANA, reduced
from deploy.grafana.preview.schema.transformations import (
    Condition,
    FilterRows,
    GroupBy,
    Limit,
    Reducing,
    Sort,
)


def in_order(value: Value) -> tuple[int, float, str]:
    """A key to sort by: nothing first, then numbers, then text."""
    number = as_number(value)
    if value is None or (number is not None and math.isnan(number)):
        return (0, 0.0, "")
    return (1, number, "") if number is not None else (2, 0.0, str(value).casefold())


def sorted_rows(frames: list[Frame], options: Sort) -> list[Frame]:
    """Rows by a field (`sortBy`)."""
    by = options.sort[0]

    def ordered(frame: Frame) -> Frame:
        field = frame.named(by.field)
        if field is None:
            return frame
        places = sorted(
            range(frame.length), key=lambda row: in_order(field.values[row]), reverse=by.desc
        )
        return frame.rows(places)

    return [ordered(frame) for frame in frames]


def limited(frames: list[Frame], options: Limit) -> list[Frame]:
    """The first rows (`limit`)."""
    return [frame.rows(range(min(frame.length, options.limitField))) for frame in frames]


def filtered(frames: list[Frame], options: FilterRows) -> list[Frame]:
    """Rows for which conditions hold (`filterByValue`)."""
    combine: Callable[[list[bool]], bool] = all if options.match == "all" else any

    def stays(frame: Frame, row: int) -> bool:
        fields = [(frame.named(one.fieldName), one.config) for one in options.filters]
        held = combine([_holds(field.values[row], how) for field, how in fields if field])
        return held == (options.type == "include")

    return [
        frame.rows([row for row in range(frame.length) if stays(frame, row)]) for frame in frames
    ]


def _holds(value: Value, condition: Condition) -> bool:
    if condition.id in ("isNull", "isNotNull"):
        return (value is None) == (condition.id == "isNull")
    limit = condition.options.get("value")
    if condition.id in ("equal", "notEqual"):
        number = as_number(value)
        same = str(value) == str(limit) if number is None else number == _float(limit)
        return same == (condition.id == "equal")
    number, other = as_number(value), _float(limit)
    if number is None or other is None:
        return False
    return {
        "greater": number > other,
        "greaterOrEqual": number >= other,
        "lower": number < other,
        "lowerOrEqual": number <= other,
    }[condition.id]


def _float(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


def grouped(frames: list[Frame], options: GroupBy) -> list[Frame]:
    """One row per value of the fields that are grouped by (`groupBy`)."""

    def of(frame: Frame) -> Frame:
        how = {name_of(one): options.fields.get(name_of(one)) for one in frame.fields}
        keys = [
            one for one in frame.fields if (h := how[name_of(one)]) and h.operation == "groupby"
        ]
        if not keys:
            return frame
        groups: dict[tuple[Value, ...], list[int]] = {}
        for row in range(frame.length):
            groups.setdefault(tuple(one.values[row] for one in keys), []).append(row)
        fields = [
            replace(one, values=[key[place] for key in groups]) for place, one in enumerate(keys)
        ]
        for one in frame.fields:
            setting = how[name_of(one)]
            if setting is None or setting.operation != "aggregate":
                continue
            for name in setting.aggregations:
                taken = [[one.values[row] for row in rows] for rows in groups.values()]
                values = [reduced(values, name) for values in taken]
                new = f"{name_of(one)} ({name})"
                fields.append(Field(new, _kind(values, one.kind), values, ref=frame.ref))
        return replace(frame, fields=fields)

    return [of(frame) for frame in frames]


def _kind(values: list[Value], kind: Kind) -> Kind:
    return "number" if any(as_number(value) is not None for value in values) else kind


def reduced_rows(frames: list[Frame], options: Reducing) -> list[Frame]:
    """One row per series with its figures, or one value per field (`reduce`)."""
    if options.mode == "reduceFields":
        return [
            replace(
                frame,
                fields=[
                    replace(one, values=[reduced(one.values, options.reducers[0])])
                    for one in frame.fields
                    if one.kind == "number"
                ],
            )
            for frame in frames
        ]
    series = [one for frame in frames for one in frame.fields if one.kind == "number"]
    labels = sorted({label for one in series for label in one.labels})
    fields = [Field("Field", "string", [name_of(one) for one in series])]
    if options.labelsToFields:
        fields += [
            Field(label, "string", [one.labels.get(label, "") for one in series])
            for label in labels
        ]
    fields += [
        Field(GRAFANA[name], "number", [reduced(one.values, name) for one in series])
        for name in options.reducers
    ]
    return [Frame("", fields)]
