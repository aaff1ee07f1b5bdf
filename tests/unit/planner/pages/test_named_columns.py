"""What is remembered of headers when a preview is sent back."""

from planner.pages.preview_form import meanings_of


def test_only_what_was_chosen_anew_is_remembered() -> None:
    shown = {"Ranah": "pillar", "Ket.": "", "Biaya": ""}
    chosen = {"Ranah": "pillar", "Ket.": "-", "Biaya": "budget", "Lain": "", "Aneh": "bukan-kolom"}
    assert meanings_of(chosen, shown) == {"Ket.": "", "Biaya": "budget"}


def test_a_name_can_be_taken_back() -> None:
    assert meanings_of({"Ranah": "-"}, {"Ranah": "pillar"}) == {"Ranah": ""}
