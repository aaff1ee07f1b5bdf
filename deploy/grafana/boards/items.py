"""Tables of single items: what is late or critical, and the quick wins that are not done."""

from collections.abc import Mapping

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards import columns
from deploy.grafana.boards.about import About
from deploy.grafana.boards.chosen import CHOSEN, ITEMS
from deploy.grafana.boards.columns import percent
from deploy.grafana.boards.tables import NOT_KNOWN, Column, or_not_known, rows

QUICK_WIN = "item_id:aksi_quick_win_info:topk1"
TROUBLED = "item_id:aksi_troubled_item_info:topk1"
LATE = 'item_id_status:aksi_quick_win_status:max{status="late"} == 1'
OPEN = 'item_id_status:aksi_quick_win_status:max{status!~"late|done|cancelled"} == 1'
_OF = "item_id, region_name, pillar, agency, name, title"


def days_after(due: str) -> str:
    """Whole days since the due day, as mails and pages say them; not yet due is 0 or less."""
    return f"ceil((time() - {due}) / 86400)"


def of_quick_win(value: str, more: str = "") -> str:
    """`value` of each chosen quick win, with its names and the labels `more` of the value."""
    return (
        f"sum by ({_OF}{more}) ("
        f"({value}) * on (item_id) group_left (region_name, pillar, agency, name, title) "
        f"{QUICK_WIN}{{{CHOSEN_QUICK_WINS}}})"
    )


CHOSEN_QUICK_WINS = 'region=~"$region", pillar=~"$pillar", agency=~"$agency"'


EVERY = f"{TROUBLED}{{{CHOSEN}}}"
"""All chosen late and critical items."""
NO_LATE_QUICK_WIN = f'({EVERY} unless {TROUBLED}{{kind="quick_win", status="late"}})'
"""Those that no table of late quick wins names."""


def of_troubled(value: str, of: str = EVERY) -> str:
    """`value` of each late or critical item, with its names and status."""
    labels = "region_name, pillar, agency, name, title, kind, status"
    return f"sum by (item_id, {labels}) ({value} * on (item_id) group_left ({labels}) {of})"


_HIDDEN: Mapping[str, Column] = {
    "agency": columns.hidden("Kode OPD"),
    "item_id": columns.hidden("Kode"),
    "region_name": columns.hidden("Daerah"),
}


def late_quick_wins(*, width: int, whole: bool = False) -> Panel:
    """Late quick wins: whose, and for how many days; `whole` with plan and progress too."""
    days = f"({days_after('item_id:aksi_quick_win_due_timestamp_seconds:max')}) and on (item_id)"
    values = [
        (
            of_quick_win(f"{days} ({LATE})") + or_not_known(ITEMS),
            Column(
                "Hari terlambat",
                decimals=0,
                width=150,
                steps=((None, "dark-red"),),
                words=NOT_KNOWN,
            ),
        ),
        (
            of_quick_win(f"item_id:aksi_quick_win_progress_ratio:max and on (item_id) ({LATE})"),
            Column("Capaian", unit="percentunit", decimals=1, width=130, gauge=True),
        ),
    ]
    order = ["title", "name", "0", "1"]
    if whole:
        planned = f"item_id:aksi_quick_win_planned_ratio:max and on (item_id) ({LATE})"
        values.append((of_quick_win(planned), percent("Rencana")))
        order += ["2", "pillar"]
    else:
        order += ["pillar"]
    return rows(
        About(
            "Quick win terlambat",
            "Quick win yang lewat akhir hari tenggatnya menurut jam daerah dan belum 100 %: "
            "penanggung jawab, hari lewat (hari penuh, seperti di surat) dan capaiannya.",
            "setiap baris satu janji yang lewat; kepala OPD-nya sudah disurati. Klik judulnya.",
            "quickwinlate",
        ),
        labels={
            "title": columns.title("Quick win"),
            "name": columns.OFFICE,
            "pillar": columns.PILLAR if whole else columns.hidden("Pilar"),
            **_HIDDEN,
        },
        values=values,
        order=[*order, "agency", "item_id", "region_name"],
        sort=("Hari terlambat", True),
        width=width,
        empty="Tidak ada quick win yang terlambat",
    )


