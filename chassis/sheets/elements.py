"""A streaming parser for the XML files in a zip archive."""

from collections.abc import Iterable
from xml.parsers import expat

from chassis.sheets.refusal import FileRefused

Attributes = dict[str, str]


class Elements:
    """One pass over an XML file: names are passed without their prefix, a DTD is refused."""

    def __init__(self) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self._refuse
        self._parser = parser

    def run(self, chunks: Iterable[bytes]) -> None:
        """Parse the file. Raises FileRefused(not-a-workbook) unless it is well-formed XML."""
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
        """Called at the start of an element."""

    def end(self, name: str) -> None:
        """Called at the end of an element."""

    def text(self, data: str) -> None:
        """Called with text in an element."""
