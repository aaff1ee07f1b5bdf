"""The sentences of notes by code, in both languages. Pure."""

from collections.abc import Mapping

from chassis.text import Text

NOTES: Mapping[str, Text] = {
    "percent-as-fraction": Text(
        "Persen di kolom ini ditulis sebagai pecahan (0,056 = 5,6 %); dikalikan 100.",
        "Percentages in this column are written as fractions (0.056 = 5.6 %); taken times 100.",
    ),
    "percent-as-points": Text(
        "Persen di kolom ini dibaca apa adanya (5,6 = 5,6 %).",
        "Percentages in this column are read as they stand (5.6 = 5.6 %).",
    ),
    "scaled-by-header": Text(
        "Judul kolom menyebut {unit}; angka dikalikan {factor}.",
        "The header says {unit}; numbers are taken times {factor}.",
    ),
    "scaled-by-title": Text(
        "Di atas tabel tertulis {line}; angka dikalikan {factor} ({unit}).",
        "{line} is written above the table; numbers are taken times {factor} ({unit}).",
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
    "columns-unnamed": Text(
        "{count} kolom berisi data tetapi tidak berjudul, jadi tidak dibaca: {named}.",
        "{count} columns have data and no header, and are not read: {named}.",
    ),
    "column-instead": Text(
        "Kolom {column_name} tidak dipakai; kolom {used} dipakai.",
        "Column {column_name} is not used; column {used} is.",
    ),
    "percent-of-budget": Text(
        "Judul kolom menyebut persen; dibaca sebagai persen dari pagu.",
        "The header says percent; read as percent of the budget.",
    ),
    "read-as-cumulative": Text(
        "Lembar per bulan: {column_name} dibaca sebagai angka sampai dengan bulan itu.",
        "A sheet by months: {column_name} is read as figures up to the month.",
    ),
    "days-month-first": Text(
        "Tanggal di berkas ini ditulis bulan dahulu, seperti {value}; semua dibaca demikian.",
        "The days in this file are written month first, as {value} is; all are read so.",
    ),
    "periods-as-last-day": Text(
        "{count} sel berisi bulan atau jangka waktu; hari terakhirnya menjadi tanggal laporan.",
        "{count} cells hold a month or a longer period; its last day is the day of the report.",
    ),
    "rows-not-filled": Text(
        "{count} baris tidak diisi; bukan laporan.",
        "{count} rows are not filled in; they are no reports.",
    ),
    "periods-read": Text(
        "{count} sel berisi bulan, triwulan atau tahun; dibaca dari hari pertama sampai hari "
        "terakhirnya, seperti dijawab.",
        "{count} cells hold months, quarters or years; read from their first day to their last, as "
        "was answered.",
    ),
    "ranges-read": Text(
        "{count} sel tanggal berisi jangka waktu; yang dipakai hari pertamanya untuk mulai, hari "
        "terakhirnya untuk selesai.",
        "{count} cells of days hold a range; its first day counts as the start, its last as the "
        "end.",
    ),
    "serials-read": Text(
        "{count} angka di kolom tanggal dibaca sebagai nomor hari Excel, misalnya {value} = {day}.",
        "{count} numbers in columns of days are read as Excel's numbers of days, such as {value} = "
        "{day}.",
    ),
    "days-as-said": Text(
        "{count} sel tidak memuat tanggal; dipakai tanggal yang diisikan untuk lembar ini.",
        "{count} cells hold no days; those said for this sheet count.",
    ),
    "read-by-section": Text(
        "{column_name} dibaca dari baris judul bagian: {sections}.",
        "{column_name} is read from the rows that head a section: {sections}.",
    ),
    "rows-above": Text(
        "{count} baris induk, di atas butir-butirnya, bukan butir, dan jumlah uangnya tidak "
        "dihitung: {named}.",
        "{count} rows stand above the items below them; they are no items, and their sums are not "
        "counted: {named}.",
    ),
    "from-row-above": Text(
        "{column_name} yang kosong di {count} baris diambil dari baris di atasnya.",
        "{column_name}, blank in {count} rows, is taken from the row above them.",
    ),
    "code-joined": Text(
        "{column_name} digabung dari kolom {columns}, dengan titik di antaranya.",
        "{column_name} is joined from columns {columns}, with points between them.",
    ),
    "read-from-sheet": Text(
        "{column_name} {value} dibaca dari lembarnya ({line}), karena tidak ada kolomnya.",
        "{column_name} {value} is read from the sheet ({line}), as it has no column.",
    ),
    "code-in-title": Text(
        "Tidak ada kolom kode; kode dibaca dari depan isi kolom {column_name}.",
        "There is no column of codes; codes are read from the beginning of column {column_name}.",
    ),
    "summed": Text(
        "{column_name} adalah jumlah kolom {parts}.",
        "{column_name} is the sum of columns {parts}.",
    ),
    "compared-with-parts": Text(
        "{column_name} dibaca dari kolom jumlah {total} dan dibandingkan dengan kolom {parts}.",
        "{column_name} is read from column {total} and compared with columns {parts}.",
    ),
    "remarks-not-kept": Text(
        "Kolom {column_name}: {count} catatan dibaca, dan tidak disimpan.",
        "Column {column_name}: {count} remarks are read, and not kept.",
    ),
    "sheet-ignored": Text(
        "Lembar {sheet} tidak dikenali; {rows} barisnya dilewati.",
        "Sheet {sheet} was not recognised; its {rows} rows are left out.",
    ),
    "sheet-incomplete": Text(
        "Lembar {sheet} dilewati, {rows} baris: kolom {columns} tidak ada.",
        "Sheet {sheet} is left out, {rows} rows: column {columns} is missing.",
    ),
    "sheet-hidden": Text(
        "Lembar {sheet} tersembunyi; {rows} barisnya tidak dibaca. Tampilkan (Unhide) bila harus "
        "ikut dibaca.",
        "Sheet {sheet} is hidden; its {rows} rows are not read. Unhide it if it is to be read.",
    ),
    "rows-hidden": Text(
        "Lembar {sheet}: {count} baris tersembunyi tidak dibaca: {named}. Tampilkan (Unhide) bila "
        "harus ikut dibaca.",
        "Sheet {sheet}: {count} hidden rows are not read: {named}. Unhide them if they are to be "
        "read.",
    ),
    "columns-hidden": Text(
        "Lembar {sheet}: {count} kolom tersembunyi tidak dibaca: {named}. Tampilkan (Unhide) bila "
        "harus ikut dibaca.",
        "Sheet {sheet}: {count} hidden columns are not read: {named}. Unhide them if they are to "
        "be read.",
    ),
    "table-incomplete": Text(
        "Lembar {sheet}: tabel dengan judul di baris {header_row} dilewati, {rows} baris: kolom "
        "{columns} tidak ada.",
        "Sheet {sheet}: the table with its header in row {header_row} is left out, {rows} rows: "
        "column {columns} is missing.",
    ),
    "subtotal": Text("Baris jumlah: {text}.", "A row of totals: {text}."),
    "repeated-header": Text("Judul kolom terulang.", "The header again."),
    "column-numbers": Text("Baris nomor kolom.", "A row of column numbers."),
    "signature": Text("Baris tanda tangan: {text}.", "A signature row: {text}."),
    "notes-left-out": Text(
        "{count} catatan lain tidak ditampilkan.", "{count} more notes are left out."
    ),
    "remark": Text("Baris keterangan: {text}.", "A row of remarks: {text}."),
}
