"""What status changes, contacts and the clock do to the alerts, each in one transaction."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from chassis.clock import Clock
from contracts import AgencyPublished, ProgressRecorded, StatusChanged
from contracts.words import ItemId, Status
from notifier.alerting.alert import Alert, climb, follow, heard, later
from notifier.alerting.book import Book, Page
from notifier.alerting.policy import Policy
from notifier.delivery.delivery import Delivery, ask, farewells


class Alerts:
    """Opens, climbs and closes alerts; what is to be sent stands in the ledger afterwards."""

    def __init__(
        self,
        book: Book,
        policy: Policy,
        clock: Clock,
        domain: str,
        *,
        deliver: Callable[[], None] = lambda: None,
        look: Callable[[], None] = lambda: None,
    ) -> None:
        """`deliver` is called when messages were added, `look` when an alert may be due at once."""
        self._book = book
        self._policy = policy
        self._clock = clock
        self._domain = domain
        self._deliver = deliver
        self._look = look

    async def follow(self, changes: Sequence[StatusChanged]) -> None:
        """Have status changes open and close alerts; safe to repeat."""
        now = self._clock.now()
        by_item: dict[ItemId, list[StatusChanged]] = defaultdict(list)
        for change in changes:
            by_item[change.item_id].append(change)
        await self._book.transaction(lambda page: self._follow(page, by_item, now))
        self._deliver()
        self._look()

    async def _follow(
        self, page: Page, by_item: dict[ItemId, list[StatusChanged]], now: datetime
    ) -> None:
        followed = await page.followed(by_item)
        standing: dict[ItemId, list[Alert]] = defaultdict(list)
        for alert in await page.alerts_of(by_item):
            standing[alert.item_id].append(alert)
        seqs: dict[ItemId, int] = {}
        touched: list[Alert] = []
        not_done: list[ItemId] = []
        for item_id, changes in by_item.items():
            before = followed.get(item_id, 0)
            seq, moved = follow(self._policy, before, standing[item_id], changes, now)
            touched += moved
            if seq > before:
                seqs[item_id] = seq
                if max(changes, key=lambda change: change.seq).to_status is not Status.DONE:
                    not_done.append(item_id)
        if seqs:
            known = await page.reports_of({alert.item_id for alert in touched})
            touched = [heard(alert, known.get(alert.item_id)) for alert in touched]
            await page.mark_followed(seqs)
            await page.keep_alerts(touched)
            await page.withdraw_farewells(not_done)
            await self._close(page, [alert for alert in touched if not alert.open], now)

    async def _close(self, page: Page, closed: Sequence[Alert], now: datetime) -> None:
        """Say farewell to whom a closed alert had reached; nobody else hears of it."""
        if not closed:
            return
        ids = [alert.id for alert in closed]
        await page.withdraw(ids)
        lines: dict[str, list[Delivery]] = defaultdict(list)
        for line in await page.deliveries_of(ids):
            lines[line.alert].append(line)
        await page.add_deliveries(
            last
            for alert in closed
            for last in farewells(alert, lines[alert.id], now, self._domain)
        )

    async def hear(self, reports: Sequence[ProgressRecorded]) -> None:
        """Keep the latest report of each item, for its alerts now and to come; safe to repeat."""
        newest: dict[ItemId, ProgressRecorded] = {}
        for report in reports:
            newest[report.item_id] = later(newest.get(report.item_id), report)

        async def hear(page: Page) -> None:
            known = await page.reports_of(newest)
            fresh = {
                item_id: report
                for item_id, report in newest.items()
                if later(known.get(item_id), report) is report
            }
            if not fresh:
                return
            await page.keep_reports(list(fresh.values()))
            standing = await page.alerts_of(fresh)
            await page.keep_alerts([heard(alert, fresh[alert.item_id]) for alert in standing])

        await self._book.transaction(hear)

    async def climb(self, now: datetime, limit: int) -> int:
        """Take up to `limit` alerts with a step due by `now` up their ladders; how many."""
        due = await self._book.due(now, limit)
        if due:
            await self._book.transaction(lambda page: self._climb(page, due, now))
            self._deliver()
        return len(due)

    async def _climb(self, page: Page, ids: Sequence[str], now: datetime) -> None:
        due = [
            alert
            for alert in await page.alerts(ids)
            if alert.open and alert.wake_at is not None and alert.wake_at <= now
        ]
        offices = await page.offices(
            {alert.facts.agency for alert in due}, {alert.facts.region for alert in due}
        )
        climbed = [climb(self._policy, alert, offices, now) for alert in due]
        await page.keep_alerts([alert for alert, _ in climbed])
        await page.add_deliveries(
            ask(alert, telling, now, self._domain)
            for alert, tellings in climbed
            for telling in tellings
        )

    async def learn(self, agencies: Sequence[AgencyPublished]) -> None:
        """Keep the agencies' contacts, and tell whoever could not be told for want of one."""
        now = self._clock.now()
        newest: dict[str, AgencyPublished] = {}
        for agency in sorted(agencies, key=lambda agency: agency.version):
            newest[agency.agency] = agency

        async def learn(page: Page) -> None:
            learned = await page.keep_agencies(list(newest.values()))
            if learned:
                await page.wake_without_recipient({one.region for one in learned}, now)

        await self._book.transaction(learn)
