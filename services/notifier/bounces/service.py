"""Takes a report that a mail could not be delivered: what left in it counts as refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from chassis.audit.entry import SYSTEM, Deed
from chassis.audit.trail import Trail
from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from notifier.alerting.days import Days
from notifier.alerting.ladder import quiet_until
from notifier.alerting.policy import Policy
from notifier.bounces.report import Failed, Report
from notifier.channels.channel import NotHandedOver
from notifier.deeds import MAIL_RETURNED
from notifier.delivery.delivery import MAIL, State
from notifier.delivery.giving_up import GivingUp
from notifier.delivery.mailboxes.mailbox import Mailbox
from notifier.delivery.repository import DeliveryRepository
from notifier.directory.recipients import mailbox
from notifier.letters.repository import LetterRepository


@dataclass(frozen=True, slots=True)
class Returned:
    """How many notices, and letters to the council, came back with a report."""

    notices: int = 0
    letters: int = 0


@dataclass(frozen=True, slots=True)
class Bounces:
    """Records what came back, as if the mail server had refused it at once.

    A report may be forged by who knows the Message-ID. All that it can do is that the next channel
    or the next office is told, too.
    """

    database: Database
    deliveries: DeliveryRepository
    letters: LetterRepository
    giving_up: GivingUp
    policy: Callable[[], Policy]
    """Its quiet hours hold: a report may come at night."""
    trail: Trail
    clock: Clock

    async def take(self, report: Report) -> Returned:
        """Give up what was sent with the mail to the addresses that it did not reach. The same
        report again finds nothing.
        """
        notices = letters = 0
        for failed in report.failed:
            work = partial(self._take, report.message_id, failed)
            found = await self.database.transaction(work)
            notices, letters = notices + found.notices, letters + found.letters
        return Returned(notices, letters)

    async def _take(self, message_id: str, failed: Failed, unit: UnitOfWork) -> Returned:
        now = self.clock.now()
        came_back = [
            one
            for one in await self.deliveries.of_message(unit, message_id)
            if one.state is State.SENT
            and one.channel == MAIL
            and mailbox(one.recipient) in failed.mailboxes
        ]
        if came_back:
            box = Mailbox(MAIL, mailbox(came_back[0].recipient))
            error = NotHandedOver(failed.why, final=failed.final)
            alerts = await self.giving_up.alerts.alerts({one.alert for one in came_back}, unit)
            zones = {one.facts.time_zone for one in alerts}
            awake = max((quiet_until(self.policy(), Days(one), now) for one in zones), default=now)
            await self.giving_up.give_up(box, came_back, error, now, unit, leaves_at=awake)
        letters = [
            one
            for one in await self.letters.of_message(unit, message_id)
            if one.state is State.SENT and mailbox(one.recipient) in failed.mailboxes
        ]
        for one in letters:
            self.letters.save(unit, replace(one, state=State.FAILED, last_error=failed.why))
        if came_back or letters:
            count = len(came_back) + len(letters)
            details: dict[str, int | str] = {"deliveries": count, "outcome": failed.why}
            self.trail.put(unit, Deed(MAIL_RETURNED, SYSTEM, message_id, details))
        return Returned(len(came_back), len(letters))
