"""Several frames as one. Pure."""

from dataclasses import replace

from deploy.grafana.preview.frames import Field, Frame, Value, name_of
from deploy.grafana.preview.schema.transformations import Join, Nothing

Row = dict[str, Value]


def merged(frames: list[Frame], options: Nothing) -> list[Frame]:
    """One table: rows that agree in all fields they share become one (`merge`)."""
    full = [frame for frame in frames if frame.fields]
    if len(frames) <= 1 or not full:
        return frames[:1]
    fields: dict[str, Field] = {}
    for one in (one for frame in full for one in frame.fields):
        fields.setdefault(one.name, one)
    shared = [
        name for name in fields if all(any(one.name == name for one in f.fields) for f in full)
    ]
    if not shared:
        return frames
    rows: list[Row] = []
    by_key: dict[tuple[Value, ...], list[int]] = {}
    for row in (row for frame in full for row in _rows(frame)):
        places = by_key.setdefault(tuple(row[name] for name in shared), [])
        fitting = [place for place in places if _agree(rows[place], row)]
        for place in fitting:
            rows[place] |= row
        if not fitting:
            places.append(len(rows))
            rows.append(dict(row))
    columns = [
        replace(one, values=[row.get(name) for row in rows], labels={})
        for name, one in fields.items()
    ]
    return [Frame("", columns)]


def joined(frames: list[Frame], options: Join) -> list[Frame]:
    """Frames side by side, one row per value of the field (`joinByField`)."""
    name = options.byField or "Time"
    having = [(frame, by) for frame in frames if (by := frame.named(name))]
    if len(having) <= 1:
        return [frame for frame, _ in having] or frames
    keys = list(dict.fromkeys(value for _, by in having for value in by.values))
    if options.mode == "inner":
        keys = [key for key in keys if all(key in by.values for _, by in having)]
    if having[0][1].kind != "string":
        keys.sort(key=lambda key: float(key or 0))
    first = having[0][1]
    fields = [replace(first, values=keys)]
    for frame, by in having:
        places = {value: row for row, value in reversed(list(enumerate(by.values)))}
        fields += [
            replace(
                one,
                values=[one.values[places[key]] if key in places else None for key in keys],
                shown_as=name_of(one) if one.labels else one.shown_as,
            )
            for one in frame.fields
            if one is not by
        ]
    return [Frame("joined", fields)]


def _rows(frame: Frame) -> list[Row]:
    return [{one.name: one.values[row] for one in frame.fields} for row in range(frame.length)]


def _agree(existing: Row, row: Row) -> bool:
    return all(existing.get(name) in (None, value) for name, value in row.items())
