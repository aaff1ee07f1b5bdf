"""Warnings: what is open, who was told, and what came of it."""

from pathlib import Path

from grafana_foundation_sdk.models.dashboard import Panel

from contracts import wording
from contracts.words import ContactRole, HigherRole
from deploy.grafana.boards import columns
from deploy.grafana.boards.about import About
from deploy.grafana.boards.alive import OPEN_ALERTS, or_none_yet
from deploy.grafana.boards.charts import Line, lines
from deploy.grafana.boards.chosen import ALARM, ITEMS
from deploy.grafana.boards.items import URGENCY, due_columns, of_troubled
from deploy.grafana.boards.panels import number, numbers
from deploy.grafana.boards.tables import Column, rows
from notifier.alerting.policy import AlertRule, Step, read_policy

ROOT = Path(__file__).parents[3]
_REGION = 'region=~"$region"'
TOLD = "item_id_role:aksi_troubled_item_told_timestamp_seconds:max"
WIDTH = 145
"""Of the time at which an office was told: "11 bulan yang lalu"."""
FIGURE = "item_id:aksi_troubled_item_figure_timestamp_seconds:max"


POLICY = read_policy((ROOT / "deploy" / "policies" / "kukar.yml").read_text(encoding="utf-8"))
RULE_NAMES = {
    "late": "Terlambat",
    "critical": "Kritis",
    "due_soon": "Mendekati tenggat",
    "decision_overdue": "Keputusan lewat tenggat",
    "action_late": "Rencana aksi terlambat",
    "action_critical": "Rencana aksi kritis",
    "window_closing": "Jendela lapor hampir tutup",
    "window_closed": "Belum dilaporkan",
    "no_progress": "Tidak maju",
    "fell": "Kemajuan turun",
    "scissors": "Fisik dan uang berjauhan",
    "done_without_evidence": "Selesai tanpa bukti",
}
"""Of the rules of Kukar's policy."""


def rules() -> list[AlertRule]:
    """The rules of Kukar's policy that tell at once, and not with the day's digest."""
    return [rule for rule in POLICY.rules if not all(step.digest for step in POLICY.steps(rule))]


def ladder() -> str:
    """Whom Kukar's policy tells, and when: its ladders."""
    return " ".join(
        f"{_name(rule)}: {'; '.join(map(_step, POLICY.steps(rule)))}." for rule in rules()
    )


def _name(rule: AlertRule) -> str:
    return RULE_NAMES.get(rule.rule, rule.rule)


def _step(step: Step) -> str:
    when = (
        f"{step.before_due} hari kerja sebelum tenggat"
        if step.before_due is not None
        else f"{step.after} hari kerja sesudahnya"
        if step.after
        else "pada hari itu"
    )
    names = {role.value: name for role, name in wording.OFFICES.items()}
    offices = [names[office.value] for office in step.offices]
    return f"{when} kepada {' dan '.join(filter(None, (', '.join(offices[:-1]), offices[-1])))}"


def open_now(*, width: int = 6) -> Panel:
    """How many warnings hold, by rule."""
    return numbers(
        About(
            "Peringatan terbuka",
            "Peringatan yang masih berlaku, per aturan. Ditutup sendiri begitu keadaannya membaik; "
            "yang menanggapi menghentikan langkah berikutnya untuk sementara.",
            "lihat daftarnya: apakah ada angka baru sesudah diberi tahu.",
            "peringatan",
        ),
        [
            (
                f'sum ({OPEN_ALERTS}{{{_REGION}, rule="{rule.rule}"}}) '
                f"or 0 * sum ({OPEN_ALERTS}{{{_REGION}}})",
                _name(rule),
            )
            for rule in rules()
        ],
        steps=((None, "green"), (1, "orange")),
        width=width,
    )


def not_told(*, width: int = 5) -> Panel:
    """Warnings that lack an office to tell."""
    return number(
        About(
            "Tanpa penerima",
            "Peringatan terbuka yang sebuah jabatannya tidak punya alamat, di semua daerah.",
            "lengkapi alamat kepala OPD dan Tim Pelaksana pada rencana.",
            "alertswithoutrecipient",
        ),
        "max (job:aksi_alerts_without_recipient:max)",
        steps=ALARM,
        width=width,
    )


def mails(*, width: int = 7) -> Panel:
    """Mails that wait, and those given up."""
    return numbers(
        About(
            "Surat",
            "Surat peringatan yang belum diserahkan ke server surat, dan yang batas percobaannya "
            "habis sejak awal, di semua daerah.",
            "yang menunggu tidak turun: server surat tidak menerima. Yang gagal: beri tahu "
            "penerimanya dengan cara lain.",
            "deliveriesgivenup",
        ),
        [
            ("sum (channel:aksi_deliveries_pending:max)", "Menunggu"),
            ("sum (channel:aksi_deliveries_failed:max)", "Gagal"),
        ],
        steps=ALARM,
        width=width,
    )


