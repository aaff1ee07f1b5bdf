"""The operators' board: does the flow flow, and where it stops."""

from deploy.grafana.boards.board import Board, Row, choice
from deploy.grafana.boards.panels import About, Column, Line, lines, number, rows

SERVICES = 'job=~"planner|tracker|notifier"'
ALIVE = f"0 * count by (job) (aksi_build_info{{{SERVICES}}})"
"""Zero per service that answers, and nothing for one that does not."""
ANY_ALIVE = f"0 * count (aksi_build_info{{{SERVICES}}})"
OK_OR_RED = ((None, "green"), (1, "dark-red"))
OPEN_ALERTS = "region_rule:aksi_alerts_open:max"


def rate(counter: str, by: str) -> str:
    """Per second, by the labels `by`; zero for a service that counted nothing yet."""
    return f"sum by ({by}) (rate({counter}[$__rate_interval])) or {ALIVE}"


def p95(histogram: str, by: str) -> str:
    """Nineteen of twenty are faster than this; zero while there is nothing to measure."""
    buckets = f"sum by (le, {by}) (rate({histogram}_bucket[$__rate_interval]))"
    return f"histogram_quantile(0.95, {buckets}) >= 0 or {ALIVE}"


health = Row(
    4,
    [
        number(
            About(
                "Layanan hidup",
                "Replika yang menjawab, per layanan.",
                "nol berarti layanan itu mati; angka yang berasal darinya berhenti.",
                "serviceabsent",
            ),
            f"sum by (job) (up{{{SERVICES}}})",
            steps=((None, "dark-red"), (1, "green")),
            width=6,
            legend="{{job}}",
        ),
        number(
            About(
                "Alarm menyala",
                "Banyaknya alarm Prometheus yang sedang menyala.",
                "baca daftar di bawah; tiap alarm punya bagian bernama sama di panduan.",
                "alarm",
            ),
            f'count (ALERTS{{alertstate="firing", audience="operator"}}) or {ANY_ALIVE}',
            steps=OK_OR_RED,
            width=3,
        ),
        number(
            About(
                "Peristiwa tertua tertahan",
                "Umur peristiwa tertua yang tersimpan tetapi belum sampai ke Kafka.",
                "Kafka tidak menjawab, atau relai berhenti.",
                "outboxstuck",
            ),
            "max (job:aksi_outbox_oldest_seconds:max)",
            steps=((None, "green"), (10, "yellow"), (60, "dark-red")),
            width=3,
            unit="s",
            decimals=0,
        ),
        number(
            About(
                "Catatan disisihkan (15 menit)",
                "Catatan Kafka yang tidak terbaca dan dipindahkan ke topik .dlq.",
                "lihat topik dan alasannya pada grafik di bawah.",
                "deadletters",
            ),
            f"sum (job_topic_reason:aksi_dead_letters:increase15m) or {ANY_ALIVE}",
            steps=OK_OR_RED,
            width=3,
            decimals=0,
        ),
        number(
            About(
                "Kiriman menunggu",
                "Peringatan yang belum diserahkan ke server surat.",
                "angka yang tidak turun berarti server surat menolak atau tidak terjangkau.",
                "deliveriespendingtoolong",
            ),
            "sum (channel:aksi_deliveries_pending:max)",
            steps=((None, "green"), (1, "yellow"), (50, "dark-red")),
            width=3,
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
            width=3,
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
            width=3,
        ),
    ],
)

alarms = Row(
    8,
    [
        rows(
            About(
                "Alarm yang menyala",
                "Nama alarm, tingkatnya, untuk siapa, dan apa yang dimaksudnya.",
                "cari nama alarmnya di panduan dan kerjakan yang tertulis.",
                "alarm",
            ),
            labels={
                "alertname": Column("Alarm", width=200),
                "severity": Column("Tingkat", width=90),
                "audience": Column("Untuk", width=90),
                "job": Column("Layanan", width=90),
                "topic": Column("Topik"),
                "region": Column("Daerah", width=90),
                "agency": Column("OPD", width=140),
                "item_id": Column("Kode", width=110),
            },
            values=[
                (
                    "count by (alertname, severity, audience, job, topic, region, agency, item_id) "
                    '(ALERTS{alertstate="firing"})',
                    Column("Jumlah", width=80),
                )
            ],
            order=[
                "alertname",
                "severity",
                "audience",
                "job",
                "topic",
                "region",
                "agency",
                "item_id",
                "0",
            ],
            sort=("Tingkat", False),
            width=14,
            empty="Tidak ada alarm",
        ),
        lines(
            About(
                "Peringatan terbuka",
                "Peringatan yang belum ditutup, per aturan.",
                "quick win terlambat tanpa peringatan terbuka berarti tidak ada yang diberi tahu.",
                "latewithoutalert",
            ),
            [
                Line(
                    f'sum by (rule) ({OPEN_ALERTS}{{region=~"$region"}}) '
                    f'or 0 * count (aksi_build_info{{job="notifier"}})',
                    "{{rule}}",
                )
            ],
            width=10,
        ),
    ],
)

