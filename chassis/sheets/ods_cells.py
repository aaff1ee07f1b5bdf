"""Facts about a cell of an .ods file beside its value: errors, percent, months, raised. Pure."""

from chassis.sheets.cell import UNCALCULATED, FormulaError, is_error
from chassis.sheets.elements import Attributes
from chassis.sheets.footnote import raised
from chassis.sheets.number_format import Look

VALUES = {
    "float": "office:value",
    "currency": "office:value",
    "percentage": "office:value",
    "date": "office:date-value",
    "time": "office:time-value",
    "boolean": "office:boolean-value",
}
"""The attribute with the value, by cell type; a text has its own attribute or paragraphs."""

DAY_OR_TIME = frozenset({"day", "day-of-week", "hours"})
"""Parts of a format of dates that shows more than a month."""


class OpenDocumentStyles:
    """Styles that show percent, a month or superscript, of those defined in content.xml."""

    def __init__(self) -> None:
        self.raising: set[str] = set()
        self._formats: dict[str, Look] = {}
        self._format_of: dict[str, str] = {}
        self._style = self._format = self._days = ""
        self._parts: set[str] = set()
        self._in_text = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Start of a style or of a part of one."""
        if name == "percentage-style":
            self._formats[attributes.get("style:name", "")] = Look.HUNDREDFOLD
        elif name == "date-style":
            self._days, self._parts = attributes.get("style:name", ""), set()
        elif self._days:
            self._parts.add(name)
        elif name == "number-style":
            self._format = attributes.get("style:name", "")
        elif name == "text":
            self._in_text = True
        elif name == "style":
            self._style = attributes.get("style:name", "")
            self._format_of[self._style] = attributes.get("style:data-style-name", "")
        elif attributes.get("style:text-position", "").startswith("super"):
            self.raising.add(self._style)

    def end(self, name: str) -> None:
        """End of a style or of a part of one."""
        if name == "number-style":
            self._format = ""
        elif name == "date-style":
            if "month" in self._parts and self._parts.isdisjoint(DAY_OR_TIME):
                self._formats[self._days] = Look.MONTH
            self._days = ""
        elif name == "text":
            self._in_text = False

    def add(self, data: str) -> None:
        """Text in a number format."""
        if self._in_text and self._format and "%" in data:
            self._formats[self._format] = Look.AS_HELD

    def look(self, style: str) -> Look | None:
        """What a number of this cell style means; None when it is what it shows."""
        return self._formats.get(self._format_of.get(style, ""))


class OpenDocumentCell:
    """One cell while it is parsed."""

    def __init__(self, attributes: Attributes, looks: OpenDocumentStyles) -> None:
        self._attributes = attributes
        self._looks = looks
        self._type = attributes.get("office:value-type", "")
        self._has_formula = "table:formula" in attributes
        self._paragraphs: list[str] = []
        self._spans: list[bool] = []
        self._is_raised = False
        self._aside = 0

    @property
    def says_something(self) -> bool:
        """Whether the cell is not blank."""
        return bool(self._type) or self._has_formula

    @property
    def look(self) -> Look | None:
        """What its number means; None when it is what it shows."""
        if self._type == "percentage":
            return Look.HUNDREDFOLD
        if self._type in {"float", "currency", "date"}:
            return self._looks.look(self._attributes.get("table:style-name", ""))
        return None

    def correction(self) -> str | None:
        """The content of the cell when it differs from its value: error, placeholder or text."""
        text = "\n".join(self._paragraphs)
        if self._attributes.get("calcext:value-type") == "error":
            return FormulaError(text.strip() or "#ERROR")
        if self._has_formula and is_error(text):
            return FormulaError(text.strip())
        if self._has_formula and not self._holds_a_value():
            return UNCALCULATED
        return text if self._is_raised else None

    def _holds_a_value(self) -> bool:
        if self._type == "string":
            return "office:string-value" in self._attributes or bool(self._paragraphs)
        return VALUES.get(self._type, "") in self._attributes

    def start(self, name: str, attributes: Attributes) -> None:
        """Start of a paragraph, a run of text, or an annotation."""
        if name == "annotation" or self._aside:
            self._aside += 1
        elif name == "p":
            self._paragraphs.append("")
        elif name == "span":
            self._spans.append(attributes.get("text:style-name", "") in self._looks.raising)
        elif name == "s":
            self.add(" ")

    def end(self, name: str) -> None:
        """End of a run of text or an annotation."""
        if self._aside:
            self._aside -= 1
        elif name == "span" and self._spans:
            self._spans.pop()

    def add(self, data: str) -> None:
        """Text in a paragraph."""
        if self._paragraphs and not self._aside:
            up = any(self._spans)
            self._is_raised |= up
            self._paragraphs[-1] += raised(data) if up else data
