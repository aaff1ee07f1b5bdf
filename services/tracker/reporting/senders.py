"""Who sent a submission over Kafka: the account of the token in its header."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from chassis.auth.auth import Auth, Sender, SystemUsed
from chassis.clock import FIRST, to_millisecond
from chassis.http.problem import Fault, Problem
from chassis.http.validation import fault_of
from chassis.kafka.consumer import Received, Unread
from chassis.kafka.envelope import TOKEN, Headers
from chassis.text import Text
from contracts import ProgressSubmitted
from contracts.account import OF_AN_AGENCY, Account, Role
from contracts.words import AgencyCode, Instant, ReportId
from tracker.items.service import Items
from tracker.reporting.report import Report

TOKEN_MOST = 4_096
"""Bytes; a longer one is none of ours."""
UNPROVEN, NOT_ITS_AGENCY, EXPIRED = "sender-unknown", "agency-not-senders", "token-expired"


class PlannerUnreachable(ConnectionError):
    """No key has been had from the planner yet: nobody can be told from anybody."""


class Addressed(BaseModel):
    """What an answer needs to find the sender of a record that is no submission otherwise."""

    report_id: ReportId
    item_id: Annotated[str, Field(max_length=64)] = ""
    agency: AgencyCode
    submitted_at: Instant | None = None


class Senders:
    """Tells whose submissions are; with `trust_broker` those without a token are believed, too:
    the broker's own access rules then have to say who may write for which agency. `used` is told
    of each record with a valid token; it must not wait.
    """

    def __init__(self, auth: Auth, items: Items, *, used: SystemUsed, trust_broker: bool) -> None:
        self._auth = auth
        self._items = items
        self._used = used
        self._trust_broker = trust_broker

    async def reports(self, received: Sequence[Received[ProgressSubmitted]]) -> list[Report]:
        """A report for each submission; one whose sender may not report for its agency says so,
        and is refused. Raises `PlannerUnreachable`, `DatabaseTrouble`.
        """
        known: dict[tuple[bytes | None, str], Sender | Fault] = {}
        reports = []
        for event, headers, sent_at in received:
            token, agency = token_in(headers), event.agency
            if token is None and self._trust_broker:
                reports.append(report_of(event))
                continue
            sender = known.get((token, agency))
            if sender is None:
                sender = known[token, agency] = await self._sender(token, agency)
            report = _report_by(sender, event, sent_at)
            if isinstance(sender, Sender) and report.unproven is None:
                self._used(sender, sent_at)
            reports.append(report)
        return reports

    async def answer(self, unread: Unread) -> None:
        """Tell who sent it that it is no submission, where its sender may report for the agency
        that it names; anybody else gets no answer. Raises as `reports`.
        """
        try:
            to = Addressed.model_validate_json(unread.value or b"")
        except ValidationError:
            return
        token = token_in(unread.headers)
        if token is not None or not self._trust_broker:
            sender = await self._sender(token, to.agency)
            if isinstance(sender, Fault) or not sender.sent_at(unread.sent_at):
                return
            self._used(sender, unread.sent_at)
        content = hashlib.sha256(unread.value or b"").hexdigest()[:32]
        sent_at = to.submitted_at or _instant(unread.sent_at)
        await self._items.reject(
            f"{to.report_id}/{content}/unread",
            report_id=to.report_id,
            item_id=to.item_id,
            agency=to.agency,
            submitted_at=to_millisecond(sent_at),
            faults=_faults_of(unread),
        )

    async def _sender(self, token: bytes | None, agency: str) -> Sender | Fault:
        """Whose token it is, where that account may report for the agency; else why not."""
        if token is None:
            return _no_token()
        try:
            sender = await self._auth.of_message(token.decode("ascii"))
        except UnicodeDecodeError:
            return _no_token()
        except Problem as problem:
            if problem.status == 503:
                raise PlannerUnreachable(problem.detail.english) from problem
            return Fault(TOKEN, problem.code, problem.detail)
        account = sender.account
        own = account.role in OF_AN_AGENCY and agency in {account.agency, *account.agencies}
        return sender if own or account.role is Role.ADMIN else _not_its(account, agency)


def _instant(seconds: float) -> datetime:
    """Unix time as an instant; one that a sender made up may be outside the calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return FIRST


def token_in(headers: Headers) -> bytes | None:
    """The token in a record's headers; the last, where there are several."""
    token = None
    for name, value in headers:
        if name == TOKEN:
            token = value
    return token if token is None or len(token) <= TOKEN_MOST else b"\xff"


def report_of(event: ProgressSubmitted, *, by: str = "", region: str | None = None) -> Report:
    """The report that an agency's own system submits: `by` is the account of its token, `region`
    the one that this account is confined to. Whom the system names is told after the account.
    """
    said = event.submitted_by
    return Report(
        report_id=event.report_id,
        item_id=event.item_id,
        agency=event.agency,
        content=event,
        submitted_at=to_millisecond(event.submitted_at),
        submitted_by=f"{by}: {said}" if by and said and said != by else by or said,
        source="kafka",
        region=region,
    )


def _report_by(sender: Sender | Fault, event: ProgressSubmitted, sent_at: float) -> Report:
    if isinstance(sender, Fault):
        fault = sender
    elif sender.sent_at(sent_at):
        return report_of(event, by=sender.account.username, region=sender.account.region)
    else:
        fault = _expired()
    report = report_of(event)
    report.unproven = fault
    return report


def _expired() -> Fault:
    message = Text(
        "tokennya sudah habis masanya ketika laporan dikirim; minta token baru",
        "its token had expired when the report was sent; get a new one",
    )
    return Fault(TOKEN, EXPIRED, message)


def _not_its(account: Account, agency: str) -> Fault:
    message = Text(
        f"token milik {account.username} tidak boleh melapor untuk {agency}",
        f"a token of {account.username} may not report for {agency}",
    )
    return Fault("agency", NOT_ITS_AGENCY, message)


def _no_token() -> Fault:
    return Fault(
        TOKEN,
        UNPROVEN,
        Text(
            f"pengirimnya tidak dikenal; sertakan token akun OPD di header {TOKEN}",
            f"its sender is not known; send the token of an agency's account in the header {TOKEN}",
        ),
    )


def _faults_of(unread: Unread) -> tuple[Fault, ...]:
    """What is wrong with the record, in the words of every other road where it is a field."""
    if unread.why.reason == "invalid":
        try:
            ProgressSubmitted.model_validate_json(unread.value or b"")
        except ValidationError as error:
            return tuple(fault_of(dict(one)) for one in error.errors(include_url=False))
    message = Text(f"bukan kiriman laporan yang sah: {unread.why.detail}", unread.why.detail)
    return (Fault("body", unread.why.reason.replace("_", "-"), message),)
