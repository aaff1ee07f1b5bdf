"""Display names of the closed lists: Indonesian, and the framework's own names. Pure."""

from collections.abc import Mapping

from contracts.account import Role
from contracts.calendar import Period, PeriodKind, ReviewStep
from contracts.words import ContactRole, HigherRole, Kind, PartnerKind, Pillar, Status

PILLARS: Mapping[Pillar, str] = {
    Pillar.GOVERNANCE: "Tata kelola",
    Pillar.SOCIETY: "Masyarakat",
    Pillar.ECONOMY: "Ekonomi",
    Pillar.BRANDING: "Branding",
    Pillar.LIVING: "Kehidupan",
    Pillar.ENVIRONMENT: "Lingkungan",
}
SMART_PILLARS: Mapping[Pillar, str] = {pillar: f"Smart {pillar.value.title()}" for pillar in Pillar}
"""As the Indonesian smart-city framework calls its six dimensions."""
STATUSES: Mapping[Status, str] = {
    Status.LATE: "Terlambat",
    Status.CRITICAL: "Kritis",
    Status.BEHIND: "Tertinggal",
    Status.ON_TRACK: "Sesuai rencana",
    Status.DONE: "Selesai",
    Status.NOT_STARTED: "Belum mulai",
    Status.CANCELLED: "Dibatalkan",
}
"""The worst first."""
ROLES: Mapping[Role, str] = {
    Role.ADMIN: "Admin",
    Role.PLANNER: "Perencana",
    Role.OFFICER: "Pelapor (PPTK)",
    Role.VERIFIER: "Verifikator (kepala bidang)",
    Role.HEAD: "Kepala perangkat daerah",
    Role.COUNCIL: "Dewan Smart City",
}
OFFICES: Mapping[ContactRole | HigherRole, str] = {
    ContactRole.OFFICER: "PPTK",
    ContactRole.VERIFIER: "Kepala Bidang",
    ContactRole.HEAD: "Kepala",
    ContactRole.DELIVERY_TEAM: "Tim Pelaksana",
    HigherRole.SECRETARY: "Sekretaris Daerah",
    HigherRole.COUNCIL: "Dewan Smart City",
}
"""Whom a mail goes to; those of an agency before its name."""
ALERT_RULES: Mapping[str, str] = {
    "late": "Quick win lewat tenggat",
    "critical": "Quick win kritis",
    "due_soon": "Quick win mendekati tenggat",
    "decision_overdue": "Keputusan dewan lewat batas waktu",
    "action_late": "Rencana aksi lewat tenggat",
    "action_critical": "Rencana aksi kritis",
    "window_closing": "Masa lapor hampir ditutup",
    "window_closed": "Tidak melapor sampai masa lapor ditutup",
    "no_progress": "Kemajuan tidak bertambah",
    "fell": "Kemajuan turun",
    "scissors": "Fisik dan serapan berjauhan",
    "done_without_evidence": "Selesai tanpa bukti",
}
"""By the name of a rule; one that a region names otherwise is shown by its name."""
ALERT_WHY: Mapping[str, str] = {
    "done": "sudah selesai",
    "recovered": "keadaannya pulih",
    "cancelled": "dibatalkan dari rencana",
    "moved": "tenggatnya dipindah",
    "handed_over": "menjadi tanggung jawab perangkat daerah lain",
    "superseded": "diganti peringatan yang lebih berat",
    "passed": "periode berikutnya sudah mulai",
    "left": "statusnya berubah",
    "goes_on": "terbuka lagi sebelum dianggap berakhir",
    "before_go_live": "daerah ini belum mulai memakai peringatan",
    "go_live": "hari pertama daerah ini memakai peringatan",
    "vacant": "tidak ada pemegang jabatan yang dapat dihubungi",
    "told_before": "semuanya sudah diberi tahu",
    "later_step": "langkah sesudahnya sudah waktunya",
    "new_holder": "jabatannya mendapat pemegang baru",
    "not_told_of_it": "tidak ada yang pernah diberi tahu",
    "not_asked_for": "kebijakan tidak meminta akhirnya diberitahukan",
}
"""By code why an episode opened, closed, or why nobody was told."""
CONTACTS: Mapping[ContactRole, str] = {role: OFFICES[role] for role in ContactRole}
KINDS: Mapping[Kind, str] = {Kind.ACTION: "Rencana aksi", Kind.QUICK_WIN: "Quick win"}
PARTNERS: Mapping[PartnerKind, str] = {
    PartnerKind.GOVERNMENT: "pemerintah",
    PartnerKind.BUSINESS: "swasta",
    PartnerKind.ACADEMIA: "akademisi",
    PartnerKind.REGION: "daerah",
}
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
PERIODS: Mapping[PeriodKind, str] = {
    PeriodKind.MONTH: "Bulan",
    PeriodKind.QUARTER: "Triwulan",
    PeriodKind.FOUR_MONTHS: "Caturwulan",
    PeriodKind.HALF_YEAR: "Semester",
    PeriodKind.YEAR: "Tahun",
}
STEPS: Mapping[ReviewStep, str] = {
    ReviewStep.RECORDED: "Masuk",
    ReviewStep.VERIFIED: "Terverifikasi",
    ReviewStep.SIGNED: "Ditandatangani",
}
_ROMAN = ("I", "II", "III", "IV")


def period_name(period: Period) -> str:
    """As people say it: Oktober 2026, Triwulan IV 2026, Tahun 2026."""
    year = period.first.year
    if period.kind is PeriodKind.MONTH:
        return f"{MONTHS[period.first.month - 1]} {year}"
    if period.kind is PeriodKind.YEAR:
        return f"{PERIODS[period.kind]} {year}"
    return f"{PERIODS[period.kind]} {_ROMAN[period.number - 1]} {year}"
