"""The message for each refusal code of the plan, in two languages. Pure."""

from collections.abc import Mapping

from chassis.sheets import phrases
from chassis.text import Text

REFUSALS: Mapping[str, Text] = {
    **phrases.REFUSALS,
    "cell-error": Text(
        "Berisi galat rumus {value}; tulis nilainya.",
        "Holds the formula error {value}; write the value.",
    ),
    "bad-code": Text(
        "Kode {value} tidak sah: huruf, angka, titik, garis bawah, tanda hubung; "
        "paling panjang {limit}; NA dan nihil berarti kosong.",
        "Code {value} is not valid: letters, digits, dot, underscore, hyphen; at most {limit}; "
        "NA and nihil mean nothing.",
    ),
    "text-too-long": Text(
        "Teks {length} huruf; paling panjang {limit}.",
        "The text has {length} characters; {limit} are the most.",
    ),
    "separator-in-text": Text(
        "Nama tidak boleh memuat {separators}, karena itu pemisah di lembar kerja.",
        "The name must not hold {separators}, which separate entries in the workbook.",
    ),
    "below-zero": Text("Tidak boleh kurang dari nol.", "Must not be below zero."),
    "not-above-zero": Text("Harus lebih dari nol.", "Must be above zero."),
    "too-large": Text("Terlalu besar; paling besar {limit}.", "Too large; {limit} is the most."),
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
    "unknown-agencies": Text(
        "Dalam {value}, bagian ini bukan perangkat daerah yang dikenal: {parts}{near_id}.",
        "In {value}, these parts are no known agency: {parts}{near_en}.",
    ),
    "ambiguous-agencies": Text(
        "{value} dapat dibagi dengan lebih dari satu cara, misalnya {first} atau {second}; "
        "pisahkan dengan titik koma.",
        "{value} can be divided in more than one way, such as {first} or {second}; "
        "separate them with semicolons.",
    ),
    "section-unknown": Text(
        "Baris judul {value} ({place}) bukan pilar yang dikenal; pilih pilarnya.",
        "The heading {value} ({place}) names no known pillar; choose its pillar.",
    ),
    "unit-doubtful": Text(
        "{value}, di kolom yang judulnya menyebut satuan, dapat berarti {small} atau {large} "
        "rupiah; tulis satuannya, misalnya 750 juta.",
        "{value}, in a column whose header names a unit, may mean {small} or {large} rupiah; "
        "write its unit, such as 750 juta.",
    ),
    "unit-missing": Text(
        "{value} rupiah tampaknya terlalu kecil; tulis satuannya, misalnya {value} juta.",
        "{value} rupiah seems too small; write its unit, such as {value} juta.",
    ),
    "sum-of-items": Text(
        "Sel {cell}: {value} tampaknya jumlah butir di bawah kode {code} (seluruhnya {sum}); bila "
        "baris ini induknya, hapus barisnya, bila butir sendiri, tulis uangnya sendiri.",
        "Cell {cell}: {value} seems to be the sum of the items below code {code} ({sum} together); "
        "delete the row if it stands above them, or write its own money if it is an item.",
    ),
    "sum-differs": Text(
        "Jumlahnya di sel {cell}, {value}, dibaca Rp {amount}, tetapi bagian-bagiannya ({parts}) "
        "bersama Rp {together}; tulis yang berlaku.",
        "The sum in cell {cell}, {value}, is read as Rp {amount}, but its parts ({parts}) are Rp "
        "{together} together; write the one that holds.",
    ),
    "several-agencies": Text(
        "Penanggung jawab harus tepat satu; pilih yang memimpin, yang lain menjadi OPD Pendukung.",
        "Exactly one agency is responsible; choose the one that leads, the others support it.",
    ),
    "partner-kind-missing": Text(
        "Mitra {value} tanpa jenis; tulis nama (jenis), jenis: {known}.",
        "Partner {value} has no kind; write name (kind), kind one of: {known}.",
    ),
    "several-partners": Text(
        "{value} tampaknya lebih dari satu mitra; pisahkan dengan titik koma.",
        "{value} looks like more than one partner; separate them with semicolons.",
    ),
    "milestone-shape": Text(
        "Tonggak {value} tidak dapat dibaca; tulis nama | tanggal | bobot%.",
        "Milestone {value} cannot be read; write name | date | weight%.",
    ),
    "bad-email": Text(
        "Alamat {value} tidak dapat disurati: {why_id}.",
        "No mail can be sent to {value}: {why_en}.",
    ),
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
    "bad-username": Text(
        "Nama pengguna 3-64 huruf kecil, angka, titik, garis bawah, tanda hubung.",
        "A user name has 3-64 lower-case letters, digits, dots, underscores, hyphens.",
    ),
    "username-missing": Text(
        "Tulis nama penggunanya: nama jabatan seperti dinkes.pptk. Nama tidak dibuatkan.",
        "Write the user name: that of an office, such as dinkes.pptk. No name is made up.",
    ),
    "username-twice": Text(
        "Nama {value} ada di {first} dan di {second}; keduanya ditolak.",
        "The name {value} stands in {first} and in {second}; both are refused.",
    ),
    "username-taken": Text(
        "Nama {value} sudah dipakai akun lain; pilih nama lain.",
        "The name {value} is that of another account; choose another.",
    ),
    "account-disabled": Text(
        "Akun {value} sudah ada, tetapi nonaktif. Ubah di halaman akun itu.",
        "The account {value} is there already, but disabled. Change it on its own page.",
    ),
    "account-differs": Text(
        "Akun ini sudah ada; di sana: {was}. Impor tidak mengubahnya; ubah di halaman akun itu.",
        "This account is there already; there: {was}. An import does not change it; change it on "
        "its own page.",
    ),
    "agency-elsewhere": Text(
        "Perangkat daerah {value} ada di wilayah {region}, bukan di wilayah baris ini.",
        "Agency {value} is in region {region}, not in the region of this row.",
    ),
    "region-needed": Text(
        "Tulis kode wilayahnya, atau semua untuk semua wilayah.",
        "Write the code of its region, or semua for all regions.",
    ),
    "too-many-accounts": Text(
        "Berkas berisi {count} akun atau lebih; paling banyak {limit}. Bagi menjadi beberapa "
        "berkas.",
        "The file has {count} accounts or more; {limit} are the most. Split it into several files.",
    ),
    "password-too-short": Text(
        "Kata sandi paling pendek {limit} huruf.",
        "A password has at least {limit} characters.",
    ),
    "password-too-long": Text(
        "Kata sandi paling panjang {limit} huruf.",
        "A password has at most {limit} characters.",
    ),
    "password-same": Text(
        "Kata sandi baru harus lain dari yang lama.",
        "The new password must differ from the old one.",
    ),
    "password-common": Text(
        "Kata sandi ini dipakai banyak orang; pilih yang lain, misalnya empat kata.",
        "Many people use this password; choose another, such as four words.",
    ),
    "agency-needed": Text(
        "Peran {role} harus mempunyai perangkat daerah.",
        "Role {role} needs an agency.",
    ),
    "agency-not-wanted": Text(
        "Peran {role} tidak mempunyai perangkat daerah.",
        "Role {role} has no agency.",
    ),
    "no-workday": Text("Pilih paling sedikit satu hari.", "Choose at least one day."),
    "bad-weekday": Text(
        "Hari kerja: 1 (Senin) sampai 7 (Minggu), masing-masing sekali.",
        "Working days are 1 (Monday) to 7 (Sunday), each once.",
    ),
    "no-period": Text("Pilih paling sedikit satu periode.", "Choose at least one period."),
    "window-too-short": Text(
        "Lebih pendek dari batas tepat waktu, {on_time} hari kerja.",
        "Shorter than the limit of on time, {on_time} working days.",
    ),
    "bad-steps": Text(
        "Langkah yang ada, dalam urutannya: {known}.",
        "The steps that there are, in their order: {known}.",
    ),
    "step-not-in-use": Text(
        "Langkah ini tidak dipakai; pilih langkah lain, atau pakai langkahnya.",
        "This step is not in use; choose another, or use the step.",
    ),
    "too-many-holidays": Text(
        "Sejak hari itu ada {count} hari libur; paling banyak {limit}. Pilih hari yang lebih baru.",
        "There are {count} holidays since that day; {limit} are the most. Choose a later day.",
    ),
    "bad-period": Text(
        "{value} bukan periode; tulis misalnya 2026-M10, 2026-Q4, 2026-C3, 2026-S2, 2026-Y1, "
        "dari tahun {first} sampai {last}.",
        "{value} is no period; write for example 2026-M10, 2026-Q4, 2026-C3, 2026-S2, 2026-Y1, "
        "of the years {first} to {last}.",
    ),
    "period-not-in-use": Text(
        "Kalender wilayah ini tidak memakai periode seperti {value}.",
        "The region's calendar has no periods such as {value}.",
    ),
    "period-not-counted": Text(
        "Periode ini mulai sebelum {begins}, sehingga tidak dihitung.",
        "This period begins before {begins} and is not counted.",
    ),
    "until-in-period": Text(
        "Harus sesudah akhir periode, {last}.",
        "Must be after the period's end, {last}.",
    ),
    "until-in-window": Text(
        "Tanpa izin pun periode ini dibuka sampai {last}; izin harus sampai hari sesudahnya.",
        "This period is open until {last} without an extension; it must be until a later day.",
    ),
    "period-stays-open": Text(
        "Periode ini tetap dibuka, sehingga tidak perlu izin.",
        "This period stays open, so that no extension is needed.",
    ),
}
