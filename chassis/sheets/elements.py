"""One pass over the XML elements of a file in a zip archive."""

from collections.abc import Iterable
from xml.parsers import expat

from chassis.sheets.refusal import FileRefused

Attributes = dict[str, str]


class Elements:
    """One pass over an XML file; names come without their prefix, and no DTD is let in."""

    def __init__(self) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self._refuse
        self._parser = parser

    def run(self, chunks: Iterable[bytes]) -> None:
        """Feed the file; FileRefused(not-a-workbook) when it is no well-formed XML."""
        try:
            for chunk in chunks:
                self._parser.Parse(chunk, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise FileRefused.because("not-a-workbook") from error

    def _refuse(self, *_: object) -> None:
        raise FileRefused.because("not-a-workbook")

    def _start(self, name: str, attributes: Attributes) -> None:
        self.start(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self.end(name.rpartition(":")[2])

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Text within an element."""
