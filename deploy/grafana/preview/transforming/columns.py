"""Which columns there are, how they are called, and where they stand. Pure."""

import operator
import re
from collections.abc import Callable
from dataclasses import replace

from deploy.grafana.preview.frames import Field, Frame, Value, as_number, name_of
from deploy.grafana.preview.schema.fields import between_slashes
from deploy.grafana.preview.schema.transformations import (
    Calculate,
    FilterFields,
    LabelsToFields,
    NameFilter,
    Organize,
    Rename,
    Side,
)

LAST = 10_000
_OPERATORS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def organized(frames: list[Frame], options: Organize) -> list[Frame]:
    """Some columns hidden, others under another name, in the order that is given (`organize`)."""

    def chosen(frame: Frame) -> Frame:
        hidden = options.excludeByName
        kept = [one for one in frame.fields if not hidden.get(name_of(one))]
        if options.indexByName:
            kept.sort(key=lambda one: options.indexByName.get(name_of(one), LAST))
        names = options.renameByName
        return replace(
            frame,
            fields=[
                replace(one, shown_as=new) if (new := names.get(name_of(one))) else one
                for one in kept
            ],
        )

    return [chosen(frame) for frame in frames]


def filtered(frames: list[Frame], options: FilterFields) -> list[Frame]:
    """Only the fields that are meant (`filterFieldsByName`)."""

    def stays(one: Field) -> bool:
        name = name_of(one)
        if options.include and not _meant(options.include, name):
            return False
        return not (options.exclude and _meant(options.exclude, name))

    kept = [replace(frame, fields=list(filter(stays, frame.fields))) for frame in frames]
    return [frame for frame in kept if frame.fields]


def _meant(names: NameFilter, name: str) -> bool:
    if name in (names.names or ()):
        return True
    return bool(names.pattern and re.search(between_slashes(names.pattern), name))


def renamed(frames: list[Frame], options: Rename) -> list[Frame]:
    """Names by pattern (`renameByRegex`)."""
    pattern = re.compile(between_slashes(options.regex).removeprefix("^(?:").removesuffix(")$"))
    new = re.sub(r"\$(\d)", r"\\\1", options.renamePattern)
    return [
        replace(
            frame,
            fields=[
                one if one.kind == "time" else replace(one, shown_as=pattern.sub(new, name_of(one)))
                for one in frame.fields
            ],
        )
        for frame in frames
    ]


def labels_as_columns(frames: list[Frame], options: LabelsToFields) -> list[Frame]:
    """Labels of series as columns of their own (`labelsToFields`)."""

    def spread(frame: Frame) -> Frame:
        labels: dict[str, str] = {}
        for one in frame.fields:
            labels |= one.labels
        kept = {
            label: text
            for label, text in labels.items()
            if label != options.valueLabel
            and (options.keepLabels is None or label in options.keepLabels)
        }
        columns = [
            Field(label, "string", [text] * frame.length, ref=frame.ref)
            for label, text in kept.items()
        ]
        named = labels.get(options.valueLabel or "")
        rest = [
            replace(one, labels={}, name=named or one.name, shown_as=None) if one.labels else one
            for one in frame.fields
        ]
        times = [one for one in rest if one.kind == "time"]
        return replace(frame, fields=[*times, *columns, *(o for o in rest if o.kind != "time")])

    return [spread(frame) for frame in frames]


def calculated(frames: list[Frame], options: Calculate) -> list[Frame]:
    """One more field, from two others or from one and a number (`calculateField`)."""
    work = _OPERATORS[options.binary.operator]

    def result(left: Value, right: Value) -> Value:
        one, other = as_number(left), as_number(right)
        if one is None or other is None:
            return None
        try:
            return work(one, other)
        except ZeroDivisionError:
            return None

    def more(frame: Frame) -> Frame:
        left, right = _side(options.binary.left, frame), _side(options.binary.right, frame)
        if left is None or right is None:
            return frame
        values = [result(*pair) for pair in zip(left, right, strict=True)]
        return replace(frame, fields=[*frame.fields, Field(options.alias, "number", values)])

    return [more(frame) for frame in frames]


def _side(side: str | Side, frame: Frame) -> list[Value] | None:
    name = side if isinstance(side, str) else side.matcher.options if side.matcher else side.fixed
    found = frame.named(name or "")
    if found is not None:
        return list(found.values)
    try:
        return [float(name or "")] * frame.length
    except ValueError:
        return None
