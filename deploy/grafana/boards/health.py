"""The operators' first screen: whether anything is red, and which alarm is firing."""

from deploy.grafana.boards.about import About
from deploy.grafana.boards.alive import (
    ANY_ALIVE,
    OK_OR_RED,
    OPEN_ALERTS,
    SERVICES,
    or_none_yet,
)
from deploy.grafana.boards.board import Row
from deploy.grafana.boards.charts import Line, lines
from deploy.grafana.boards.panels import number
from deploy.grafana.boards.standing import data_age
from deploy.grafana.boards.tables import Column, rows
from deploy.grafana.boards.words import STATUS_NAMES, words

FIRING = 'ALERTS{alertstate="firing"}'
REGIONS = "region:aksi_region_info:topk1"
SEVERITIES = {"critical": "Sekarang", "warning": "Hari ini"}
AUDIENCES = {"operator": "Operator", "program": "Program"}
_OF_ALARM = "alertname, severity, audience, job, topic, region_name, name, title"

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
            width=8,
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
            width=4,
        ),
        data_age(width=4),
        number(
            About(
                "Peristiwa tertua tertahan",
                "Umur peristiwa tertua yang tersimpan tetapi belum sampai ke Kafka.",
                "Kafka tidak menjawab, atau relai berhenti.",
                "outboxstuck",
            ),
            "max (job:aksi_outbox_oldest_seconds:max)",
            steps=((None, "green"), (10, "yellow"), (60, "dark-red")),
            width=4,
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
            width=4,
            decimals=0,
        ),
    ],
)

alarms = Row(
    8,
    [
        rows(
            About(
                "Alarm yang menyala",
                "Nama alarm, kapan dikerjakan (critical sekarang, warning hari ini), untuk siapa, "
                "dan apa yang dimaksudnya.",
                "cari nama alarmnya di panduan dan kerjakan yang tertulis.",
                "alarm",
            ),
            labels={
                "alertname": Column("Alarm", width=200),
                "severity": Column("Kerjakan", width=100, words=words(SEVERITIES)),
                "audience": Column("Untuk", width=100, words=words(AUDIENCES)),
                "job": Column("Layanan", width=90),
                "topic": Column("Topik", width=130),
                "region_name": Column("Daerah", wraps=True),
                "name": Column("OPD", wraps=True),
                "title": Column("Rencana aksi", wraps=True),
            },
            values=[
                (
                    f"count by ({_OF_ALARM}) ({FIRING} * on (region) group_left (region_name) "
                    f"{REGIONS} or ({FIRING} unless on (region) {REGIONS}))",
                    Column("Jumlah", width=80),
                )
            ],
            order=[*_OF_ALARM.split(", "), "0"],
            sort=("Kerjakan", False),
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
                    + or_none_yet("notifier", "rule"),
                    "{{rule}}",
                )
            ],
            width=10,
            words=STATUS_NAMES,
        ),
    ],
)