def open_quick_wins(*, width: int) -> Panel:
    """Quick wins that are neither late nor done, by the days that are left."""
    left = f"(({OPEN}) * on (item_id) group_left () {_days_left()})"
    progress = f"(({OPEN}) * on (item_id) group_left () item_id:aksi_quick_win_progress_ratio:max)"
    planned = f"(({OPEN}) * on (item_id) group_left () item_id:aksi_quick_win_planned_ratio:max)"
    return rows(
        About(
            "Quick win lain yang belum selesai",
            "Quick win yang tenggatnya belum lewat, yang terdekat di atas, "
            "dan hari penuh yang sisa.",
            "yang tertinggal dan sisa harinya sedikit akan terlambat berikutnya: minta tindak "
            "lanjut sekarang.",
            "butir-terlambat-dan-kritis",
        ),
        labels={
            "title": columns.title("Quick win"),
            "name": columns.OFFICE,
            "status": columns.STATUS,
            "pillar": columns.PILLAR,
            **_HIDDEN,
        },
        values=[
            (
                of_quick_win(left, ", status") + or_not_known(ITEMS),
                Column("Sisa hari", decimals=0, width=130, words=NOT_KNOWN),
            ),
            (
                of_quick_win(progress, ", status"),
                Column("Capaian", unit="percentunit", decimals=1, width=130, gauge=True),
            ),
            (of_quick_win(planned, ", status"), percent("Rencana")),
        ],
        order=["title", "name", "status", "0", "1", "2", "pillar", *_HIDDEN],
        sort=("Sisa hari", False),
        width=width,
        empty="Tidak ada quick win yang berjalan",
    )


def _days_left() -> str:
    return "floor((item_id:aksi_quick_win_due_timestamp_seconds:max - time()) / 86400)"


def to_decide(*, width: int, of: str = EVERY, with_kind: bool = True) -> Panel:
    """Late and critical items, the longest due first."""
    also = "" if of == EVERY else ", selain quick win terlambat di sebelahnya"
    kind = columns.KIND if with_kind else columns.hidden("Jenis")
    return rows(
        About(
            "Yang perlu diputuskan",
            f"Butir yang terlambat atau kritis{also}: penanggung jawab, hari terlambat atau hari "
            "yang sisa, poin di belakang rencana, dan umur angkanya. Yang paling lama terlambat di "
            "atas; paling banyak 50 butir per daerah.",
            "minta OPD-nya tindak lanjut dengan tanggal, atau putuskan rencananya diubah. Klik "
            "judulnya.",
            "butir-terlambat-dan-kritis",
        ),
        labels={
            "title": columns.title("Rencana aksi"),
            "name": columns.OFFICE,
            "status": columns.STATUS,
            "kind": kind,
            "pillar": columns.hidden("Pilar"),
            **_HIDDEN,
        },
        values=[
            *due_columns(of),
            (of_troubled(f"({_GAP})", of), columns.behind()),
            (
                of_troubled(f"clamp_min(floor((time() - {_FIGURE}) / 86400), 0)", of),
                Column(
                    "Umur angka (hari)",
                    decimals=0,
                    width=170,
                    steps=((None, "green"), (28, "yellow"), (35, "dark-red")),
                    empty="belum ada",
                ),
            ),
        ],
        order=["title", "name", "status", "0", "1", "3", "4", "kind", "2", "pillar", *_HIDDEN],
        sort=(URGENCY, True),
        width=width,
        empty="Tidak ada yang terlambat atau kritis",
    )


URGENCY = "Urutan"
"""The heading of the hidden column by which the longest due stands first."""
_DUE = "item_id:aksi_troubled_item_due_timestamp_seconds:max"
_FIGURE = "item_id:aksi_troubled_item_figure_timestamp_seconds:max"
_GAP = (
    "100 * (item_id:aksi_troubled_item_progress_ratio:max "
    "- item_id:aksi_troubled_item_planned_ratio:max)"
)


def due_columns(of: str = EVERY, *, with_days_left: bool = True) -> list[tuple[str, Column]]:
    """Days late, days left, which may be hidden, and the hidden column that sorts by both."""
    days_left = "Sisa hari"
    late, left = f"({days_after(_DUE)} > 0)", f"floor(({_DUE} - time()) / 86400) >= 0"
    return [
        (
            of_troubled(late, of) + or_not_known(ITEMS),
            Column(
                "Hari terlambat",
                decimals=0,
                width=150,
                steps=((None, "dark-red"),),
                words=NOT_KNOWN,
                empty="belum",
            ),
        ),
        (
            of_troubled(f"({left})", of),
            columns.count(days_left, 110) if with_days_left else columns.hidden(days_left),
        ),
        (of_troubled(f"({days_after(_DUE)})", of), columns.hidden(URGENCY)),
    ]
