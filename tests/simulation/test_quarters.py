"""Exactly the messages that a plain model of docs/alerts.md predicts, whatever a quarter brings.

`SEEDS=200 pytest tests/simulation` draws more of them; `FIRST_SEED` others.
"""

import os
from datetime import timedelta

import pytest

from tests.simulation.core import Core, first_difference
from tests.simulation.model import Model
from tests.simulation.pen import Quarter
from tests.simulation.quarter import backlog, quarter
from tests.simulation.words import Message

SEEDS = int(os.environ.get("SEEDS", "40"))
FIRST_SEED = int(os.environ.get("FIRST_SEED", "0"))
SOME = range(FIRST_SEED, FIRST_SEED + SEEDS)


def drawn(seed: int) -> Quarter:
    return quarter(seed, items=5 + seed % 16)


def predicted(given: Quarter) -> Model:
    model = Model(given.policy, given.facts, given.refusing)
    model.run(given.until)
    return model


def differs(model: Model, seen: list[Message]) -> str:
    return first_difference(model.messages, seen, model.leaving.refused_at)


@pytest.mark.parametrize("seed", SOME)
async def test_every_message_is_predicted_and_none_is_missing(seed: int) -> None:
    given = drawn(seed)
    model, core = predicted(given), Core(given)
    assert differs(model, await core.run()) == ""
    assert sorted(core.nobody) == sorted(model.nobody)


@pytest.mark.parametrize("seed", SOME[::4])
async def test_events_that_come_again_change_nothing(seed: int) -> None:
    given = drawn(seed)
    assert differs(predicted(given), await Core(given, twice=seed).run()) == ""


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("seed", SOME[::4])
async def test_however_a_backlog_is_cut_the_messages_are_the_same(
    seed: int, together: bool
) -> None:
    given = backlog(drawn(seed), timedelta(hours=1 + seed % 30))
    assert differs(predicted(given), await Core(given, together=together).run()) == ""
