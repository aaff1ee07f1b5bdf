"""The pack as a zip: PDF, workbook, CSV of each table, and a manifest of all hashes. Pure."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from chassis.sheets.csv_rows import csv_of
from chassis.text import Text
from tracker.evaluation.facts import PackFacts
from tracker.evaluation.tables import Table, Value, tables
from tracker.evaluation.workbook import workbook

MANIFEST, WORKBOOK, PDF = "manifest.json", "evaluasi.xlsx", "evaluasi.pdf"
_STAMP = (1980, 1, 1, 0, 0, 0)
"""Of every file in the zip: the pack's own instant is in its manifest."""
BOM = "\ufeff"
"""Spreadsheet programs take a CSV for UTF-8 by it."""


def packed(facts: PackFacts, paper: bytes | Text) -> bytes:
    """The zip; the same facts as of the same instant give the same bytes. `paper`: the PDF, or why
    there is none and what helps.
    """
    made = tables(facts)
    files = {WORKBOOK: workbook(made, facts.as_of)}
    if isinstance(paper, bytes):
        files[PDF] = paper
    files |= {f"{one.name}.csv": _csv(one) for one in made}
    missing = [] if isinstance(paper, bytes) else [_missing(paper)]
    told = {**_manifest(facts, files, made), "missing": missing}
    manifest = json.dumps(told, ensure_ascii=False, indent=2)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as zipped:
        for name, content in {**files, MANIFEST: manifest.encode()}.items():
            info = ZipInfo(name, _STAMP)
            info.compress_type = ZIP_DEFLATED
            zipped.writestr(info, content)
    return out.getvalue()


def _csv(table: Table) -> bytes:
    rows = [[_written(value) for value in row] for row in table.rows]
    return (BOM + csv_of([table.headings, *rows])).encode()


def _written(value: Value) -> Value:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _manifest(
    facts: PackFacts, files: Mapping[str, bytes], made: Sequence[Table]
) -> Mapping[str, object]:
    index = facts.index
    rows = {one.name: len(one.rows) for one in made}
    return {
        "pack": "evaluasi-kota-cerdas-1",
        "region": index.region,
        "year_of_the_index": index.year,
        "as_of": facts.as_of.isoformat(timespec="seconds"),
        "versions": {
            "status_rules": facts.versions.status,
            "proof_rules": facts.versions.proof,
            "index_weights": index.rules.version,
            "index_scores": index.scores_version,
        },
        "files": [
            {"name": name, "sha256": sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in files.items()
        ],
        "rows": rows,
        "cut": list(facts.cut),
    }


def _missing(why: Text) -> Mapping[str, str]:
    return {"name": PDF, "id": why.indonesian, "en": why.english}
