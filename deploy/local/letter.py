"""Has this week's letter to the council made, as a meeting that was moved would have it."""

import sys
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from chassis.text import Text
from deploy.local.callers import Caller
from deploy.local.child import start
from deploy.local.folder import for_the_owner
from deploy.local.stack import Stack
from deploy.local.trouble import Trouble
from deploy.local.waiting import until
from deploy.sample.plan import MAIL_DOMAIN

COUNCIL: Mapping[str, Any] = {
    "agency": "DEWAN-SMART-CITY",
    "name": "Dewan Smart City dan Sekretaris Daerah",
    "contacts": [
        {"role": "council", "name": "Dewan Smart City", "email": f"dewan@{MAIL_DOMAIN}"},
        {"role": "secretary", "name": "Sekretaris Daerah", "email": f"sekda@{MAIL_DOMAIN}"},
    ],
}
WITHIN_SECONDS = 60.0


async def have_letter(stack: Stack, admin: Caller, region: str) -> bool:
    """Let council and secretary have addresses, and the letter be made; returns whether it was
    done. Nothing is done where the region has a letter.
    """
    if await _letters(admin, region):
        return False
    made = await admin.planner.post("/api/v1/agencies", json={**COUNCIL, "region": region})
    if made.status_code != HTTPStatus.CONFLICT:
        made.raise_for_status()
    log = stack.folder.logs / "letter.log"
    for_the_owner(log).write_bytes(b"")
    ask = (sys.executable, "-m", "tracker", "letter", "make", region)
    child = await start(ask, stack.services.environment("tracker"), log)
    try:
        code = await child.wait()
    finally:
        await child.stop(0)
    if code:
        raise Trouble(
            Text(
                f"Surat dewan tidak dapat diminta (kode {code}). Sebabnya di {log}; perbaiki, "
                "lalu ulangi.",
                "the letter to the council cannot be asked for; see the log",
            )
        )
    await until(lambda: _letters(admin, region), WITHIN_SECONDS, "the letter to the council")
    return True


async def _letters(admin: Caller, region: str) -> list[Any]:
    answer = await admin.tracker.get(f"/api/v1/letters/{region}")
    found: list[Any] = answer.raise_for_status().json()["items"]
    return found
