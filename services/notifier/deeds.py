"""What the notifier notes in its audit trail, and what a reader is told of it. Pure."""

from collections.abc import Mapping

from chassis.audit.entry import Deed
from notifier.alerting.alert import Alert, Answer
from notifier.directory.offices import Office

CHANNELS_CHOSEN = "channels-chosen"
DELIVERIES_RETRIED = "deliveries-retried"
ACKNOWLEDGED, SILENCED = "alert-acknowledged", "alert-silenced"
HANDED_OVER, TESTED = "alert-handed-over", "test-message-sent"
LEDGER_DOWNLOADED = "ledger-downloaded"
MAIL_RETURNED = "mail-returned"
DEEDS: Mapping[str, str] = {
    ACKNOWLEDGED: "Peringatan ditanggapi",
    SILENCED: "Peringatan didiamkan",
    HANDED_OVER: "Peringatan diteruskan",
    TESTED: "Pesan uji dikirim",
    LEDGER_DOWNLOADED: "Catatan peringatan diunduh",
    CHANNELS_CHOSEN: "Saluran sebuah alamat dipilih",
    DELIVERIES_RETRIED: "Kiriman yang gagal dicoba lagi (aksi alerts retry)",
    MAIL_RETURNED: "Surat kembali dari server penerima (aksi alerts returned)",
}
DETAILS: Mapping[str, str] = {
    "item": "Rencana aksi",
    "until": "Sampai",
    "words": "Isi catatan",
    "office": "Jabatan",
    "link": "Lewat tautan dalam pesan",
    "outcome": "Hasil",
    "rows": "Baris",
    "deliveries": "Kiriman",
    "roles": "Jabatan",
    "was": "Saluran sebelumnya",
    "now": "Saluran sekarang",
}
"""What a reader calls the details of a deed."""
_DEED_OF: Mapping[Answer, str] = {
    Answer.ACKNOWLEDGED: ACKNOWLEDGED,
    Answer.SILENCED: SILENCED,
    Answer.HANDED_OVER: HANDED_OVER,
}


def answer_deed(alert: Alert) -> Deed:
    """The deed of the last answer of an episode, to be noted in the transaction that saves it."""
    last = alert.pauses[-1]
    return Deed(
        _DEED_OF[last.answer],
        last.by,
        alert.id,
        {
            "item": alert.item_id,
            "until": last.until.isoformat(),
            "words": last.words,
            "office": last.office.value if last.office else "",
            "link": last.by in tuple(Office),
        },
    )
