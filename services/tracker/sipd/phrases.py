"""The sentences about SIPD's exports by code, in both languages. Pure."""

from collections.abc import Mapping

from chassis.text import Text

REFUSALS: Mapping[str, Text] = {
    "code-unknown": Text(
        "Kode {value} di sel {cell} bukan kode program, kegiatan, atau rekening; baris ini memuat "
        "uang dan tidak dibaca.",
        "Code {value} in cell {cell} is no code of a program, activity or account; this row holds "
        "money and is not read.",
    ),
    "code-missing": Text(
        "Baris ini memuat uang tanpa kode (sel {cell}) dan tidak dibaca.",
        "This row holds money without a code (cell {cell}) and is not read.",
    ),
    "code-twice": Text(
        "Kode {value} di sel {cell} sudah ada di sel {first} di bawah induk yang sama.",
        "Code {value} in cell {cell} is already in cell {first} below the same parent.",
    ),
    "amount-merged": Text(
        "Sel {cell} digabung dengan baris lain: jumlahnya milik baris mana? Pisahkan sel "
        "(Unmerge) dan isi tiap baris.",
        "Cell {cell} is merged with other rows: whose amount is it? Unmerge it and fill each row.",
    ),
    "amount-too-large": Text(
        "Jumlah di sel {cell} lebih dari {limit} rupiah.",
        "The amount in cell {cell} is more than {limit} rupiah.",
    ),
}

REASONS: Mapping[str, Text] = {
    "empty": Text("Lembar kosong.", "The sheet is empty."),
    "hidden": Text(
        "Lembar tersembunyi, dilewati kecuali diminta.",
        "The sheet is hidden and left out unless asked for.",
    ),
    "no-header": Text(
        "Tidak ada baris judul dengan kode, uraian, dan kolom anggaran, realisasi, atau bulan.",
        "No header row with a code, a name, and columns of budget, realisation or months.",
    ),
    "no-code-column": Text("Kolom kode tidak ada.", "There is no column of codes."),
    "no-codes": Text(
        "Hanya {coded} dari {rows} baris berkode program, kegiatan, atau rekening.",
        "Only {coded} of {rows} rows have a code of a program, activity or account.",
    ),
    "unit-not-rupiah": Text(
        "Jumlah ditulis dalam {unit}, bukan rupiah penuh seperti ekspor SIPD. Ekspor lagi dari "
        "SIPD tanpa dibagi.",
        "Amounts are in {unit}, not in whole rupiah as SIPD exports them. Export them from SIPD "
        "again, not divided.",
    ),
    "same-figure": Text(
        "Kolom {first} dan {second} memuat angka yang sama maksudnya, dan tidak tertulis mana yang "
        "berlaku. Tulis “s.d. bulan ini” (realisasi) atau “setelah perubahan” (anggaran) pada "
        "judul kolom yang berlaku, atau hapus yang lain.",
        "Columns {first} and {second} are of the same figure, and no word says which one holds. "
        "Write “s.d. bulan ini” (realisation) or “setelah perubahan” (budget) into the header of "
        "the one that holds, or delete the other.",
    ),
    "months-of-what": Text(
        "Ada kolom bulan, tetapi tidak tertulis apakah rencana kas atau realisasi.",
        "There are columns of months, but it is not said whether cash plan or realisation.",
    ),
    "neither": Text(
        "Bukan RAK (bulan rencana kas) dan bukan LRA (anggaran dan realisasi).",
        "Neither RAK (months of a cash plan) nor LRA (budget and realisation).",
    ),
    "repeats": Text(
        "{matched} dari {rows} barisnya mengulang lembar {sheet}.",
        "{matched} of its {rows} rows repeat sheet {sheet}.",
    ),
}

REMARKS: Mapping[str, Text] = {
    "column-holds": Text(
        "Kolom {used} yang dibaca; dilewati: {others}.",
        "Column {used} is read; left out: {others}.",
    ),
    "column-part": Text(
        "Kolom {used} dibaca, tetapi menurut judulnya bukan angka s.d. bulan ini atau setelah "
        "perubahan; kolom itu tidak ada.",
        "Column {used} is read, but by its header it is not the figure up to this month or after "
        "the change; there is no such column.",
    ),
}

DIFFERENCES: Mapping[str, Text] = {
    "children": Text(
        "{header} {code}: tertulis {stated}, jumlah {added} baris di bawahnya {computed}.",
        "{header} {code}: {stated} stated, its {added} rows below add up to {computed}.",
    ),
    "total": Text(
        "{header} baris jumlah: tertulis {stated}, jumlah {added} baris terbawah {computed}.",
        "{header} total row: {stated} stated, the {added} lowest rows add up to {computed}.",
    ),
    "months": Text(
        "{header} {code}: tertulis {stated}, menurut {added} bulannya {computed}.",
        "{header} {code}: {stated} stated, by its {added} months {computed}.",
    ),
    "plan": Text(
        "{header} {code}: rencana kas setahun {stated}, anggarannya {computed}.",
        "{header} {code}: cash plan of the year {stated}, its budget {computed}.",
    ),
    "sheet": Text(
        "{header} {code}: tertulis {stated}, di lembar {beside} {computed}.",
        "{header} {code}: {stated} stated, on sheet {beside} {computed}.",
    ),
}
