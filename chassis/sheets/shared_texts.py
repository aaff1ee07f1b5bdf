"""The shared texts of an .xlsx file that contain superscript; plain text would lose it. Pure."""

from chassis.sheets.elements import Attributes, Elements
from chassis.sheets.footnote import raised


class RichText:
    """One text of several runs, joined; superscript runs use superscript characters."""

    def __init__(self) -> None:
        self.text = ""
        self.is_raised = False
        self._run = ""
        self._superscript = False
        self._in_text = False
        self._phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Start of an element in the text."""
        if name == "vertAlign":
            self._superscript = attributes.get("val") == "superscript"
        elif name == "t":
            self._in_text = not self._phonetic
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        """End of an element in the text."""
        if name == "t":
            self._in_text = False
            self.text += raised(self._run) if self._superscript else self._run
            self.is_raised |= self._superscript
            self._run = ""
        elif name == "r":
            self._superscript = False
        elif name == "rPh":
            self._phonetic = False

    def add(self, data: str) -> None:
        """Characters in the text."""
        if self._in_text:
            self._run += data


class RaisedTexts(Elements):
    """Reads sharedStrings.xml; `texts` has each text with superscript, by its number."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self._number = -1
        self._rich = RichText()

    def start(self, name: str, attributes: Attributes) -> None:
        """Start of an element."""
        if name == "si":
            self._number += 1
            self._rich = RichText()
        else:
            self._rich.start(name, attributes)

    def end(self, name: str) -> None:
        """End of an element."""
        if name == "si" and self._rich.is_raised:
            self.texts[str(self._number)] = self._rich.text
        else:
            self._rich.end(name)

    def text(self, data: str) -> None:
        """Characters."""
        self._rich.add(data)
