"""The sentences of refusals by code, in both languages. Pure."""

from collections.abc import Mapping

from chassis.text import Text

REFUSALS: Mapping[str, Text] = {
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
    "other-kind": Text(
        "Berkas ini {kind_id}; yang dapat dibaca .xlsx, .xls, .ods, atau .csv. Buka berkasnya, "
        "simpan tabelnya sebagai .xlsx, lalu unggah.",
        "This file is {kind_en}; .xlsx, .xls, .ods and .csv can be read. Open it, save its table "
        "as .xlsx and upload that.",
    ),
    "quote-not-closed": Text(
        "Tanda kutip yang dibuka di baris {row} tidak ditutup, sehingga baris di bawahnya ikut "
        "terbaca. Hapus atau tutup kutipnya, atau simpan tabelnya sebagai .xlsx.",
        "A quotation mark that opens in line {row} is not closed, and takes in the lines below "
        "it. Delete or close it, or save the table as .xlsx.",
    ),
    "letters-unreadable": Text(
        "Huruf di baris {row} tidak dapat dibaca; simpan sebagai .xlsx atau sebagai CSV UTF-8.",
        "Letters of line {row} cannot be read; save the file as .xlsx or as CSV UTF-8.",
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
    "too-many-cells": Text(
        "Berkas memuat lebih dari {limit} sel (baris kali kolom, juga yang kosong). Hapus baris, "
        "kolom, dan lembar yang tidak dipakai, atau bagi menjadi beberapa berkas.",
        "The file holds more than {limit} cells (rows times columns, blank ones too). Delete "
        "unused rows, columns and sheets, or split it into several files.",
    ),
    "too-many-merges": Text(
        "Lembar {sheet} memuat {merges} sel gabungan; paling banyak {limit}. Pisahkan sel itu "
        "(Unmerge) lalu unggah lagi.",
        "Sheet {sheet} holds {merges} merged cells; {limit} are the most. Unmerge them and "
        "upload the file again.",
    ),
    "merges-overlap": Text(
        "Sel gabungan di lembar {sheet} saling menumpuk. Pisahkan semua sel (Unmerge) lalu "
        "unggah lagi.",
        "Merged cells of sheet {sheet} overlap. Unmerge all cells and upload the file again.",
    ),
    "too-many-strings": Text(
        "Berkas memuat lebih dari {limit} teks yang berbeda. Bagi menjadi beberapa berkas.",
        "The file holds more than {limit} different texts. Split it into several files.",
    ),
    "too-many-sheets": Text(
        "Berkas memuat lebih dari {limit} lembar. Hapus lembar yang tidak dipakai.",
        "The file holds more than {limit} sheets. Delete those that are not used.",
    ),
    "too-many-parts": Text(
        "Berkas memuat {parts} bagian (gambar, lampiran); paling banyak {limit}. Salin tabelnya "
        "ke buku kerja baru lalu unggah.",
        "The file holds {parts} parts (pictures, attachments); {limit} are the most. Copy the "
        "table into a new workbook and upload that.",
    ),
    "cell-too-long": Text(
        "Sebuah sel di lembar {sheet}, baris {row}, lebih panjang dari {limit} huruf. "
        "Persingkat isinya.",
        "A cell of sheet {sheet}, row {row}, is longer than {limit} characters. Shorten it.",
    ),
    "file-needs-memory": Text(
        "Membaca berkas ini butuh memori lebih dari {limit} MB; pembacaan dihentikan. Hapus "
        "lembar dan baris yang tidak dipakai, atau simpan tabelnya sebagai .csv.",
        "Reading this file takes more than {limit} MB of memory and was ended. Delete unused "
        "sheets and rows, or save the table as .csv.",
    ),
    "file-takes-too-long": Text(
        "Membaca berkas ini butuh waktu lebih dari {limit} detik; pembacaan dihentikan. Hapus "
        "lembar dan baris yang tidak dipakai, atau bagi menjadi beberapa berkas.",
        "Reading this file takes more than {limit} seconds and was ended. Delete unused sheets "
        "and rows, or split it into several files.",
    ),
    "file-breaks-reader": Text(
        "Pembaca berkas berhenti karena isi berkas ini; berkas mungkin rusak. Buka di Excel atau "
        "LibreOffice, simpan sebagai berkas .xlsx baru, lalu unggah lagi.",
        "The reader of files broke off because of what this file holds; it may be damaged. Open "
        "it in Excel or LibreOffice, save it as a new .xlsx file and upload that.",
    ),
    "file-says-too-much": Text(
        "Isi tabel berkas ini lebih dari {limit} MB. Bagi menjadi beberapa berkas.",
        "What the file's tables say is more than {limit} MB. Split it into several files.",
    ),
    "too-many-tables": Text(
        "Lembar {sheet} memuat lebih dari {limit} tabel dengan judul kolom yang berbeda; bagi "
        "menjadi beberapa lembar.",
        "Sheet {sheet} has more than {limit} tables with different headers; split it into several "
        "sheets.",
    ),
    "no-table": Text(
        "Tidak ada baris judul kolom yang dikenali; kolom wajib: {columns}.",
        "No header row was recognised; required columns: {columns}.",
    ),
    "table-hidden": Text(
        "Tidak ada tabel yang terlihat dengan kolom wajibnya; yang tersembunyi tidak dibaca. "
        "Tampilkan (Unhide) lembar, baris dan kolom yang harus dibaca. Kolom wajib: {columns}.",
        "No table with the required columns is visible; what is hidden is not read. Unhide the "
        "sheets, rows and columns that are to be read. Required columns: {columns}.",
    ),
    "column-missing": Text(
        "Kolom wajib {column} tidak ada di lembar {sheet} (judul di baris {header_row}).",
        "Required column {column} is missing in sheet {sheet} (header in row {header_row}).",
    ),
    "missing": Text("Wajib diisi.", "A value is required."),
    "cell-error": Text(
        "Sel {cell} berisi galat rumus {value}; perbaiki rumusnya atau tulis nilainya.",
        "Cell {cell} holds the formula error {value}; mend the formula or write the value.",
    ),
    "formula-without-value": Text(
        "Sel {cell} berisi rumus yang nilainya tidak tersimpan dalam berkas; buka di Excel atau "
        "LibreOffice, simpan lagi, lalu unggah, atau tulis nilainya.",
        "Cell {cell} holds a formula whose value is not stored in the file; open it in Excel or "
        "LibreOffice, save it again and upload that, or write the value.",
    ),
    "value-not-held": Text(
        "Isi sel {cell} tidak tersimpan dengan cara yang dapat dibaca; buka di Excel atau "
        "LibreOffice, simpan lagi, lalu unggah, atau tulis ulang isinya.",
        "What cell {cell} holds is not stored in a way that can be read; open it in Excel or "
        "LibreOffice, save it again and upload that, or write it anew.",
    ),
    "amount-merged": Text(
        "Sel {cell} digabung dengan baris lain: milik baris mana, sekali atau dibagi? Pisahkan sel "
        "(Unmerge) dan isi tiap baris.",
        "Cell {cell} is merged with other rows: whose is it, once or divided? Unmerge it and fill "
        "each row.",
    ),
    "columns-rival": Text(
        "Beberapa kolom dapat berarti {column}, dan isinya berbeda: {said}. Kosongkan atau hapus "
        "yang tidak berlaku.",
        "Several columns may mean {column}, and they differ: {said}. Empty or delete those that do "
        "not hold.",
    ),
    "percent-doubtful": Text(
        "Sel {cell}: {value} dapat berarti {small} % atau {large} %; beri sel itu format persen, "
        "atau tulis {small} % atau {large} %.",
        "Cell {cell}: {value} may mean {small} % or {large} %; give the cell a percent format, "
        "or write {small} % or {large} %.",
    ),
    "code-unclear": Text(
        "Kode yang dimulai di sel {cell} tersebar di beberapa kolom dan tidak pasti, karena ada "
        "jenjang yang kosong atau angka yang mungkin kehilangan nol. Tulis kodenya lengkap.",
        "The code that begins in cell {cell} stands in several columns and is not certain, as a "
        "level is blank or a number may have lost a zero. Write the whole code.",
    ),
    "code-from-number": Text(
        "Kode di sel {cell} tersimpan sebagai angka ({value}) dan mungkin kehilangan nol. Jadikan "
        "sel itu teks dan tulis kodenya lengkap.",
        "The code in cell {cell} is stored as a number ({value}) and may have lost a zero. Make "
        "the cell a text and write the whole code.",
    ),
    "not-text": Text(
        "{value} bukan teks; Excel mungkin mengubahnya menjadi tanggal.",
        "{value} is not text; Excel may have turned it into a date.",
    ),
    "not-whole": Text(
        "{value} bukan bilangan bulat; tulis tanpa pecahan.",
        "{value} is no whole number; write it without a fraction.",
    ),
    "not-a-number": Text("{value} bukan angka.", "{value} is not a number."),
    "amount-not-exact": Text(
        "{value} bukan satu jumlah yang pasti; tulis jumlahnya.",
        "{value} is no exact amount; write the amount.",
    ),
    "number-too-large": Text(
        "{value} terlalu besar untuk sebuah angka; periksa isi selnya.",
        "{value} is too large for a figure; check what the cell holds.",
    ),
    "ambiguous-number": Text(
        "{value} dapat berarti {small} atau {large}; tulis tanpa pemisah.",
        "{value} may mean {small} or {large}; write it without separators.",
    ),
    "not-a-date": Text(
        "{value} bukan tanggal; tulis misalnya 31 Desember 2026 atau 2026-12-31.",
        "{value} is not a date; write for example 31 Desember 2026 or 2026-12-31.",
    ),
    "unit-unclear": Text(
        "Satuan uang kolom ini tidak pasti; tulis satuan {value}, misalnya 275 juta, atau "
        "sebut satu satuan di judul kolomnya, misalnya (Rp juta).",
        "The unit of money of this column is not certain; write the unit of {value}, such as "
        "275 juta, or name one unit in its header, such as (Rp juta).",
    ),
    "date-two-ways": Text(
        "{value} dapat berarti {first} atau {second}; tulis bulannya dengan kata, misalnya "
        "{first}.",
        "{value} may mean {first} or {second}; write the month as a word, such as {first}.",
    ),
    "date-incomplete": Text(
        "{value} bukan satu hari; tulis tanggal lengkap.",
        "{value} is not one day; write a full date.",
    ),
    "two-dates": Text(
        "{value} memuat dua tanggal; satu sel satu tanggal.",
        "{value} holds two dates; one cell holds one.",
    ),
    "not-a-period": Text(
        "{value} bukan tanggal atau jangka waktu; misalnya 1 Februari 2027 s.d. 30 Juni 2027.",
        "{value} is no day or period; write for example 1 Februari 2027 s.d. 30 Juni 2027.",
    ),
    "period-without-year": Text(
        "{value} tanpa tahun; tulis tahunnya.", "{value} has no year; write its year."
    ),
    "period-turned": Text(
        "{value} berakhir sebelum mulai; tulis tahun keduanya.",
        "{value} ends before it begins; write the year of both.",
    ),
    "date-out-of-range": Text(
        "Tahun {year} di luar {first}-{last}.",
        "Year {year} is outside {first}-{last}.",
    ),
}


def phrase(phrases: Mapping[str, Text], code: str, facts: Mapping[str, object]) -> Text:
    """The sentence for `code`, with `facts` filled in."""
    template = phrases[code]
    return Text(template.indonesian.format(**facts), template.english.format(**facts))
