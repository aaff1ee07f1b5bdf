"""Writes the message of a bundle, with what was said to its address before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from email.headerregistry import Address

import structlog

from chassis.batcher import Batcher
from chassis.clock import Clock
from chassis.mongo.database import DatabaseTrouble
from contracts.words import AgencyCode, RegionCode
from notifier.channels.channel import NotHandedOver, Trouble, Written
from notifier.channels.email.address import AddressNotValid
from notifier.channels.email.letter import Letter, Notice
from notifier.channels.email.message import write
from notifier.delivery.bundle import Bundle
from notifier.delivery.delivery import Delivery, State
from notifier.delivery.recording import is_of_one
from notifier.delivery.repository import DeliveryRepository
from notifier.directory.repository import DirectoryRepository

log = structlog.get_logger()

RespondLink = Callable[[Delivery], str | None]
WorkingDaysLeft = Callable[[RegionCode, date, date], int]
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The sender and portal address that all mails have in common."""

    sender: Address
    portal: str
    alerts_page: str | None = None
    """The page with all alerts; None: the portal's first one."""

    @property
    def all_alerts(self) -> str:
        """Where a message of many sends its reader for the rest."""
        return self.alerts_page or f"{self.portal.rstrip('/')}/kemajuan/"


@dataclass(frozen=True, slots=True)
class Background:
    """What a message needs to know: by episode the first notice of it that reached the address, and
    the agencies' names.
    """

    before: Mapping[str, Delivery]
    names: Mapping[AgencyCode, str]


class Writing:
    """Writes messages."""

    def __init__(
        self,
        *,
        deliveries: DeliveryRepository,
        directory: DirectoryRepository,
        letterhead: Letterhead,
        clock: Clock,
        respond_link: RespondLink,
        working_days_left: WorkingDaysLeft,
    ) -> None:
        """`respond_link` gives the page on which a notice is answered."""
        self._deliveries = deliveries
        self._directory = directory
        self._letterhead = letterhead
        self._clock = clock
        self._respond_link = respond_link
        self._working_days_left = working_days_left
        self._background: Batcher[Bundle, Background] = Batcher(self._look_up, of_one=is_of_one)

    async def write(self, bundle: Bundle) -> tuple[Written, Bundle | None]:
        """The message, and what is not in it: a notice that cannot be written stops no other.
        Raises `NotHandedOver`, `DatabaseTrouble`.
        """
        try:
            letter = self._letter(bundle, await self._background(bundle))
        except DatabaseTrouble:
            raise
        except Exception as error:
            log.exception("what a message is to say cannot be read", bundle=bundle.name)
            raise _not_written(error) from error
        try:
            return write(letter, self._letterhead.sender), None
        except AddressNotValid as error:
            raise NotHandedOver(str(error), final=True) from error
        except Exception as error:  # a message that cannot be written must not block others
            log.exception("a message cannot be written", bundle=bundle.name)
            kept = [one for one in letter.notices if self._can_be_written(letter.of((one,)))]
            if not kept or len(kept) == len(letter.notices):
                raise _not_written(error) from error
            left_out = bundle.without([one.delivery for one in kept])
            return write(letter.of(kept), self._letterhead.sender), left_out

    def _letter(self, bundle: Bundle, background: Background) -> Letter:
        now = self._clock.now()
        return Letter(
            notices=tuple(self._notice(one, bundle, background) for one in bundle.notices),
            portal=self._letterhead.portal,
            all_alerts=self._letterhead.all_alerts,
            now=now,
            key=bundle.name,
            message_id=bundle.message_id,
            is_digest=bundle.is_digest,
            working_days_left=self._working_days_left,
        )

    def _notice(self, one: Delivery, bundle: Bundle, background: Background) -> Notice:
        facts = bundle.alerts[one.alert].facts
        return Notice(
            delivery=one,
            subject=facts,
            agency_name=background.names[facts.agency],
            respond=None if one.is_closing else self._respond_link(one),
            before=background.before.get(one.alert),
        )

    def _can_be_written(self, letter: Letter) -> bool:
        try:
            write(letter, self._letterhead.sender)
        except Exception:  # whatever it is, it is this notice's own
            return False
        return True

    async def _look_up(self, bundles: Sequence[Bundle]) -> Sequence[Background]:
        """Of messages that are written at once, in one question for all."""
        notices = [(bundle, one) for bundle in bundles for one in bundle.notices]
        told = await self._deliveries.of_alerts({one.alert for _, one in notices})
        names = await self._directory.names(
            {bundle.alerts[one.alert].facts.agency for bundle, one in notices}
        )
        first: dict[tuple[str, str], Delivery] = {}
        for one in sorted(told, key=lambda one: (one.sent_at or one.created_at, one.step)):
            if one.state is State.SENT and not one.is_closing:
                first.setdefault((one.mailbox, one.alert), one)
        return [Background(_to(bundle, first), names) for bundle in bundles]


def _not_written(error: Exception) -> NotHandedOver:
    return NotHandedOver(repr(error)[:300], final=False, trouble=Trouble.UNREACHED)


def _to(bundle: Bundle, first: Mapping[tuple[str, str], Delivery]) -> Mapping[str, Delivery]:
    name = bundle.mailbox.name
    return {
        one.alert: first[name, one.alert] for one in bundle.notices if (name, one.alert) in first
    }


def monday_to_friday(region: RegionCode, today: date, last: date) -> int:
    """How many working days follow `today` until `last`, for a region without a calendar."""
    days = (today + timedelta(days=n) for n in range(1, (last - today).days + 1))
    return sum(day.weekday() < SATURDAY for day in days)
