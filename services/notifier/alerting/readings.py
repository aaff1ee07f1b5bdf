"""Which topics are read from their beginning once more, and why. Pure."""

from collections.abc import Mapping

from contracts import ProgressRecorded, StatusChanged

READINGS: Mapping[str, int] = {StatusChanged.topic: 2, ProgressRecorded.topic: 2}
"""Of each item an earlier release kept which change of status it had heard of last, and the latest
report; what they said before is needed to judge it by the policy's rules.
"""
