"""A cell that can be read, but not as part of an export of SIPD. Pure."""

from collections.abc import Mapping
from typing import ClassVar

from chassis.sheets.refusal import Unreadable
from chassis.text import Text
from tracker.sipd.phrases import REFUSALS


class NotOfSipd(Unreadable):
    """A cell without a meaning in an export of SIPD."""

    phrases: ClassVar[Mapping[str, Text]] = REFUSALS
