"""Errors that end a command, each as one sentence with its remedy."""

from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from chassis.terminal import cut
from chassis.text import Text

_LONGEST = 300


def sentence(error: Exception) -> Text | None:
    """The sentence for an error with an external cause; None for a defect in our code."""
    why = cut(" ".join(str(error).split()).rstrip("."), _LONGEST) or type(error).__name__
    message: Text | None = None
    match error:
        case KafkaError() | OverflowError():
            message = Text(
                f"Kafka (AKSI_KAFKA) tidak menjawab atau menolak: {why}. Periksa alamatnya dan "
                "apakah Kafka hidup, lalu ulangi perintah yang sama.",
                "Kafka does not answer, or refuses; check both, then run the same again",
            )
        case PyMongoError():
            message = Text(
                f"MongoDB (AKSI_MONGODB) tidak menjawab atau menolak: {why}. Periksa alamatnya "
                "dan apakah MongoDB hidup, lalu ulangi perintah yang sama.",
                "MongoDB does not answer, or refuses; check both, then run the same again",
            )
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            message = Text(
                f"{where}{error.strerror or why}. Periksa nama dan hak berkas atau alamat itu, "
                "lalu ulangi.",
                "check that name or address and its rights, then run the same again",
            )
        case UnicodeDecodeError():
            message = Text(
                "Sebuah berkas yang disebut (AKSI_..._FILE atau --password-file) bukan teks "
                "UTF-8. Simpan sebagai teks UTF-8, lalu ulangi.",
                "a file that was named is no UTF-8 text",
            )
        case ValueError():
            message = Text(
                f"Nilai atau berkas yang tidak dapat dipakai: {why}. Perbaiki, lalu ulangi; "
                "AKSI_TRACEBACK=1 menunjukkan asalnya.",
                "a value or a file that cannot be used; AKSI_TRACEBACK=1 shows where",
            )
    return message
