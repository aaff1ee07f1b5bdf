"""The pages of episodes: the list, and one with what became of it and the forms to answer."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from chassis.auth.auth import caller
from chassis.clock import Clock
from chassis.http.problem import Problem, not_found
from chassis.text import Text
from chassis.web.pages import Pages
from contracts import AgencyPublished
from contracts.account import OF_AN_AGENCY, Account, Scope
from contracts.wording import ALERT_RULES, ALERT_WHY, OFFICES
from notifier.alerting.alert import Alert
from notifier.alerting.ledger import What
from notifier.alerting.list_alerts import sees_address
from notifier.delivery.delivery import State
from notifier.directory.offices import Office
from notifier.ledger.query import LedgerQuery
from notifier.pages.answer_form import EMPTY, AnswerForm, refusals
from notifier.pages.ladders import NOBODY, offices_of_step, rules_of_digest, rungs
from notifier.pages.places import cursor_of, place_of
from notifier.pages.sources import (
    Agencies,
    Deliveries,
    EpisodeQuery,
    Episodes,
    Ledger,
    PolicyNow,
)
from notifier.pages.told import Told, told_of
from notifier.responding.service import Answers, in_force

ALERTS = "/peringatan/"
EPISODE = "/peringatan/kejadian"
LADDERS = "/peringatan/tangga"
SHOWN_MOST = 30
HISTORY_MOST = 100
CLIMBING_MOST = 500
"""Open episodes that the page of ladders looks at."""
OPEN, CLOSED, EVERY = "open", "closed", "semua"
STATES: Mapping[str, str] = {OPEN: "Masih terbuka", CLOSED: "Sudah ditutup", EVERY: "Semua"}
AT_ONCE, IN_DIGEST, EITHER = "langsung", "ringkasan", "semua"
WAYS: Mapping[str, str] = {
    AT_ONCE: "Diberitahukan saat itu juga",
    IN_DIGEST: "Dalam ringkasan harian",
    EITHER: "Semua",
}
"""How people are told of an episode."""
DELIVERIES: Mapping[State, str] = {
    State.PENDING: "menunggu dikirim",
    State.SENT: "diserahkan",
    State.FAILED: "gagal, tidak dicoba lagi",
    State.WITHDRAWN: "ditarik sebelum dikirim",
}
"""What a reader calls the state of a delivery."""


class Asked(NamedTuple):
    """Which episodes a reader wants to see."""

    state: str
    rule: str
    agency: str
    office: str
    item_id: str
    way: str
    """Empty: those told at once, and when anything else is asked for, all."""
    cursor: str | None


class AlertPages:
    """Pages of the episodes that an account may see; the forms are for who may answer."""

    def __init__(
        self,
        pages: Pages,
        *,
        episodes: Episodes,
        deliveries: Deliveries,
        ledger: Ledger,
        agencies: Agencies,
        policy: PolicyNow,
        answers: Answers,
        clock: Clock,
        zone: str,
    ) -> None:
        self.pages = pages
        self.answers = answers
        self.agencies = agencies
        self.zone = zone
        self.policy = policy
        self._episodes = episodes
        self._deliveries = deliveries
        self._ledger = ledger
        self._clock = clock

    async def listed(self, request: Request, asked: Asked) -> Response:
        """The list, the last opened first. Raises 422 for a cursor of another list."""
        account, place = caller(request), place_of(asked.cursor)
        filters = {
            "keadaan": "" if asked.state == OPEN else asked.state,
            "aturan": asked.rule,
            "opd": asked.agency,
            "jabatan": asked.office,
            "butir": asked.item_id,
        }
        is_filtered = any(filters.values())
        way = asked.way if asked.way in WAYS else EITHER if is_filtered else AT_ONCE
        query = EpisodeQuery(
            account.scope,
            state=asked.state if asked.state in {OPEN, CLOSED} else None,
            rule=asked.rule or None,
            agency=asked.agency or None,
            item_id=asked.item_id or None,
            offices=asked.office or None,
        )
        digest = rules_of_digest(self.policy())
        found = await self._episodes.page(
            query,
            place,
            SHOWN_MOST + 1,
            rules=digest if way == IN_DIGEST else None,
            but=digest if way == AT_ONCE else (),
        )
        shown = found[:SHOWN_MOST]
        more = len(found) > SHOWN_MOST
        after = {"sesudah": cursor_of(shown[-1].opened_at, shown[-1].id)} if more else {}
        facts = {
            **await self.words(request),
            "shown": shown,
            "asked": asked,
            "told": await self._told(shown),
            "is_filtered": is_filtered,
            "is_first": place is None,
            "again": f"{ALERTS}?{_query({**filters, 'lewat': way})}",
            "next": f"{ALERTS}?{_query({**filters, 'lewat': way, **after})}" if more else None,
            "states": STATES,
            "way": way,
            "ways": {
                one: (word, f"{ALERTS}?{_query({**filters, 'lewat': one})}")
                for one, word in WAYS.items()
            },
            "rules": [one["rule"] for one in self.policy()["rules"]],
        }
        return self.pages.render(request, "alerts.html", facts)

    async def one(
        self,
        request: Request,
        alert_id: str,
        form: AnswerForm = EMPTY,
        status: int = 200,
    ) -> Response:
        """One episode: what was decided, what was sent, forms for what the reader may do. Raises
        404 for one out of the reader's scope.
        """
        account = caller(request)
        episode = await self.episode(account, alert_id)
        history = await self._ledger.page(
            LedgerQuery(account.scope, alert=alert_id), None, HISTORY_MOST
        )
        deliveries = await self._deliveries.of_alerts([alert_id])
        facts = {
            **await self.words(request),
            "episode": episode,
            "history": history,
            "told": told_of(deliveries).get(alert_id, NOBODY),
            "deliveries": [(one, sees_address(account, one)) for one in deliveries],
            "delivery_states": DELIVERIES,
            "refusals": {act.value: why for act, why in refusals(account, episode).items()},
            "form": form,
            "days": self.policy()["acknowledged_working_days"],
            "path": episode_path(alert_id),
        }
        return self.pages.render(request, "alert.html", facts, status)

    async def climbing(self, request: Request, agency: str) -> Response:
        """By office the open episodes that it was told of, and those that come to it next; without
        those that only the day's digest tells of.
        """
        account = caller(request)
        query = EpisodeQuery(account.scope, state=OPEN, agency=agency or None)
        digest = rules_of_digest(self.policy())
        found = await self._episodes.page(query, None, CLIMBING_MOST + 1, but=digest)
        shown = found[:CLIMBING_MOST]
        facts = {
            **await self.words(request),
            "rungs": rungs(shown, await self._told(shown), self.next_offices),
            "agency": agency,
            "most": CLIMBING_MOST,
            "is_cut": len(found) > CLIMBING_MOST,
            "number": len(shown),
        }
        return self.pages.render(request, "ladders.html", facts)

    async def responsible(self, scope: Scope) -> Collection[str]:
        """The agencies of a scope that are responsible for something."""
        return await self._episodes.responsible(scope)

    async def episode(self, account: Account, alert_id: str) -> Alert:
        """One that the account may see. Raises 404."""
        found = await self._episodes.alert(alert_id)
        if found is None or not account.scope.covers(region=found.region, agency=found.agency):
            raise no_such_alert()
        return found

    def next_offices(self, episode: Alert) -> Sequence[Office]:
        """The offices that the next step of an episode tells."""
        return offices_of_step(self.policy(), episode.rule, episode.next_step)

    async def words(self, request: Request) -> Mapping[str, object]:
        """What every page here says things with."""
        account = caller(request)
        return {
            "names": names_of(await self.agencies.within(account.scope)),
            "of_an_agency": account.role in OF_AN_AGENCY,
            "alert_rules": ALERT_RULES,
            "reasons": ALERT_WHY,
            "offices": OFFICES,
            "whats": WHATS,
            "next_offices": self.next_offices,
            "answer_of": self._answer_of,
            "episode_path": episode_path,
            "subject_path": subject_path,
            "zone": self.zone,
        }

    async def _told(self, episodes: Sequence[Alert]) -> Mapping[str, Told]:
        told = told_of(await self._deliveries.of_alerts([one.id for one in episodes]))
        return {one.id: told.get(one.id, NOBODY) for one in episodes}

    def _answer_of(self, episode: Alert) -> object:
        zone = ZoneInfo(episode.facts.time_zone)
        return in_force(episode, self._clock.now().astimezone(zone).date())


WHATS: Mapping[What, str] = {
    What.OPENED: "Dibuka",
    What.TOLD: "Diberi tahu",
    What.TOLD_NOBODY: "Tidak ada yang diberi tahu",
    What.ACKNOWLEDGED: "Ditanggapi",
    What.SILENCED: "Didiamkan",
    What.HANDED_OVER: "Diteruskan",
    What.RESUMED: "Masa tanggapan berakhir, tangga berjalan lagi",
    What.CLOSED: "Ditutup",
    What.SETTLED: "Dianggap berakhir",
    What.TESTED: "Pesan uji",
}
"""What a reader calls what happened to an episode."""


def names_of(agencies: Sequence[AgencyPublished]) -> Mapping[str, str]:
    """The agencies' names by code."""
    return {one.agency: one.name for one in agencies}


def episode_path(alert_id: str) -> str:
    """Where the page of an episode is."""
    return f"{EPISODE}/{quote(alert_id)}"


def subject_path(episode: Alert) -> str:
    """Where the page of what it is about is."""
    facts = episode.facts
    if facts.decision is None or facts.decided_item:
        return f"/kemajuan/butir/{quote(facts.decided_item or episode.item_id, safe='')}"
    return f"/kemajuan/keputusan/{quote(episode.item_id.rpartition('/')[2], safe='')}"


def no_such_alert() -> Problem:
    """404: none of this id that the reader may see."""
    return not_found(Text("Peringatan ini tidak ada.", "There is no such alert."))


def _query(asked: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})
