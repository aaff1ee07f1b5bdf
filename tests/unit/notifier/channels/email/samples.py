"""One letter of each kind, with long titles and many notices, for eyes and for a browser."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from notifier.alerting.policy import CLOSING_STEP
from notifier.channels.email.letter import Letter, Notice
from notifier.delivery.delivery import State
from tests.unit.notifier.channels.email.letters import LINE, letter, noticed
from tests.unit.notifier.delivery.episodes import facts_of

TITLE = "Digitalisasi layanan administrasi kependudukan terpadu di 20 kecamatan"
RESPOND = "https://aksi.kukarkab.example/peringatan/tanggapi/eyJhbGciOiJFZERTQSJ9.aGVsbG8"
AGENCIES = ("Dinas Komunikasi dan Informatika", "Dinas Kesehatan", "Badan Perencanaan Daerah")
TITLES = (
    *("Pasar digital UMKM Tenggarong", "Peta desa wisata", "Dasbor kualitas air Mahakam"),
    *("Sistem antrean puskesmas daring", "Layananpengaduanmasyarakatterpadutanpaspasi" * 3),
)
BEFORE = replace(
    LINE,
    state=State.SENT,
    sent_at=datetime(2026, 11, 22, 1, tzinfo=UTC),
    said_due=date(2026, 11, 10),
)
DIGEST: Mapping[str, Mapping[str, Any]] = {
    "late": {},
    "critical": {"deviation": -18.7, "due": date(2027, 3, 1)},
    "window_closing": {"period": "2026-M10", "last_day": date(2026, 11, 26)},
    "window_closed": {"period": "2026-M10"},
    "no_progress": {"actual_percent": 99.999},
    "fell": {"actual_percent": 40.0},
    "scissors": {"budget": 2_000_000_000, "spent": 1_900_000_000, "actual_percent": 30.0},
    "done_without_evidence": {"to_status": "done", "actual_percent": 100.0},
}
ENDS: Mapping[str, Mapping[str, Any]] = {
    "done": {"to_status": "done", "done_at": date(2026, 11, 24), "actual_percent": 100.0},
    "recovered": {},
    "cancelled": {},
    "moved": {"due": date(2026, 12, 31)},
    "handed_over": {"agency": "DINKES"},
}


def samples() -> Mapping[str, Letter]:
    """The letters by their names."""
    vacant = replace(LINE, instead_of=("officer", "verifier"), words="Mohon dikoordinasikan.")
    soon = replace(LINE, message="due_soon", step="h3", role="officer")
    one = {
        "late": noticed(facts_of(title=TITLE), respond=RESPOND),
        "vacant": noticed(facts_of(title=TITLE), vacant, respond=RESPOND),
        "reminder": noticed(
            facts_of(title=TITLE, due=date(2026, 12, 1), to_status="on_track"),
            soon,
            respond=RESPOND,
            before=BEFORE,
        ),
        "decision": noticed(
            facts_of("decision/k-7", title=TITLE, decision=TITLE, kind=None, pillar=None),
            replace(LINE, message="decision_overdue"),
            respond=RESPOND,
        ),
        **{f"end-{message}": _end(message) for message in ENDS},
    }
    return {
        **{name: letter(notice) for name, notice in one.items()},
        "sixty": letter(*(_one_of_sixty(n) for n in range(60))),
        "digest": letter(*map(_in_digest, range(len(DIGEST))), is_digest=True),
        "ends": letter(*map(_end, ENDS)),
    }


def _end(message: str) -> Notice:
    line = replace(LINE, message=message, step=CLOSING_STEP)
    return noticed(facts_of(title=TITLE, **ENDS[message]), line, before=BEFORE)


def _one_of_sixty(n: int) -> Notice:
    line = replace(LINE, message="late" if n % 3 else "critical", role="delivery_team")
    facts = facts_of(
        f"KKR-QW-{n:02}",
        title=f"{TITLES[n % 5]} {n}",
        due=date(2026, 11, 21) - timedelta(n),
        deviation=-10.0 - n,
    )
    return noticed(facts, line, agency_name=AGENCIES[n % 3], respond=RESPOND)


def _in_digest(n: int) -> Notice:
    message = list(DIGEST)[n]
    facts = facts_of(f"RA-{n:02}", title=TITLES[n % 5], kind="action", **DIGEST[message])
    line = replace(LINE, message=message, digest=True, held=not n)
    return noticed(facts, line, respond=RESPOND)
