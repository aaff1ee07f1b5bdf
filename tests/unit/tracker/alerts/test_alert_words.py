"""What became of an item's alerts, as its page says it."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from joserfc.jwk import KeySet

from chassis.auth.auth import Auth
from chassis.http.problem import unavailable
from chassis.text import Language
from chassis.web.pages import Pages
from chassis.web.site import Site
from contracts import AlertNoted
from contracts.wording import ALERT_RULES, ALERT_WHY, OFFICES
from contracts.words import AlertAction

TEMPLATE = (
    '{% from "alert_words.html" import noted %}'
    '{{ noted(note, "Asia/Makassar", rules, offices, reasons) }}'
)
AT = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
UNTIL = date(2026, 11, 16)


async def no_keys() -> KeySet:
    raise unavailable()


PAGES = Pages(
    prefix="/kemajuan", site=Site({}), auth=Auth(no_keys, "uji", 9), packages=["tracker.pages"]
)


def note(action: str, **more: Any) -> AlertNoted:
    return AlertNoted(
        alert="late:QW-01:3",
        number=2,
        action=AlertAction(action),
        rule=more.pop("rule", "late"),
        item_id="QW-01",
        region="kukar",
        agency="DLHK",
        at=AT,
        **more,
    )


def said(one: AlertNoted, language: Language = "id") -> str:
    template = PAGES._templates[language].from_string(TEMPLATE)
    html = template.render(note=one, rules=ALERT_RULES, offices=OFFICES, reasons=ALERT_WHY)
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (note("opened"), "Quick win lewat tenggat. Peringatan dibuka."),
        (
            note("told", offices=("officer", "head", "delivery_team"), step="1"),
            "Quick win lewat tenggat. Diberi tahu: PPTK DLHK, Kepala DLHK, Tim Pelaksana.",
        ),
        (
            note("told", offices=("head",), vacant=("verifier",), step="1", told=1),
            "Quick win lewat tenggat. Diberi tahu: Kepala DLHK. "
            "(jabatan kosong: Kepala Bidang DLHK)",
        ),
        (
            note(
                "told",
                offices=("delivery_team",),
                vacant=("delivery_team",),
                told_offices=("secretary",),
            ),
            "Quick win lewat tenggat. Diberi tahu: Sekretaris Daerah. "
            "(jabatan kosong: Tim Pelaksana)",
        ),
        (
            note(
                "handed_over",
                by="head",
                offices=("delivery_team",),
                vacant=("delivery_team",),
                told_offices=("secretary",),
            ),
            "Quick win lewat tenggat. Diteruskan Kepala kepada: Tim Pelaksana. "
            "Diberi tahu: Sekretaris Daerah. (jabatan kosong: Tim Pelaksana)",
        ),
        (note("settled"), "Quick win lewat tenggat. Dianggap berakhir."),
        (
            note("told_nobody", why="vacant"),
            "Quick win lewat tenggat. Tidak ada yang diberi tahu: "
            "tidak ada pemegang jabatan yang dapat dihubungi.",
        ),
        (
            note("acknowledged", by="head", until=UNTIL, words="Bibit tiba"),
            "Quick win lewat tenggat. Ditanggapi Kepala; peringatan berikutnya ditahan sampai "
            "16 November 2026. “Bibit tiba”",
        ),
        (
            note("silenced", by="kepala.dlhk", until=UNTIL),
            "Quick win lewat tenggat. Didiamkan kepala.dlhk sampai 16 November 2026.",
        ),
        (
            note("handed_over", by="officer", offices=("secretary",)),
            "Quick win lewat tenggat. Diteruskan PPTK kepada: Sekretaris Daerah.",
        ),
        (
            note("resumed"),
            "Quick win lewat tenggat. Masa tanggapannya berakhir; "
            "peringatan berikutnya berjalan lagi.",
        ),
        (
            note("closed", why="recovered"),
            "Quick win lewat tenggat. Peringatan ditutup: keadaannya pulih.",
        ),
        (
            note("closed", why="not-known-yet", rule="kukar-own"),
            "kukar-own. Peringatan ditutup: not-known-yet.",
        ),
    ],
    ids=lambda one: getattr(one, "action", None),
)
def test_each_thing_that_becomes_of_an_alert_is_a_sentence(one: AlertNoted, sentence: str) -> None:
    assert said(one) == f"2 November 2026 09.30: {sentence}"


def test_every_action_has_its_sentence_in_english_too() -> None:
    for action in AlertAction:
        before, _, sentence = said(note(action, until=UNTIL), "en").partition(". ")
        assert before == "2 November 2026 09:30: Quick win past its due day"
        assert sentence, action


def test_what_somebody_wrote_is_text() -> None:
    assert "<b>" not in said(note("silenced", by="<b>x", until=UNTIL, words="<script>"))
    assert "&lt;script&gt;" in said(note("silenced", by="x", until=UNTIL, words="<script>"))
