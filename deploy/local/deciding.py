"""Records what the council decided on the sample's worst items over the HTTP API."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from deploy.local.callers import Caller, calling
from deploy.local.demo_file import LogIn
from deploy.local.stack import Stack

OVERDUE = "Laporkan sebab keterlambatan dan jadwal baru kepada Bappeda, ditandatangani kepala."
OPEN = "Bentuk tim percepatan; capaian dilaporkan setiap pekan sampai sesuai rencana lagi."
DONE = "Lengkapi laporan bulan-bulan yang tertinggal."


async def have_decisions(stack: Stack, logins: Sequence[LogIn], today: date) -> bool:
    """Of the late and critical items the first has a decision that is overdue, the second one that
    is open, the others none; on an agency one that is done. Returns whether it was done; nothing is
    done where something was decided already, or nothing is late or critical.
    """
    planner = next(one for one in logins if one.role == "planner")
    async with calling(stack.services, planner, stack.patient) as caller:
        known = (await caller.tracker.get("/api/v1/decisions")).raise_for_status().json()
        late = await caller.items(status="late", kind="quick_win")
        red = [*late, *await caller.items(status="critical", kind="quick_win")]
        if known["items"] or not red:
            return False
        met = today - timedelta(days=21)
        for item, words, due in zip(
            red,
            (OVERDUE, OPEN),
            (met + timedelta(days=14), today + timedelta(days=14)),
            strict=False,
        ):
            await _decide(caller, met, {"item_id": item["item_id"], "decision": words}, due)
        on_agency = {"agency": red[0]["agency"], "decision": DONE}
        decision = await _decide(caller, met, on_agency, today)
        act = {"action": "done", "number": 2, "words": "Semua bulan sudah masuk."}
        path = f"/api/v1/decisions/{decision['decision_id']}/acts"
        (await caller.tracker.post(path, json=act)).raise_for_status()
    return True


async def _decide(caller: Caller, met: date, body: Mapping[str, str], due: date) -> dict[str, Any]:
    days = {"met_on": met.isoformat(), "due": due.isoformat()}
    minutes = f"005/RSC/{met.month:02}/{met.year}"
    answer = await caller.tracker.post(
        "/api/v1/decisions", json={**body, **days, "minutes": minutes}
    )
    decision: dict[str, Any] = answer.raise_for_status().json()
    return decision
