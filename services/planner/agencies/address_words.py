"""What is wrong with a mail address, and what to do, in two languages. Pure."""

from collections.abc import Mapping

from chassis.http.problem import Fault
from chassis.text import Text
from contracts.addresses import LONGEST_ADDRESS, LONGEST_LOCAL, AddressFault, fault_of_address
from planner.refusal import plan_fault

SHOWN_MOST = 80
WHY: Mapping[AddressFault, Text] = {
    AddressFault.AT: Text(
        "harus ada tepat satu @, dengan nama di depannya dan domain di belakangnya, misalnya "
        "kepala@dinkes.kukarkab.go.id",
        "write exactly one @ with a name before it and a domain behind it, such as "
        "kepala@dinkes.kukarkab.go.id",
    ),
    AddressFault.SEVERAL: Text(
        "ada {part}; bila ini lebih dari satu alamat, tulis masing-masing tersendiri",
        "it holds {part}; if these are several addresses, write each by itself",
    ),
    AddressFault.INVISIBLE: Text(
        "ada spasi atau huruf yang tidak tampak ({part}); hapus, atau ketik alamatnya sekali lagi",
        "it holds a blank or an invisible character ({part}); delete it, or type the address anew",
    ),
    AddressFault.CHARACTER: Text(
        "{part} tidak boleh ada di depan @; minta alamat lain, dengan huruf biasa dan angka saja",
        "{part} may not stand before the @; ask for another address, of plain letters and digits",
    ),
    AddressFault.DOTS: Text(
        "titik di awal atau di akhir {part}, atau dua titik berurutan; hapus titik yang lebih",
        "a dot begins or ends {part}, or two stand in a row; delete the dot too many",
    ),
    AddressFault.MACHINE: Text(
        "{part} nomor mesin; tulis nama domainnya, misalnya dinkes.kukarkab.go.id",
        "{part} is the number of a machine; write the domain, such as dinkes.kukarkab.go.id",
    ),
    AddressFault.SHORT_DOMAIN: Text(
        "domain {part} tidak lengkap; tulis seluruhnya, misalnya {part}.kukarkab.go.id",
        "the domain {part} is not complete; write all of it, such as {part}.kukarkab.go.id",
    ),
    AddressFault.DOMAIN: Text(
        "{part} tidak dapat menjadi bagian nama domain; periksa ejaannya",
        "{part} cannot be part of a domain; check its spelling",
    ),
    AddressFault.LONG: Text(
        f"terlalu panjang; di depan @ paling panjang {LONGEST_LOCAL} huruf, seluruhnya "
        f"{LONGEST_ADDRESS}",
        f"it is too long; {LONGEST_LOCAL} characters before the @ and {LONGEST_ADDRESS} in all "
        "are the most",
    ),
}


def email_fault(email: str, field: str) -> Fault | None:
    """The fault of an address that no mail can be written to; None where it can be."""
    found = fault_of_address(email)
    if found is None:
        return None
    why = Text(*(words.format(part=found.part[:SHOWN_MOST]) for words in WHY[found.fault]))
    shown = "".join(c if c.isprintable() else "·" for c in email[:SHOWN_MOST])
    facts = {"value": shown, "why_id": why.indonesian, "why_en": why.english}
    return plan_fault("bad-email", field, **facts)
