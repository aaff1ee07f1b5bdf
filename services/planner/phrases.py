"""What the planner tells people: one sentence for each code, in both languages. Pure."""

from collections.abc import Mapping

from chassis.text import Text

REFUSALS: Mapping[str, Text] = {
    # a whole file
    "file-empty": Text("Berkas kosong.", "The file is empty."),
    "file-too-large": Text(
        "Berkas {size} MB; paling besar {limit} MB.",
        "The file has {size} MB; {limit} MB is the most.",
    ),
    "file-expands-too-far": Text(
        "Isi berkas mengembang lebih dari {limit} MB; berkas ditolak.",
        "The file expands to more than {limit} MB and was refused.",
    ),
    "not-a-workbook": Text(
        "Berkas tidak dapat dibaca sebagai .xlsx, .xls, .ods, atau .csv.",
        "The file cannot be read as .xlsx, .xls, .ods or .csv.",
    ),
    "password-protected": Text(
        "Berkas dilindungi kata sandi; simpan tanpa kata sandi lalu unggah lagi.",
        "The file is protected by a password; save it without one and upload it again.",
    ),
    "too-many-rows": Text(
        "Lembar {sheet} sampai baris {rows}; paling banyak {limit} baris.",
        "Sheet {sheet} reaches row {rows}; {limit} rows are the most.",
    ),
    "too-many-columns": Text(
        "Lembar {sheet} sampai kolom {columns}; paling banyak {limit} kolom.",
        "Sheet {sheet} reaches column {columns}; {limit} columns are the most.",
    ),
    "no-table": Text(
        "Tidak ada baris judul kolom yang dikenali; kolom wajib: {columns}.",
        "No header row was recognised; required columns: {columns}.",
    ),
    "column-missing": Text(
        "Kolom wajib {column} tidak ada di lembar {sheet} (judul di baris {header_row}).",
        "Required column {column} is missing in sheet {sheet} (header in row {header_row}).",
    ),
    # a cell that cannot be read
    "missing": Text("Wajib diisi.", "A value is required."),
    "cell-error": Text(
        "Sel berisi galat rumus {value}.",
        "The cell holds the formula error {value}.",
    ),
    "bad-code": Text(
        "Kode {value} tidak sah: huruf, angka, titik, garis bawah, tanda hubung; "
        "paling panjang {limit}.",
        "Code {value} is not valid: letters, digits, dot, underscore, hyphen; at most {limit}.",
    ),
    "not-text": Text(
        "{value} bukan teks; Excel mungkin mengubahnya menjadi tanggal.",
        "{value} is not text; Excel may have turned it into a date.",
    ),
    "text-too-long": Text(
        "Teks {length} huruf; paling panjang {limit}.",
        "The text has {length} characters; {limit} are the most.",
    ),
    "separator-in-text": Text(
        "Nama tidak boleh memuat {separators}, karena itu pemisah di lembar kerja.",
        "The name must not hold {separators}, which separate entries in the workbook.",
    ),
    "not-a-number": Text("{value} bukan angka.", "{value} is not a number."),
    "ambiguous-number": Text(
        "{value} dapat berarti {small} atau {large}; tulis tanpa pemisah.",
        "{value} may mean {small} or {large}; write it without separators.",
    ),
    "below-zero": Text("Tidak boleh kurang dari nol.", "Must not be below zero."),
    "not-above-zero": Text("Harus lebih dari nol.", "Must be above zero."),
    "too-large": Text("Terlalu besar; paling besar {limit}.", "Too large; {limit} is the most."),
    "not-a-date": Text(
        "{value} bukan tanggal; tulis misalnya 31 Desember 2026 atau 2026-12-31.",
        "{value} is not a date; write for example 31 Desember 2026 or 2026-12-31.",
    ),
    "date-incomplete": Text(
        "{value} bukan satu hari; tulis tanggal lengkap.",
        "{value} is not one day; write a full date.",
    ),
    "two-dates": Text(
        "{value} memuat dua tanggal; satu sel satu tanggal.",
        "{value} holds two dates; one cell holds one.",
    ),
    "date-out-of-range": Text(
        "Tahun {year} di luar {first}-{last}.",
        "Year {year} is outside {first}-{last}.",
    ),
    "not-yes-or-no": Text("{value} bukan Ya atau Tidak.", "{value} is neither Ya nor Tidak."),
    "unknown-word": Text(
        "{value} tidak dikenal; pilihan: {known}.",
        "{value} is not known; choose one of: {known}.",
    ),
    "unknown-agency": Text(
        "Perangkat daerah {value} tidak dikenal{near_id}.",
        "Agency {value} is not known{near_en}.",
    ),
    "ambiguous-agency": Text(
        "{value} dapat berarti {codes}; tulis kodenya.",
        "{value} may mean {codes}; write the code.",
    ),
    "several-agencies": Text(
        "Penanggung jawab harus tepat satu; pindahkan yang lain ke OPD Pendukung.",
        "Exactly one agency is responsible; move the others to OPD Pendukung.",
    ),
    "partner-kind-missing": Text(
        "Mitra {value} tanpa jenis; tulis nama (jenis), jenis: {known}.",
        "Partner {value} has no kind; write name (kind), kind one of: {known}.",
    ),
    "milestone-shape": Text(
        "Tonggak {value} tidak dapat dibaca; tulis nama | tanggal | bobot%.",
        "Milestone {value} cannot be read; write name | date | weight%.",
    ),
    "bad-email": Text("{value} bukan alamat email.", "{value} is not an email address."),
    # rules
    "due-before-start": Text(
        "Selesai {due} mendahului mulai {start}.",
        "Due {due} is before start {start}.",
    ),
    "milestone-outside": Text(
        "Tonggak {name} pada {day} di luar {start} sampai {due}.",
        "Milestone {name} on {day} is outside {start} to {due}.",
    ),
    "milestones-not-rising": Text(
        "Tonggak {name} pada {day} mendahului tonggak sebelumnya.",
        "Milestone {name} on {day} is before the one above it.",
    ),
    "milestone-weight": Text(
        "Bobot tonggak {name} harus lebih dari 0 dan paling besar 100.",
        "The weight of milestone {name} must be above 0 and at most 100.",
    ),
    "milestones-over-100": Text(
        "Jumlah bobot tonggak {total} %; paling besar 100 %.",
        "The milestones' weights add up to {total} %; 100 % is the most.",
    ),
    "too-many": Text("Paling banyak {limit}; ada {count}.", "At most {limit}; there are {count}."),
    "given-twice": Text("{value} ditulis dua kali.", "{value} is given twice."),
    "supports-itself": Text(
        "{value} sudah penanggung jawab; tidak dapat sekaligus pendukung.",
        "{value} is responsible already and cannot support itself.",
    ),
    "target-text-disagrees": Text(
        "Target {target} tidak sama dengan angka dalam teks {text}.",
        "Target {target} differs from the figure in the text {text}.",
    ),
    "unknown-region": Text(
        "Wilayah {value} tidak dikenal; pilihan: {known}.",
        "Region {value} is not known; choose one of: {known}.",
    ),
    "name-taken": Text(
        "{value} sudah menunjuk perangkat daerah {other}.",
        "{value} already means agency {other}.",
    ),
    "duplicate-code": Text(
        "Kode {value} ada di {first} dan di {second}; keduanya ditolak.",
        "Code {value} stands in {first} and in {second}; both are refused.",
    ),
    "other-region": Text(
        "Kode {value} sudah dipakai di wilayah {region}.",
        "Code {value} is already used in region {region}.",
    ),
    "agency-refused": Text(
        "Perangkat daerah {value} ditolak di berkas yang sama.",
        "Agency {value} is refused in the same file.",
    ),
    "item-cancelled": Text(
        "Rencana aksi {value} sudah dibatalkan dan tidak dapat diubah.",
        "Item {value} is cancelled and cannot be changed.",
    ),
    # accounts
    "bad-username": Text(
        "Nama pengguna 3-64 huruf kecil, angka, titik, garis bawah, tanda hubung.",
        "A user name has 3-64 lower-case letters, digits, dots, underscores, hyphens.",
    ),
    "password-too-short": Text(
        "Kata sandi paling pendek {limit} huruf.",
        "A password has at least {limit} characters.",
    ),
    "password-too-long": Text(
        "Kata sandi paling panjang {limit} huruf.",
        "A password has at most {limit} characters.",
    ),
    "agency-needed": Text(
        "Peran {role} harus mempunyai perangkat daerah.",
        "Role {role} needs an agency.",
    ),
    "agency-not-wanted": Text(
        "Peran {role} tidak mempunyai perangkat daerah.",
        "Role {role} has no agency.",
    ),
}

