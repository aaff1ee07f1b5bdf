"""What a board has done to the answers of its queries, as Grafana does it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deploy.grafana.preview.frames import Frame
from deploy.grafana.preview.transforming import columns, rows, together

Frames = list[Frame]
_STEPS: Mapping[str, Callable[[Frames, Any], Frames]] = {
    "merge": together.merged,
    "joinByField": together.joined,
    "organize": columns.organized,
    "filterFieldsByName": columns.filtered,
    "renameByRegex": columns.renamed,
    "labelsToFields": columns.labels_as_columns,
    "calculateField": columns.calculated,
    "sortBy": rows.sorted_rows,
    "limit": rows.limited,
    "filterByValue": rows.filtered,
    "groupBy": rows.grouped,
    "reduce": rows.reduced_rows,
}


def transformed(frames: Frames, steps: Sequence[Any]) -> Frames:
    """The frames after each step."""
    for step in steps:
        frames = _STEPS[step.id](frames, step.options)
    return frames