flow = Row(
    7,
    [
        lines(
            About(
                "Peristiwa tertahan",
                "Peristiwa yang tersimpan dan belum sampai ke Kafka, per layanan.",
                "naik terus berarti Kafka tidak menerima.",
                "outboxstuck",
            ),
            [Line("job:aksi_outbox_pending:max", "{{job}}")],
            width=8,
        ),
        lines(
            About(
                "Antrean pembaca",
                "Catatan Kafka yang menunggu dibaca, per layanan dan topik.",
                "naik atau mendatar di atas nol: pembacanya tersangkut atau kekurangan tenaga.",
                "consumerlagnotfalling",
            ),
            [
                Line(
                    f"job_topic_group:aksi_consumer_lag:sum or {ALIVE}",
                    "{{job}} {{topic}}",
                )
            ],
            width=8,
        ),
        lines(
            About(
                "Peristiwa per detik",
                "Yang diakui Kafka dan yang selesai diolah, per topik.",
                "keluar tanpa masuk berarti tidak ada yang membaca topik itu.",
                "consumerlagnotfalling",
            ),
            [
                Line(rate("aksi_events_published_total", "job, topic"), "keluar {{job}} {{topic}}"),
                Line(rate("aksi_events_consumed_total", "job, topic"), "masuk {{job}} {{topic}}"),
            ],
            width=8,
            unit="cps",
        ),
    ],
)

trouble = Row(
    7,
    [
        lines(
            About(
                "Catatan disisihkan",
                "Dalam 15 menit terakhir, per topik dan alasan.",
                "satu pengirim mengirim bentuk yang salah; catatannya utuh di topik .dlq.",
                "deadletters",
            ),
            [
                Line(
                    f"job_topic_reason:aksi_dead_letters:increase15m or {ALIVE}",
                    "{{job}} {{topic}} {{reason}}",
                )
            ],
            width=8,
        ),
        lines(
            About(
                "Olahan yang diulang",
                "Kelompok catatan yang dicoba lagi karena basis data atau Kafka terganggu.",
                "gangguannya berlangsung; tidak ada catatan yang hilang.",
                "handlingretried",
            ),
            [Line(rate("aksi_handling_retries_total", "job, topic"), "{{job}} {{topic}}")],
            width=8,
            unit="cps",
        ),
        lines(
            About(
                "Jam yang tertinggal",
                "Umur bangun-jam tertua yang sudah jatuh tempo, per layanan dan putaran.",
                "status terlambat dan langkah peringatan datang terlambat selama itu.",
                "clockoverdue",
            ),
            [Line("job_loop:aksi_clock_overdue_seconds:max", "{{job}} {{loop}}")],
            width=8,
            unit="s",
        ),
    ],
)

times = Row(
    7,
    [
        lines(
            About(
                "Waktu olah (p95)",
                "Dari sekelompok catatan diambil sampai selesai disimpan; 95 % lebih cepat.",
                "basis data lambat, atau kelompoknya besar karena mengejar ketertinggalan.",
                "waktu-olah-dan-jawab",
            ),
            [Line(p95("aksi_handling_seconds", "job, topic"), "{{job}} {{topic}}")],
            width=8,
            unit="s",
        ),
        lines(
            About(
                "Waktu jawab HTTP (p95)",
                "95 % permintaan dijawab lebih cepat dari ini, per layanan.",
                "pengguna menunggu; lihat waktu olah dan basis data.",
                "waktu-olah-dan-jawab",
            ),
            [Line(p95("aksi_http_request_seconds", "job"), "{{job}}")],
            width=8,
            unit="s",
        ),
        lines(
            About(
                "Permintaan gagal",
                "Bagian jawaban 5xx dalam lima menit terakhir.",
                "ada kesalahan di layanan itu; lognya menyebut id permintaannya.",
                "httperrors",
            ),
            [Line("job:aksi_http_request_errors:ratio_rate5m", "{{job}}")],
            width=8,
            unit="percentunit",
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
                "sejak notifier dinyalakan.",
                "orang tahu terlalu lambat; lihat antrean pembaca dan kiriman.",
                "alertsslow",
            ),
            [
                Line(
                    "histogram_quantile(0.95, sum by (le, rule) (aksi_alert_delay_seconds_bucket))"
                    ' >= 0 or 0 * count (aksi_build_info{job="notifier"})',
                    "{{rule}}",
                )
            ],
            width=8,
            unit="s",
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
                    "60 * sum by (channel, outcome) "
                    "(rate(aksi_deliveries_total[$__rate_interval])) "
                    'or 0 * count (aksi_build_info{job="notifier"})',
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
                    'or 0 * count (aksi_build_info{job="tracker"})',
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
                    'or 0 * count (aksi_build_info{job="tracker"})',
                    "{{to}}",
                )
            ],
            width=8,
        ),
        lines(
            About(
                "Impor rencana",
                "Impor dalam 24 jam menurut hasilnya, dan baris yang ditolak.",
                "`refused`: tidak ada yang diterapkan; pengimpor melihat sel dan alasannya.",
                "impor-rencana",
            ),
            [
                Line(
                    "sum by (outcome) (increase(aksi_plan_imports_total[24h])) "
                    'or 0 * count (aksi_build_info{job="planner"})',
                    "impor {{outcome}}",
                ),
                Line(
                    'sum (increase(aksi_plan_import_rows_total{outcome="refused"}[24h])) '
                    'or 0 * count (aksi_build_info{job="planner"})',
                    "baris ditolak",
                ),
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

BOARD = Board(
    uid="aksi-operasi",
    title="Operasi",
    description="Apakah alurnya mengalir, dan di mana ia berhenti.",
    time_from="now-6h",
    refresh="30s",
    variables=[choice("region", "Daerah", "label_values(aksi_items, region)")],
    rows=[health, alarms, flow, trouble, times, alerting, plan],
)
