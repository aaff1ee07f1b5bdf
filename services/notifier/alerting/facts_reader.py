"""Reads the facts of the past from Kafka: everything that the alerts are made from."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chassis.dead_letters.reader import Reader, reading
from chassis.kafka.envelope import Undecodable, decode
from chassis.settings import ServiceSettings
from contracts import (
    AgencyPublished,
    CalendarPublished,
    CouncilDecided,
    EvidenceAdded,
    PlanItemPublished,
    ProgressRecorded,
    StatusChanged,
)
from contracts.words import AgencyCode
from notifier.alerting.rehearsal import Timed
from notifier.alerting.watch import Heard

KINDS: Sequence[type[Heard]] = (
    PlanItemPublished,
    StatusChanged,
    ProgressRecorded,
    EvidenceAdded,
    CouncilDecided,
)
FIRST = datetime.fromtimestamp(0, UTC)


@dataclass(slots=True)
class Past:
    """Facts with their instants; agencies and calendars as they stand now. `unread` are records
    that no event could be read from.
    """

    facts: list[Timed] = field(default_factory=list)
    agencies: dict[str, AgencyPublished] = field(default_factory=dict)
    calendars: dict[str, CalendarPublished] = field(default_factory=dict)
    unread: int = 0

    @property
    def responsible(self) -> frozenset[AgencyCode]:
        """The agencies that the plan or a decision of the council makes responsible."""
        heard = (event for _, event in self.facts)
        return frozenset(
            one.agency for one in heard if isinstance(one, PlanItemPublished | CouncilDecided)
        )


async def read_past(settings: ServiceSettings, progress: Callable[[str, int], None]) -> Past:
    """Everything that the topics hold. Raises what `Reader` does."""
    past = Past()
    async with reading(settings) as reader:
        for kind in (AgencyPublished, CalendarPublished, *KINDS):
            count = 0
            async for event in _events(reader, kind, past):
                count += 1
                match event:
                    case AgencyPublished():
                        past.agencies[event.agency] = event
                    case CalendarPublished():
                        past.calendars[event.region] = event
                    case _:
                        past.facts.append((_at(event), event))
            progress(kind.topic, count)
    return past


async def _events(
    reader: Reader, kind: type[AgencyPublished | CalendarPublished | Heard], past: Past
) -> AsyncIterator[AgencyPublished | CalendarPublished | Heard]:
    for span in await reader.spans([kind.topic]):
        async with aclosing(reader.through(span)) as records:
            async for record in records:
                try:
                    yield decode(kind, record.headers, record.value)
                except Undecodable:
                    past.unread += 1


def _at(event: Heard) -> datetime:
    """When it was known. Of a plan only the newest version is kept: it is taken to have held from
    the beginning.
    """
    match event:
        case StatusChanged() | CouncilDecided():
            return event.at
        case ProgressRecorded():
            return event.received_at
        case EvidenceAdded():
            return event.added_at
        case _:
            return FIRST
