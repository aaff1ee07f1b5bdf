"""Which report ids are in use: an id belongs to the agency that sent it. Pure."""

from collections.abc import Iterable

from tracker.reporting.report import Report, own_key


class StoredIds:
    """The ids of a batch that are in use. Each agency has its own ids.

    A report is stored under its id, or under `own_key` where another agency's report has that id.
    So a database from when all agencies shared the ids is read unchanged.
    """

    def __init__(self, stored: Iterable[tuple[str, str, str, str, str]] = ()) -> None:
        """`stored`: the key, agency, id as given, content and item of each report."""
        self._keys: set[str] = set()
        self._contents: dict[tuple[str, str], str] = {}
        self._places: dict[tuple[str, str], tuple[str, str]] = {}
        for key, agency, given, content, item_id in stored:
            self._keys.add(key)
            self._contents[agency, given] = content
            self._places[agency, given] = key, item_id

    def is_new(self, report: Report) -> bool:
        """Whether none of its ids is in use: true for nearly every report."""
        stored = (report.agency, report.report_id) in self._contents
        return not stored and report.former_id is None

    def has(self, report: Report) -> bool:
        """Whether this same report is already stored."""
        stored = self._contents.get((report.agency, report.report_id))
        if stored is not None and stored in {report.fingerprint, report.former_fingerprint}:
            return True
        if report.former_id is None:
            return False
        former = self._contents.get((report.agency, report.former_id))
        return former == report.former_fingerprint

    def has_other(self, report: Report) -> bool:
        """Whether its agency used its id for other content."""
        return (report.agency, report.report_id) in self._contents

    def corrected_by(self, report: Report) -> str | None:
        """The key of the report that this one corrects: one of its agency, on the same item; None
        when there is none.
        """
        key, item_id = self._places.get((report.agency, report.content.corrects), ("", ""))
        return key if key and item_id == report.item_id else None

    def take(self, report: Report) -> str:
        """Reserve the key to store it under, and return it."""
        key = report.report_id
        if key in self._keys:
            key = own_key(report.agency, key)
        self._keys.add(key)
        self._contents[report.agency, report.report_id] = report.fingerprint
        self._places[report.agency, report.report_id] = key, report.item_id
        return key
