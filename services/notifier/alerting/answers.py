"""Acknowledges, silences and hands over episodes: each in one transaction with what follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.text import Text
from notifier.alerting.alert import Alert, Answer, Pause
from notifier.alerting.answering import By, NotAllowed, NotValid, check, last_day
from notifier.alerting.books import Books
from notifier.alerting.days import Days
from notifier.alerting.ladder import leaves_at
from notifier.alerting.ledger import What, noted
from notifier.alerting.measures import Took
from notifier.alerting.policy import HANDED_OVER_STEP, Policy, Step
from notifier.alerting.repository import AlertRepository
from notifier.alerting.service import Alerts
from notifier.alerting.telling import Addressed, Notice, Recipients, offices_of, recipients
from notifier.directory.offices import Office
from notifier.directory.recipients import mailbox

Told = Callable[[Alert, UnitOfWork], None]
_WHAT = {
    Answer.ACKNOWLEDGED: What.ACKNOWLEDGED,
    Answer.SILENCED: What.SILENCED,
    Answer.HANDED_OVER: What.HANDED_OVER,
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """`until` None: as long as the policy says."""

    answer: Answer
    until: date | None
    words: str
    office: Office | None = None


class Answers:
    """What people do about alerts."""

    def __init__(
        self,
        *,
        database: Database,
        alerts: AlertRepository,
        following: Alerts,
        policy: Callable[[], Policy],
        clock: Clock,
        deliver: Callable[[], None] = lambda: None,
        answered: Told = lambda alert, unit: None,
    ) -> None:
        """`answered` is called within the transaction of an answer, as for an audit trail."""
        self._database = database
        self._alerts = alerts
        self._following = following
        self._policy = policy
        self._clock = clock
        self._deliver = deliver
        self._answered = answered

    async def acknowledge(
        self, alert_id: str, by: By, until: date | None = None, words: str = ""
    ) -> Alert:
        """No step is taken until the end of `until`; None: as long as the policy says."""
        return await self._answer(alert_id, by, _Asked(Answer.ACKNOWLEDGED, until, words))

    async def silence(self, alert_id: str, by: By, until: date, words: str) -> Alert:
        """No step is taken until the end of `until`, because of `words`."""
        return await self._answer(alert_id, by, _Asked(Answer.SILENCED, until, words))

    async def hand_over(self, alert_id: str, by: By, office: Office, words: str) -> Alert:
        """Tell another office, with `words`; otherwise as an acknowledgement."""
        return await self._answer(alert_id, by, _Asked(Answer.HANDED_OVER, None, words, office))

    async def _answer(self, alert_id: str, by: By, asked: "_Asked") -> Alert:
        now = self._clock.now()

        async def work(unit: UnitOfWork) -> tuple[Alert, Sequence[Took]]:
            found = await self._alerts.alerts([alert_id], unit)
            if not found:
                raise LookupError(alert_id)
            watches = await self._alerts.watches(unit, [found[0].item_id])
            books = await self._following.open_books(unit, watches.values())
            alert = books.alerts.get(alert_id, found[0])
            days = Days(alert.facts.time_zone, books.calendars.get(alert.region))
            policy = self._policy()
            last = asked.until or last_day(policy, days, days.day(now))
            words = asked.words.strip()
            pause = Pause(asked.answer, by.name, now, last, words, asked.office)
            check(policy, days, alert, pause, by)
            _allow_by_link(books, alert, by)
            alert = replace(alert, pauses=(*alert.pauses, pause))
            whom = self._tell(books, alert, pause, days)
            alert, entry = noted(
                alert,
                now,
                _WHAT[asked.answer],
                by=by.name,
                words=words,
                until=last,
                offices=(asked.office,) if asked.office else (),
                vacant=whom.vacant,
                told=len(whom.holders),
                told_offices=offices_of(whom.holders.values()),
            )
            books.enter(alert)
            books.entries.append(entry)
            self._following.keeper.look_at(books, watches[alert.item_id], now, now)
            took = await self._following.save(unit, books)
            self._answered(books.alerts[alert.id], unit)
            return books.alerts[alert.id], took

        alert, took = await self._database.transaction(work)
        self._following.measure(took)
        self._deliver()
        return alert

    def _tell(self, books: Books, alert: Alert, pause: Pause, days: Days) -> Recipients:
        """Tell the office that an episode is handed over to, or the next one up where it is vacant;
        returns whom. Before go-live nobody is told. Raises `NotValid` where nobody can be: the
        ladder would rest, and nobody would know.
        """
        if pause.office is None or alert.counts_from is None:
            return Recipients()
        policy, now = self._policy(), pause.at
        step = Step.model_construct(step=HANDED_OVER_STEP, after=0, offices=(pause.office,))
        known = Addressed([one for one in books.deliveries.values() if one.alert == alert.id])
        whom = recipients(step, alert, books.offices, known.refused)
        if not whom.holders:
            raise NotValid(
                Text(
                    "Jabatan ini dan semua di atasnya tidak punya alamat yang dapat dihubungi. "
                    "Pilih jabatan lain.",
                    "Neither this office nor any above it has an address that can be reached. "
                    "Choose another one.",
                ),
                "office",
            )
        number = sum(one.answer is Answer.HANDED_OVER for one in alert.pauses)
        for holder, instead_of in whom.holders.values():
            notice = Notice(
                alert=alert,
                step=f"{HANDED_OVER_STEP}-{number}",
                message=policy.by_name[alert.rule].wording,
                holder=holder,
                counts_from=now,
                send_at=leaves_at(policy, days, now, digest=False),
                instead_of=instead_of,
                words=pause.words,
            )
            self._following.keeper.notify(books, notice, now)
        return whom


def _allow_by_link(books: Books, alert: Alert, by: By) -> None:
    """A link is of somebody who was told. Raises `NotAllowed`."""
    if by.account is not None:
        return
    told = {mailbox(one.recipient) for one in books.deliveries.values() if one.alert == alert.id}
    if by.mailbox is None or mailbox(by.mailbox) not in told:
        raise NotAllowed(
            Text("Tautan ini bukan untuk peringatan ini.", "This link is not for this alert.")
        )
