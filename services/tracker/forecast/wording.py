"""Why nothing is forecast, in words. Pure."""

from chassis.text import Text
from tracker.forecast.forecast import Why
from tracker.forecast.forecast_rules import ForecastRules


def why_words(why: Why, rules: ForecastRules) -> Text:
    """The sentence that stands in the place of a forecast of an item."""
    at_least = rules.stretch_days * rules.stretches_at_least
    return {
        Why.CANCELLED: Text(
            "Tidak ada perkiraan: rencana aksi ini dibatalkan.",
            "No forecast: this item is cancelled.",
        ),
        Why.DONE: Text("Tidak ada perkiraan: sudah selesai.", "No forecast: it is done."),
        Why.TOO_FEW: Text(
            f"Belum ada perkiraan: perlu paling sedikit {rules.reports_at_least} laporan yang "
            "dihitung.",
            f"No forecast yet: it takes at least {rules.reports_at_least} reports that count.",
        ),
        Why.TOO_SHORT: Text(
            f"Belum ada perkiraan: laporannya harus merentang paling sedikit {at_least} hari.",
            f"No forecast yet: its reports have to span at least {at_least} days.",
        ),
        Why.SILENT: Text(
            f"Tidak ada perkiraan: laporan terakhir lebih dari {rules.silent_days} hari yang lalu, "
            "jadi laju sekarang tidak diketahui.",
            f"No forecast: the last report is more than {rules.silent_days} days old, so the "
            "present pace is not known.",
        ),
        Why.STANDING: Text(
            "Tidak ada perkiraan: tidak ada kemajuan dalam laporan-laporan terakhir. Dengan laju "
            "ini tidak akan selesai.",
            "No forecast: the last reports tell of no progress. At this pace it does not end.",
        ),
        Why.FALLING: Text(
            "Tidak ada perkiraan: angka dalam laporan-laporan terakhir turun.",
            "No forecast: the figures of the last reports fall.",
        ),
    }[why]


def why_words_of_all(why: Why, rules: ForecastRules) -> Text:
    """The same for many items together, whose curve is looked at."""
    at_least = rules.stretch_days * rules.stretches_at_least
    if why in {Why.TOO_FEW, Why.TOO_SHORT}:
        return Text(
            f"Belum ada perkiraan akhir tahun: kurvanya harus merentang paling sedikit {at_least} "
            "hari tahun ini.",
            f"No forecast for the year's end yet: the curve has to span at least {at_least} days "
            "of this year.",
        )
    return why_words(why, rules)
