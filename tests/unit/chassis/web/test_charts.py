"""Pictures that have their colours in them: on paper no style reaches into one."""

from types import SimpleNamespace

from jinja2 import Environment, PackageLoader

TEMPLATE = '{% from "charts.html" import map %}{{ map("peta", drawing, "Kecamatan", "isi") }}'


def test_areas_of_a_map_have_their_colour_without_a_style() -> None:
    drawing = SimpleNamespace(
        width=9,
        height=9,
        chosen="",
        paths=dict.fromkeys(("A", "B", "C", "D"), "M0 0"),
        tones={"A": "worst", "B": "poor", "C": "good"},
        dots=[],
    )
    templates = Environment(loader=PackageLoader("chassis.web"), autoescape=True)
    svg = templates.from_string(TEMPLATE).render(drawing=drawing)
    for tone, fill in (("worst", "#b3261e"), ("poor", "#e3c46b"), ("good", "#7fb795")):
        assert f'class="tone-{tone}" fill="{fill}"' in svg
    assert '<g fill="#e3e8ed"' in svg, "of no tone"