NOTES: Mapping[str, Text] = {
    "percent-as-fraction": Text(
        "Persen di kolom ini ditulis sebagai pecahan (0,056 = 5,6 %); dikalikan 100.",
        "Percentages in this column are written as fractions (0.056 = 5.6 %); taken times 100.",
    ),
    "percent-as-points": Text(
        "Persen di kolom ini dibaca apa adanya (5,6 = 5,6 %).",
        "Percentages in this column are read as they stand (5.6 = 5.6 %).",
    ),
    "percent-doubtful": Text(
        "{value} ada di antara persen yang lebih dari 1; dibaca {value} %.",
        "{value} stands among percentages above 1; read as {value} %.",
    ),
    "scaled-by-header": Text(
        "Judul kolom menyebut {unit}; angka dikalikan {factor}.",
        "The header says {unit}; numbers are taken times {factor}.",
    ),
    "scaled-by-word": Text("{value} dibaca {amount}.", "{value} is read as {amount}."),
    "rounded": Text(
        "{value} dibulatkan menjadi {amount} rupiah.",
        "{value} is rounded to {amount} rupiah.",
    ),
    "column-twice": Text(
        "Kolom {column_name} ada lagi di {other}; yang pertama dipakai.",
        "Column {column_name} stands again at {other}; the first is used.",
    ),
    "column-ignored": Text(
        "Kolom {column_name} tidak dipakai.", "Column {column_name} is not used."
    ),
    "sheet-ignored": Text(
        "Lembar {sheet} bukan rencana aksi atau perangkat daerah; dilewati.",
        "Sheet {sheet} is neither the plan nor the agencies; left out.",
    ),
    "sheet-incomplete": Text(
        "Lembar {sheet} dilewati: kolom {columns} tidak ada.",
        "Sheet {sheet} is left out: column {columns} is missing.",
    ),
    "subtotal": Text("Baris jumlah: {text}.", "A row of totals: {text}."),
    "repeated-header": Text("Judul kolom terulang.", "The header again."),
    "column-numbers": Text("Baris nomor kolom.", "A row of column numbers."),
    "signature": Text("Baris tanda tangan: {text}.", "A signature row: {text}."),
    "remark": Text("Baris keterangan: {text}.", "A row of remarks: {text}."),
}


def said(phrases: Mapping[str, Text], code: str, facts: Mapping[str, object]) -> Text:
    """The sentence for `code` with its facts filled in."""
    phrase = phrases[code]
    return Text(phrase.indonesian.format(**facts), phrase.english.format(**facts))
