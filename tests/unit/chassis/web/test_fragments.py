from markupsafe import Markup

from chassis.web.fragments import Fragments


def test_a_part_is_rendered_once_for_its_key_and_the_oldest_is_dropped_above_the_limit() -> None:
    rendered: list[int] = []
    fragments = Fragments(letters_most=100)

    def part(number: int, letters: int = 40) -> Markup:
        def render() -> Markup:
            rendered.append(number)
            return Markup("x" * letters)

        return fragments.of(("id", number), render)

    assert len(part(1)) == len(part(1)) == 40
    part(2)
    assert rendered == [1, 2]
    part(3)
    assert len(fragments) == 2
    part(2)
    part(1)
    assert rendered == [1, 2, 3, 1]


def test_one_that_is_larger_than_all_is_still_shown() -> None:
    fragments = Fragments(letters_most=10)
    for number in range(3):
        assert fragments.of((number,), lambda: Markup("x" * 50)) == "x" * 50
    assert len(fragments) == 1
