"""Results of the event flow: mails, reports, status changes, imports."""

from deploy.grafana.boards.about import About
from deploy.grafana.boards.alive import OK_OR_RED, channel_named, or_none_yet
from deploy.grafana.boards.board import Row
from deploy.grafana.boards.charts import Line, lines
from deploy.grafana.boards.panels import number
from deploy.grafana.boards.tables import Column, rows
from deploy.grafana.boards.words import STATUS_NAMES

IMPORTS = {"applied": "diterapkan", "dry_run": "uji coba", "refused": "ditolak"}


def _in_a_day(counter: str) -> str:
    """How much it rose in 24 hours. The first import may come before Prometheus has read a zero, so
    what was not there a day ago counts in full.
    """
    return (
        f"(sum ({counter}) unless sum ({counter} offset 24h)) "
        f'or sum (increase({counter}[24h])) or 0 * count (aksi_build_info{{job="planner"}})'
    )


mails = Row(
    4,
    [
        number(
            About(
                "Kiriman menunggu",
                "Peringatan yang belum diserahkan ke server surat.",
                "angka yang tidak turun berarti server surat menolak atau tidak terjangkau.",
                "deliveriespendingtoolong",
            ),
            "sum (channel:aksi_deliveries_pending:max)",
            steps=((None, "green"), (1, "yellow"), (50, "dark-red")),
            width=8,
        ),
        number(
            About(
                "Kiriman dihentikan",
                "Peringatan yang batas percobaannya habis, sejak awal.",
                "penerimanya tidak tahu; beri tahu dengan cara lain, lalu perbaiki alamatnya.",
                "deliveriesgivenup",
            ),
            "sum (channel:aksi_deliveries_failed:max)",
            steps=OK_OR_RED,
            width=8,
        ),
        number(
            About(
                "Tanpa penerima",
                "Peringatan terbuka yang tidak punya seorang pun untuk diberi tahu.",
                "lengkapi alamat kepala OPD dan Tim Pelaksana pada rencana.",
                "alertswithoutrecipient",
            ),
            "max (job:aksi_alerts_without_recipient:max)",
            steps=OK_OR_RED,
            width=8,
        ),
    ],
)

alerting = Row(
    7,
    [
        lines(
            About(
                "Dari terlambat sampai surat diserahkan (p95)",
                "Sejak tracker melihat status berubah sampai server surat menerima, per aturan, "
                "sejak notifier dinyalakan. Tanpa garis: belum ada surat sejak itu.",
                "orang tahu terlalu lambat; lihat antrean pembaca dan kiriman.",
                "alertsslow",
            ),
            [
                Line(
                    "histogram_quantile(0.95, sum by (le, rule) (aksi_alert_delay_seconds_bucket))",
                    "{{rule}}",
                )
            ],
            width=8,
            unit="s",
            words=STATUS_NAMES,
        ),
        lines(
            About(
                "Kiriman",
                "Kiriman per menit menurut hasilnya.",
                "`retried` tanpa `sent`: server surat tidak menerima apa pun.",
                "deliveriesfailing",
            ),
            [
                Line(
                    channel_named(
                        "60 * sum by (channel, outcome) "
                        "(rate(aksi_deliveries_total[$__rate_interval]))"
                    )
                    + " "
                    + or_none_yet("notifier", "outcome"),
                    "{{channel}} {{outcome}}",
                )
            ],
            width=8,
            unit="cpm",
        ),
        lines(
            About(
                "Laporan masuk",
                "Laporan per menit menurut jalan masuk dan hasilnya.",
                "banyak `refused` atau `conflict` dari satu jalan: pengirimnya salah bentuk.",
                "laporan-yang-ditolak",
            ),
            [
                Line(
                    "60 * sum by (source, outcome) (rate(aksi_reports_total[$__rate_interval])) "
                    + or_none_yet("tracker", "outcome"),
                    "{{source}} {{outcome}}",
                )
            ],
            width=8,
            unit="cpm",
        ),
    ],
)

plan = Row(
    7,
    [
        lines(
            About(
                "Perubahan status",
                "Per jam, menurut status baru.",
                "lonjakan ke `late` atau `critical` biasanya akhir bulan; di luar itu periksa "
                "impor rencana terakhir.",
                "butir-terlambat-dan-kritis",
            ),
            [
                Line(
                    "sum by (to) "
                    '(increase(aksi_status_changes_total{region=~"$region"}[1h])) '
                    + or_none_yet("tracker", "to"),
                    "{{to}}",
                )
            ],
            width=8,
            words=STATUS_NAMES,
        ),
        lines(
            About(
                "Impor rencana",
                "Impor dalam 24 jam menurut hasilnya, dan baris yang ditolak.",
                "`refused`: tidak ada yang diterapkan; pengimpor melihat sel dan alasannya.",
                "impor-rencana",
            ),
            [
                *(
                    Line(_in_a_day(f'aksi_plan_imports_total{{outcome="{outcome}"}}'), name)
                    for outcome, name in IMPORTS.items()
                ),
                Line(_in_a_day('aksi_plan_import_rows_total{outcome="refused"}'), "baris ditolak"),
            ],
            width=8,
        ),
        rows(
            About(
                "Versi yang berjalan",
                "Versi tiap layanan dan banyaknya replika yang memakainya.",
                "dua versi dari satu layanan: pemasangan belum selesai.",
                "servicedown",
            ),
            labels={"service": Column("Layanan"), "version": Column("Versi")},
            values=[("count by (service, version) (aksi_build_info)", Column("Replika"))],
            order=["service", "version", "0"],
            sort=("Layanan", False),
            width=8,
            empty="TIDAK ADA DATA",
        ),
    ],
)
