"""alerts requested -> shown, each with its deliveries."""

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from chassis.auth.auth import Auth, Caller
from chassis.http.paging import Cursor, Limit, after, cursor_after, no_cursor
from chassis.http.problem import not_found
from chassis.text import Text
from contracts.account import OF_AN_AGENCY, Account, Role
from notifier.alerting.alert import Alert, Answer, CloseReason
from notifier.alerting.query import AlertQuery
from notifier.alerting.repository import AlertRepository
from notifier.delivery.delivery import Delivery, State
from notifier.delivery.repository import DeliveryRepository
from notifier.directory.offices import Office

QueryWord = Annotated[str | None, Query(max_length=64)]


class DeliveryShown(BaseModel):
    """One delivery. The address, and what could reveal it, are null for whom they are not meant:
    `role` says which office was notified.
    """

    step: str
    channel: str
    role: Office
    recipient: str | None
    state: State
    attempts: int
    created_at: datetime
    next_at: datetime | None
    sent_at: datetime | None
    message_id: str | None
    last_error: str | None


class PauseShown(BaseModel):
    """Somebody's answer: no step is taken until the end of the day `until`."""

    answer: Answer
    by: str
    at: datetime
    until: date
    words: str
    office: Office | None


class AlertShown(BaseModel):
    """One episode of one item under one rule."""

    alert: str
    rule: str
    episode: int
    item_id: str
    title: str
    agency: str
    region: str
    state: Literal["open", "closed"]
    opened_at: datetime
    since: datetime
    closed_at: datetime | None
    close_reason: CloseReason | None
    missing_roles: list[Office]
    pauses: list[PauseShown]
    next_step: str | None
    next_at: datetime | None
    deliveries: list[DeliveryShown]


class AlertPage(BaseModel):
    """Alerts, the last opened first, and the cursor of the next page."""

    items: list[AlertShown]
    next: str | None


def routes(auth: Auth, alerts: AlertRepository, deliveries: DeliveryRepository) -> APIRouter:
    """The alert routes; an account sees what its region and agency allow."""
    router = APIRouter(prefix="/api/v1/alerts", tags=["alerts"], route_class=auth.route)

    @router.get("")
    async def list_alerts(
        *,
        account: Caller,
        state: Literal["open", "closed"] | None = None,
        rule: QueryWord = None,
        agency: QueryWord = None,
        region: QueryWord = None,
        item_id: QueryWord = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> AlertPage:
        """Alerts, the last opened first."""
        wanted = AlertQuery(
            account.scope,
            state=state,
            rule=rule or None,
            agency=agency or None,
            region=region or None,
            item_id=item_id or None,
        )
        page = await alerts.page(wanted, _place(after(cursor)), limit + 1)
        shown = await _shown(deliveries, page[:limit], account)
        return AlertPage(items=shown, next=_next(page[:limit]) if len(page) > limit else None)

    @router.get("/{alert_id:path}")
    async def show_alert(
        account: Caller, alert_id: Annotated[str, Path(max_length=200)]
    ) -> AlertShown:
        """One alert."""
        alert = await alerts.alert(alert_id)
        if alert is None or not account.scope.covers(region=alert.region, agency=alert.agency):
            raise not_found(Text("Peringatan ini tidak ada.", "There is no such alert."))
        return (await _shown(deliveries, [alert], account))[0]

    return router


def _next(shown: list[Alert]) -> str:
    return cursor_after(f"{shown[-1].opened_at.isoformat()} {shown[-1].id}")


def _place(name: str | None) -> tuple[datetime, str] | None:
    """The alert that a cursor names. Raises 422."""
    if name is None:
        return None
    at, _, alert_id = name.partition(" ")
    try:
        opened_at = datetime.fromisoformat(at)
        if opened_at.tzinfo is None:
            raise no_cursor()
        return opened_at.astimezone(UTC), alert_id
    except (ValueError, OverflowError):
        raise no_cursor() from None


async def _shown(
    deliveries: DeliveryRepository, alerts: list[Alert], account: Account
) -> list[AlertShown]:
    by_alert: dict[str, list[Delivery]] = defaultdict(list)
    for one in await deliveries.of_alerts([alert.id for alert in alerts]):
        by_alert[one.alert].append(one)
    return [alert_shown(alert, by_alert[alert.id], account) for alert in alerts]


def alert_shown(alert: Alert, deliveries: list[Delivery], account: Account) -> AlertShown:
    """An alert and its deliveries, as the account may see them."""
    return AlertShown(
        alert=alert.id,
        rule=alert.rule,
        episode=alert.episode,
        item_id=alert.item_id,
        title=alert.facts.title,
        agency=alert.agency,
        region=alert.region,
        state="open" if alert.open else "closed",
        opened_at=alert.opened_at,
        since=alert.since,
        closed_at=alert.closed_at,
        close_reason=alert.close_reason,
        missing_roles=list(alert.vacant) if alert.open else [],
        pauses=[PauseShown.model_validate(one, from_attributes=True) for one in alert.pauses],
        next_step=alert.next_step,
        next_at=alert.next_at,
        deliveries=[delivery_shown(one, address=sees_address(account, one)) for one in deliveries],
    )


def sees_address(account: Account, one: Delivery) -> bool:
    """Whether the address of a delivery is shown: to admin and planner, who maintain the addresses,
    and to the office's own agency.
    """
    if account.role in {Role.ADMIN, Role.PLANNER}:
        return True
    own = account.role in OF_AN_AGENCY and account.agency == one.agency
    return own and Office(one.role).is_of_an_agency


def delivery_shown(one: Delivery, *, address: bool) -> DeliveryShown:
    """A delivery in a response. Without `address` it has no recipient, Message-ID or last error: a
    mail server's refusal often repeats the address.
    """
    return DeliveryShown(
        step=one.step,
        channel=one.channel,
        role=Office(one.role),
        recipient=one.recipient if address else None,
        state=one.state,
        attempts=one.attempts,
        created_at=one.created_at,
        next_at=one.next_at if one.state is State.PENDING else None,
        sent_at=one.sent_at,
        message_id=one.message_id if address else None,
        last_error=one.last_error if address else None,
    )
