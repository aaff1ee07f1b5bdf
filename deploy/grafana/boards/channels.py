"""Ways to people: addresses and channels that do not work, and what was held back."""

from grafana_foundation_sdk.models.dashboard import Panel

from deploy.grafana.boards.about import About
from deploy.grafana.boards.alive import channel_named, or_none_yet
from deploy.grafana.boards.charts import Line, lines
from deploy.grafana.boards.chosen import ALARM
from deploy.grafana.boards.panels import number, numbers


def refusing(*, width: int = 5) -> Panel:
    """Addresses that refused for good."""
    return number(
        About(
            "Alamat yang menolak",
            "Alamat yang menolak surat untuk seterusnya, dan yang tidak punya saluran lain, di "
            "semua daerah. Hilang dari sini begitu sebuah pesan diterima lagi.",
            "betulkan alamatnya pada rencana; sampai itu jabatan di atasnya yang diberi tahu.",
            "alamat-yang-menolak",
        ),
        "max (job:aksi_addresses_refused:max)",
        steps=ALARM,
        width=width,
    )


def resting(*, width: int = 5) -> Panel:
    """Channels whose server does not answer."""
    return numbers(
        About(
            "Saluran yang berhenti",
            "1: server saluran itu beberapa kali berturut-turut tidak menerima apa pun. Semua "
            "pesannya menunggu, dan satu pesan mencobanya setiap menit.",
            "periksa server surat; sesudah pulih semuanya terkirim sendiri.",
            "deliveriesfailing",
        ),
        [(channel_named("max by (channel) (aksi_channel_closed)"), "{{channel}}")],
        steps=ALARM,
        width=width,
    )


def kept_back(*, width: int = 14) -> Panel:
    """Notices that waited for the digest, and those withdrawn before they left."""
    held, withdrawn = "aksi_deliveries_held_total", "aksi_deliveries_withdrawn_total"
    return lines(
        About(
            "Ditahan dan ditarik, per jam",
            "Ditahan: pesan yang menunggu ringkasan harian, karena penerimanya sudah mendapat "
            "banyak pesan dalam satu jam. Ditarik: pesan yang tidak dikirim, karena peringatannya "
            "sudah berakhir ketika pesan itu hendak berangkat.",
            "banyak yang ditahan: terlalu banyak peringatan untuk orang yang sama; longgarkan "
            "aturannya, atau bagi tugasnya.",
            "peringatan",
        ),
        [
            Line(
                channel_named(f"sum by (channel) (increase({held}[1h]))")
                + f" {or_none_yet('notifier', 'channel')}",
                "ditahan, {{channel}}",
            ),
            Line(
                channel_named(f"sum by (channel) (increase({withdrawn}[1h]))")
                + f" {or_none_yet('notifier', 'channel')}",
                "ditarik, {{channel}}",
            ),
        ],
        width=width,
    )
