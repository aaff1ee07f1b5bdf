"""What a message is written from. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import quote

from contracts.words import RegionCode
from notifier.alerting.facts import Facts
from notifier.delivery.delivery import Delivery


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice and what is known of its subject.

    `respond` is the page on which it is answered; `before` the first notice of the same episode
    that reached the same address.
    """

    delivery: Delivery
    subject: Facts
    agency_name: str
    respond: str | None = None
    before: Delivery | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """The content of a message: one notice or more, for one address."""

    notices: tuple[Notice, ...]
    portal: str
    all_alerts: str
    """The page with all that a message of many has no room for."""
    now: datetime
    key: str
    message_id: str
    is_digest: bool
    working_days_left: Callable[[RegionCode, date, date], int]

    @property
    def first(self) -> Notice:
        """The notice that was due first; the only one of most messages."""
        return self.notices[0]

    @property
    def is_alone(self) -> bool:
        """Whether it is about one notice only."""
        return len(self.notices) == 1

    @property
    def replies_to(self) -> str | None:
        """The mail with which the thread of a lone notice's episode began."""
        if not self.is_alone:
            return None
        begun = self.first.before
        return begun.message_id if begun else self.first.delivery.replies_to

    def of(self, notices: Iterable[Notice]) -> "Letter":
        """The same message with these notices only."""
        return replace(self, notices=tuple(notices))

    def days_left(self, subject: Facts) -> int:
        """Working days that follow today until the due day."""
        return self.working_days_left(subject.region, subject.day(self.now), subject.due)

    def link(self, subject: Facts) -> str:
        """The page about a subject."""
        if subject.decision is not None:
            return self.page(f"/kemajuan/keputusan/{_quoted(subject.item_id.rpartition('/')[2])}")
        return self.page(f"/kemajuan/butir/{_quoted(subject.item_id)}")

    def page(self, path: str) -> str:
        """A page of ours."""
        return f"{self.portal.rstrip('/')}{path}"


def _quoted(code: str) -> str:
    return quote(code, safe="")
