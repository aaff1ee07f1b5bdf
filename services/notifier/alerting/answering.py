"""What somebody may do about an episode: acknowledge, silence, hand over. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from chassis.text import Text
from contracts.account import OF_AN_AGENCY, Account, Role
from notifier.alerting.alert import Alert, Answer, Pause
from notifier.alerting.days import Days
from notifier.alerting.policy import Policy
from notifier.directory.offices import Office

WORDS_MOST = 2_000
LONGEST_DAYS = 120
"""After which nobody may hold an episode back in one answer."""


class NotAllowed(Exception):
    """This account or office may not do this; `args[0]` says why."""


class AlreadyClosed(Exception):
    """The episode has ended; nothing is to be answered."""


class NotValid(Exception):
    """What was asked cannot be; `args[0]` says what is wrong, `field` of which field."""

    def __init__(self, why: Text, field: str) -> None:
        super().__init__(why)
        self.field = field


@dataclass(frozen=True, slots=True)
class By:
    """Who answers: an account, or an office by the link in its message."""

    account: Account | None = None
    office: Office | None = None
    mailbox: str | None = None

    @property
    def name(self) -> str:
        """How it is written down: without an address."""
        if self.account is not None:
            return self.account.username
        return self.office.value if self.office else ""


def may_answer(alert: Alert, by: By) -> bool:
    """Whether they may acknowledge it or hand it over: an office that was told, the agency's own
    accounts, the planner and the administrator.
    """
    if by.account is None:
        return by.office is not None and by.mailbox is not None
    if not by.account.scope.covers(region=alert.region, agency=alert.agency):
        return False
    return by.account.role in OF_AN_AGENCY | {Role.PLANNER, Role.ADMIN}


def may_silence(alert: Alert, by: By) -> bool:
    """Whether they may silence it: the agency's head, the planner, the administrator."""
    if by.account is None or not may_answer(alert, by):
        return False
    return by.account.role in {Role.HEAD, Role.PLANNER, Role.ADMIN}


def check(policy: Policy, days: Days, alert: Alert, pause: Pause, by: By) -> None:
    """That an answer may take effect. Raises `AlreadyClosed`, `NotAllowed` or `NotValid`."""
    if not alert.open:
        raise AlreadyClosed
    allowed = may_silence if pause.answer is Answer.SILENCED else may_answer
    if not allowed(alert, by):
        raise NotAllowed(
            Text(
                "Akun ini tidak boleh menanggapi peringatan ini.",
                "This account may not answer this alert.",
            )
        )
    if len(pause.words) > WORDS_MOST:
        raise NotValid(
            Text(f"Paling banyak {WORDS_MOST} huruf.", f"At most {WORDS_MOST} characters."),
            "words",
        )
    if pause.answer is not Answer.ACKNOWLEDGED and not pause.words.strip():
        raise NotValid(Text("Tuliskan alasannya.", "Write why."), "words")
    _check_day(policy, days, pause)


def last_day(policy: Policy, days: Days, today: date) -> date:
    """The day until which an acknowledgement holds where no other is chosen."""
    return days.after(today, policy.acknowledged_working_days)


def _check_day(policy: Policy, days: Days, pause: Pause) -> None:
    today = days.day(pause.at)
    latest = last_day(policy, days, today)
    if pause.answer is Answer.SILENCED:
        latest = today + timedelta(days=LONGEST_DAYS)
    if not today <= pause.until <= latest:
        raise NotValid(
            Text(
                f"Pilih hari dari {today:%d-%m-%Y} sampai {latest:%d-%m-%Y}.",
                f"Choose a day from {today:%Y-%m-%d} to {latest:%Y-%m-%d}.",
            ),
            "until",
        )