def told(*, width: int = 24) -> Panel:
    """Each late and critical item: who was told when, and whether a figure came since."""
    return rows(
        About(
            "Siapa diberi tahu, dan apa sesudahnya",
            "Butir yang terlambat atau kritis: kapan surat terakhir kepada tiap jabatan "
            "diserahkan (Sekda dan Dewan: kapan surat itu disiapkan), dan hari yang angka "
            f"terakhirnya laporkan. Garis: jabatan itu tidak disurati. {ladder()}",
            "bila angka terakhirnya lebih tua dari suratnya, belum ada kabar sejak diberi tahu.",
            "peringatan",
        ),
        labels={
            "title": columns.title("Rencana aksi"),
            "name": columns.OFFICE,
            "status": columns.STATUS,
            "kind": columns.KIND,
            "pillar": columns.hidden("Pilar"),
            "agency": columns.hidden("Kode OPD"),
            "item_id": columns.hidden("Kode"),
            "region_name": columns.hidden("Daerah"),
        },
        values=[
            *due_columns(with_days_left=False),
            *(
                (
                    of_troubled(f'sum by (item_id) ({TOLD}{{role="{role.value}"}})') + " * 1000",
                    Column(_short(role), unit="dateTimeFromNow", width=WIDTH),
                )
                for role in _roles()
            ),
            (
                of_troubled(FIGURE) + " * 1000",
                Column(
                    "Angka terakhir tentang",
                    unit="dateTimeFromNow",
                    width=210,
                    empty="belum ada",
                ),
            ),
        ],
        order=[
            *("title", "name", "status", "0", "1"),
            *map(str, range(3, len(_roles()) + 4)),
            *("2", "kind", "pillar", "agency", "item_id", "region_name"),
        ],
        sort=(URGENCY, True),
        width=width,
        empty="Tidak ada butir yang terlambat atau kritis",
    )


def _roles() -> list[ContactRole | HigherRole]:
    asked = {one.value for rule in rules() for step in POLICY.steps(rule) for one in step.offices}
    return [role for role in wording.OFFICES if role.value in asked]


def _short(role: ContactRole | HigherRole) -> str:
    shorter: dict[ContactRole | HigherRole, str] = {
        ContactRole.HEAD: "Kepala OPD",
        ContactRole.VERIFIER: "Kabid",
        HigherRole.SECRETARY: "Sekda",
        HigherRole.COUNCIL: "Dewan",
    }
    return shorter.get(role, wording.OFFICES[role])


def over_time(*, width: int = 12) -> Panel:
    """Open warnings over time."""
    return lines(
        About(
            "Peringatan terbuka dari waktu ke waktu",
            "Banyaknya peringatan yang belum ditutup, per aturan.",
            "garis yang tidak turun: diberi tahu saja tidak cukup, putuskan tindak lanjutnya.",
            "peringatan",
        ),
        [
            Line(
                f"sum by (rule) ({OPEN_ALERTS}{{{_REGION}}}) " + or_none_yet("notifier", "rule"),
                "{{rule}}",
            )
        ],
        width=width,
        words=RULE_NAMES,
    )


def delay(*, width: int = 12) -> Panel:
    """How long it takes until a mail is handed over."""
    return lines(
        About(
            "Dari terlambat sampai surat diserahkan (p95)",
            "95 % surat diserahkan lebih cepat dari ini: sejak tracker melihat status berubah "
            "sampai server surat menerima, per aturan, sejak notifier dinyalakan. Tanpa garis: "
            "belum ada surat sejak itu.",
            "orang tahu terlalu lambat; operator melihat antrean pembaca dan kiriman.",
            "alertsslow",
        ),
        [
            Line(
                "histogram_quantile(0.95, sum by (le, rule) (aksi_alert_delay_seconds_bucket))",
                "{{rule}}",
            )
        ],
        width=width,
        unit="s",
        words=RULE_NAMES,
    )


def answered(*, width: int = 8) -> Panel:
    """How long it takes until somebody answers, and until it has recovered."""
    return lines(
        About(
            "Sampai ditanggapi, dan sampai pulih (p50)",
            "Separuh peringatan lebih cepat dari ini: dari pesan pertamanya sampai seseorang "
            "menanggapi, dan dari tanggapan pertama sampai keadaannya membaik, sejak notifier "
            "dinyalakan. Tanpa garis: belum ada yang ditanggapi sejak itu.",
            "lama ditanggapi: pesannya tidak sampai ke orang yang dapat bertindak.",
            "peringatan",
        ),
        [
            Line(
                "histogram_quantile(0.5, sum by (le, until) (aksi_alert_answer_seconds_bucket))",
                "{{until}}",
            )
        ],
        width=width,
        unit="s",
        words={"acknowledged": "sampai ditanggapi", "recovered": "sampai pulih"},
        none_yet="Belum ada yang ditanggapi",
    )


def untold(*, width: int = 3) -> Panel:
    """Late quick wins without an open warning."""
    late = f'sum ({ITEMS}{{{_REGION}, kind="quick_win", status="late"}})'
    every = f"sum ({OPEN_ALERTS}{{{_REGION}}})"
    told_of = f'sum ({OPEN_ALERTS}{{{_REGION}, rule="late"}}) or 0 * {every}'
    return number(
        About(
            "Terlambat tanpa peringatan",
            "Quick win yang terlambat dikurangi peringatan terlambat yang terbuka. Seharusnya nol.",
            "ada yang terlambat dan tidak ada yang diberi tahu: kabari kepala OPD-nya sendiri.",
            "latewithoutalert",
        ),
        f"({late} or 0 * sum ({ITEMS}{{{_REGION}}})) - ({told_of})",
        steps=ALARM,
        width=width,
    )
