"""The cell styles of an .xlsx file that tell what numbers mean, from styles.xml. Pure."""

from chassis.digits import whole_number
from chassis.sheets.elements import Attributes, Elements
from chassis.sheets.number_format import Look, look_of


class CellStyles(Elements):
    """The styles that cells refer to by number; format codes may come before or after them."""

    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[int, str] = {}
        self._formats: list[int | None] = []
        self._within = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Read number formats, and the styles in the list `cellXfs`."""
        if name == "numFmt":
            number = whole_number(attributes.get("numFmtId", ""))
            if number is not None:
                self._codes[number] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._within = True
        elif name == "xf" and self._within:
            self._formats.append(whole_number(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        """End of the list `cellXfs`."""
        if name == "cellXfs":
            self._within = False

    @property
    def looks(self) -> dict[str, Look]:
        """The styles with a look of their own, by style number as text, as in the cells."""
        looks = [look_of(number, self._codes) for number in self._formats]
        return {str(style): look for style, look in enumerate(looks) if look is not None}
