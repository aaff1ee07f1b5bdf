"""The columns of a table of accounts, and the words for roles and regions in it. Pure."""

from collections.abc import Mapping

from chassis.sheets.columns import Column, Table
from chassis.sheets.key import header_key
from contracts.account import Role
from contracts.wording import ROLES

ACCOUNTS = Table.of(
    "Akun",
    Column(
        "username",
        "Nama pengguna",
        ("nama akun", "akun", "user", "user name", "nama user", "login", "id pengguna"),
        True,
    ),
    Column("role", "Peran", ("peran akun", "peran pengguna", "hak akses"), True),
    Column(
        "agency",
        "Perangkat daerah",
        (
            "opd", "skpd", "pd", "kode opd", "kode pd", "kode perangkat daerah", "nama opd",
            "nama pd", "nama perangkat daerah", "instansi", "unit kerja",
        ),
        True,
    ),
    Column(
        "also",
        "Juga bertindak untuk (Plt.)",
        ("plt", "plt untuk", "plt opd", "plt perangkat daerah", "merangkap", "rangkap"),
    ),
    Column(
        "region",
        "Wilayah",
        ("kode wilayah", "nama wilayah", "kabupaten", "kabupaten/kota", "daerah"),
    ),
)  # fmt: skip

ALL_REGIONS = "semua"
ALL_REGIONS_KEYS = frozenset(map(header_key, (ALL_REGIONS, "semua wilayah", "all", "all regions")))

_FURTHER: Mapping[Role, tuple[str, ...]] = {
    Role.ADMIN: ("administrator",),
    Role.PLANNER: ("perencanaan",),
    Role.OFFICER: ("pelapor", "pptk", "operator"),
    Role.VERIFIER: ("verifikator", "kepala bidang", "kabid"),
    Role.HEAD: ("kepala", "kepala opd", "kepala pd", "kepala skpd", "kepala dinas", "kepala badan"),
    Role.COUNCIL: ("dewan",),
}
ROLE_WORDS: Mapping[str, Role] = {
    header_key(text): role
    for role, word in ROLES.items()
    for text in (role.value, word, *_FURTHER[role])
}
"""Role by `header_key` of each word for it."""
