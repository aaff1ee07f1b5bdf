"""The event flow, and the duration of each part of it."""

from deploy.grafana.boards.about import About
from deploy.grafana.boards.alive import ALIVE, OK_OR_RED, p95, rate
from deploy.grafana.boards.board import Row
from deploy.grafana.boards.charts import Line, lines
from deploy.grafana.boards.panels import number

TRUSTED = ((None, "green"), (1, "orange"))

flow = Row(
    7,
    [
        lines(
            About(
                "Peristiwa tertahan",
                "Yang belum sampai ke Kafka, per layanan: satu untuk tiap transaksi dan topik.",
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
                    f"job_topic_group:aksi_consumer_lag:sum or on (job) {ALIVE}",
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
        number(
            About(
                "Pembaca yang berhenti",
                "Pembaca yang berhenti karena terlalu banyak catatan hendak disisihkan.",
                "layanannya sendiri mungkin rusak; ia diam sampai dinyalakan ulang.",
                "consumerpaused",
            ),
            "sum (aksi_consumer_paused)",
            steps=OK_OR_RED,
            width=3,
        ),
        number(
            About(
                "Pembaca tanpa bagian",
                "Pembaca yang dua menit lebih tidak diberi tahu partisi mana miliknya.",
                "antreannya tidak diketahui dan tidak dibaca.",
                "consumerunassigned",
            ),
            "sum (aksi_consumer_unassigned_seconds > bool 120)",
            steps=OK_OR_RED,
            width=3,
        ),
        lines(
            About(
                "Catatan disisihkan",
                "Dalam 15 menit terakhir, per topik dan alasan.",
                "satu pengirim mengirim bentuk yang salah; catatannya utuh di topik .dlq.",
                "deadletters",
            ),
            [
                Line(
                    f"job_topic_reason:aksi_dead_letters:increase15m > 0 or on (job) {ALIVE}",
                    "{{job}} {{topic}} {{reason}}",
                )
            ],
            width=6,
        ),
        lines(
            About(
                "Olahan yang diulang",
                "Kelompok catatan yang dicoba lagi karena basis data atau Kafka terganggu.",
                "gangguannya berlangsung; tidak ada catatan yang hilang.",
                "handlingretried",
            ),
            [Line(rate("aksi_handling_retries_total", "job, topic"), "{{job}} {{topic}}")],
            width=6,
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
            width=6,
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


doors = Row(
    7,
    [
        lines(
            About(
                "Sambungan HTTP terbuka",
                "Sambungan yang terbuka sekarang, per layanan.",
                "sambungan menumpuk; yang melebihi AKSI_CONNECTIONS dijawab 503.",
                "jawaban-408-413-503-dari-layanan",
            ),
            [Line("sum by (job) (aksi_http_connections)", "{{job}}")],
            width=10,
        ),
        lines(
            About(
                "Sambungan yang diputus",
                "Sambungan yang diakhiri layanan, per detik dan alasan: lama atau berlebih.",
                "seseorang membuka sambungan tanpa mengirim, atau jaringannya sangat lambat.",
                "jawaban-408-413-503-dari-layanan",
            ),
            [
                Line(
                    "sum by (job, reason) (rate(aksi_http_connections_ended_total[5m]))",
                    "{{job}} {{reason}}",
                )
            ],
            width=10,
            unit="cps",
        ),
        number(
            About(
                "Kiriman tanpa token",
                "Nol: setiap laporan lewat Kafka harus membawa token. Satu: dipercaya tanpa token.",
                "siapa pun yang menulis ke broker dapat melapor untuk OPD mana pun.",
                "kiriman-tanpa-token",
            ),
            "max (aksi_trusts_broker)",
            steps=TRUSTED,
            width=4,
        ),
    ],
)
