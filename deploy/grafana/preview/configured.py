"""Each field of a panel with its own settings: the panel's, and what is different for it. Pure."""

import math
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from deploy.grafana.preview.frames import Field, Frame, as_number, name_of
from deploy.grafana.preview.interpolation import Scope
from deploy.grafana.preview.refused import Unknown
from deploy.grafana.preview.schema.fields import Defaults, FieldConfig, Matcher, between_slashes
from deploy.grafana.preview.showing import ShownField

Configured = list[list[ShownField]]
"""The fields of each frame."""


def configured(
    frames: Sequence[Frame], config: FieldConfig[Any], scope: Scope, now: datetime
) -> Configured:
    """The fields of the frames with their settings, numbers counted from 0 over all frames."""
    low, high = _limits(frames)
    place = 0
    found: Configured = []
    for frame in frames:
        fields = []
        for one in frame.fields:
            own = settings(one, config)
            name = _name(one, own, scope)
            fields.append(
                ShownField(
                    one,
                    own,
                    name,
                    place,
                    now,
                    low if own.min is None else own.min,
                    high if own.max is None else own.max,
                )
            )
            place += one.kind == "number"
        found.append(fields)
    return found


def settings(one: Field, config: FieldConfig[Any]) -> Defaults[Any]:
    """How a field is shown."""
    fitting = [override for override in config.overrides if _matches(override.matcher, one)]
    return config.of(fitting) if fitting else config.defaults


def _matches(matcher: Matcher, one: Field) -> bool:
    match matcher.id:
        case "byName":
            return matcher.options in (name_of(one), one.name)
        case "byRegexp":
            return bool(re.search(between_slashes(matcher.options), name_of(one)))
        case "byType":
            return one.kind == matcher.options
        case "byFrameRefID":
            return one.ref == matcher.options
    raise Unknown("matcher", f"{matcher.id!r} tidak didukung")


def _name(one: Field, own: Defaults[Any], scope: Scope) -> str:
    if own.displayName is None:
        return name_of(one)
    more = {f"__field.labels.{label}": text for label, text in one.labels.items()}
    more |= {"__field.name": one.name, "__field.displayName": name_of(one)}
    more |= {"__series.name": name_of(one)}
    return Scope(scope.variables, scope.interval, scope.step, more).title(own.displayName)


def _limits(frames: Sequence[Frame]) -> tuple[float, float]:
    numbers = [
        number
        for frame in frames
        for one in frame.fields
        if one.kind == "number"
        for value in one.values
        if (number := as_number(value)) is not None and math.isfinite(number)
    ]
    return (min(numbers), max(numbers)) if numbers else (0.0, 1.0)
