from datetime import UTC, datetime

from tracker.history.openmetrics import END, heading, lines


def test_samples_are_as_openmetrics_has_them() -> None:
    instants = [datetime(2026, 1, day, 16, tzinfo=UTC) for day in (1, 2, 3)]
    told = lines("a:b:c", {"job": "tracker", "name": 'a "b"\\\n'}, [1, 0.1 + 0.2, 2**53], instants)
    assert "".join([heading("a:b:c", "Weights."), *told, END]) == (
        "# HELP a:b:c Weights.\n"
        "# TYPE a:b:c gauge\n"
        'a:b:c{job="tracker",name="a \\"b\\"\\\\\\n"} 1 1767283200\n'
        'a:b:c{job="tracker",name="a \\"b\\"\\\\\\n"} 0.3 1767369600\n'
        'a:b:c{job="tracker",name="a \\"b\\"\\\\\\n"} 9007199254740992 1767456000\n'
        "# EOF\n"
    )
