"""What reaches our logs."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What reaches our logs, at the level of a service."""
    lines, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(lines), root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)
