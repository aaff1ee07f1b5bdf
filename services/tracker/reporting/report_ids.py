"""Which report ids are in use, and by whom: an id belongs to the agency that sent it. Pure."""

from collections.abc import Iterable

from tracker.reporting.report import Report, own_key


class Taken:
    """The reports that stand under any of a batch's ids. Each agency has ids of its own.

    A report is stored under its id as it came, and where another agency's has that, under
    `own_key`: so a database of before, where ids were everybody's, is read as it is.
    """

    def __init__(self, stored: Iterable[tuple[str, str, str, str]] = ()) -> None:
        """`stored`: the key, agency, id as it was given, and content of each report."""
        self._keys: set[str] = set()
        self._contents: dict[tuple[str, str], str] = {}
        for key, agency, given, content in stored:
            self._keys.add(key)
            self._contents[agency, given] = content

    def is_new(self, report: Report) -> bool:
        """Whether nothing stands under any id of it: what is true of nearly all."""
        known = (report.agency, report.report_id) in self._contents
        return not known and report.former_id is None

    def has(self, report: Report) -> bool:
        """Whether this very report stands there already."""
        known = self._contents.get((report.agency, report.report_id))
        if known is not None and known in {report.content, report.former_content}:
            return True
        if report.former_id is None:
            return False
        former = self._contents.get((report.agency, report.former_id))
        return former == report.former_content

    def has_other(self, report: Report) -> bool:
        """Whether its agency used its id for other content."""
        return (report.agency, report.report_id) in self._contents

    def take(self, report: Report) -> str:
        """The key to store it under; from now on it stands there."""
        key = report.report_id
        if key in self._keys:
            key = own_key(report.agency, key)
        self._keys.add(key)
        self._contents[report.agency, report.report_id] = report.content
        return key
