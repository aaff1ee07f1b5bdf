"""Where a value of a table leads: a page of the tracker, or another board.

A board's address is Grafana's own (`/d/uid`); the preview makes it that of its page. The pages' is
the hidden variable `portal`, which the tracker tells.
"""

_REGION = "${region:queryparam}"


def _field(heading: str) -> str:
    return f'${{__data.fields["{heading}"]}}'


ITEM = f"${{portal:raw}}/kemajuan/butir/{_field('Kode')}"
"""The page of the item in the row's column Kode."""
AGENCY = f"/d/aksi-opd?var-agency={_field('Kode OPD')}&{_REGION}"
"""The board of the agency in the row's column Kode OPD."""
PILLAR = f"/d/aksi-pilar?var-pillar=${{__value.raw}}&{_REGION}"
"""The board of the pillar in the cell itself."""
