"""plan, calendar or account changed -> its snapshot published. Pure."""

from datetime import datetime
from typing import Any

from chassis.kafka.envelope import Outgoing
from contracts import AccountPublished, AgencyPublished, CalendarPublished, PlanItemPublished
from contracts.account import SystemToken
from contracts.words import Contact, ContactRole, HigherContact, HigherRole
from planner.accounts.account import StoredAccount
from planner.agencies.stored import StoredAgency
from planner.calendars.stored import StoredCalendar
from planner.items import item
from planner.items.stored import StoredItem
from planner.regions.region import Regions


def item_event(stored: StoredItem, regions: Regions) -> PlanItemPublished:
    """The item's snapshot at its version; its parts are passed as dicts and validated once.

    A version is immutable, also when its region is given another time zone.
    """
    draft = stored.draft
    return PlanItemPublished(
        item_id=draft.item_id,
        version=stored.version,
        region=stored.region,
        time_zone=stored.time_zone or regions[stored.region].time_zone,
        book=draft.book,
        pillar=draft.pillar,
        kind=draft.kind,
        title=draft.title,
        agency=draft.agency,
        supporting_agencies=draft.supporting_agencies,
        partners=tuple(partner._asdict() for partner in draft.partners),
        location=_location(draft),
        start=draft.start,
        due=draft.due,
        milestones=tuple(step._asdict() for step in draft.milestones),
        indicator=_indicator(draft),
        budget=draft.budget,
        budget_source=draft.budget_source,
        rpjmd=draft.rpjmd,
        weight=draft.weight,
        cancelled=stored.cancelled,
    )


def _location(draft: item.Draft) -> dict[str, Any] | None:
    if draft.kecamatan is None and draft.desa is None and draft.rural is None:
        return None
    return {"kecamatan": draft.kecamatan, "desa": draft.desa, "rural": draft.rural}


def _indicator(draft: item.Draft) -> dict[str, Any] | None:
    parts = {
        "unit": draft.unit,
        "baseline": draft.baseline,
        "target": draft.target,
        "target_text": draft.target_text,
    }
    if not draft.indicator and all(part is None for part in parts.values()):
        return None
    return {"name": draft.indicator, **parts}


def agency_event(stored: StoredAgency) -> AgencyPublished:
    """The agency's snapshot at its version; a contact without a name gets its office's."""
    draft = stored.draft
    return AgencyPublished(
        agency=draft.agency,
        version=stored.version,
        region=stored.region,
        name=draft.name,
        kind=draft.kind,
        contacts=tuple(
            Contact(role=c.role, name=c.named(draft.name), email=c.email)
            for c in draft.contacts
            if isinstance(c.role, ContactRole)
        ),
        higher_contacts=tuple(
            HigherContact(role=c.role, name=c.named(draft.name), email=c.email)
            for c in draft.contacts
            if isinstance(c.role, HigherRole)
        ),
    )


def calendar_event(stored: StoredCalendar) -> CalendarPublished:
    """The calendar's snapshot at its version."""
    parts = dict(stored.calendar)
    return CalendarPublished(**parts, region=stored.region, version=stored.version)


def account_event(stored: StoredAccount) -> AccountPublished:
    """The account's snapshot at its version, without its password."""
    return AccountPublished(
        username=stored.username,
        version=stored.version,
        role=stored.role,
        agency=stored.agency,
        also=stored.also,
        region=stored.region,
        disabled=stored.disabled,
        sessions=stored.sessions,
        ended=tuple(one.session_id for one in stored.ended),
        tokens=tuple(
            SystemToken(sha256=token.sha256, expires_at=token.expires_at) for token in stored.tokens
        ),
    )


def outgoing(
    event: PlanItemPublished | AgencyPublished | CalendarPublished | AccountPublished,
    at: datetime,
) -> Outgoing:
    """The event with its id, which is the same each time this version is sent."""
    return Outgoing(event, f"{event.topic}/{event.key()}/{event.version}", at)
