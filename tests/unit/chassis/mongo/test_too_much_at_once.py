"""A change that no transaction can hold is told apart from trouble that passes."""

import httpx
import pytest
from fastapi import FastAPI
from pymongo.errors import BulkWriteError, OperationFailure, PyMongoError

from chassis.http.answers import answer_problems
from chassis.mongo.database import TransactionTooLarge, is_too_large


@pytest.mark.parametrize(
    ("error", "too_large"),
    [
        (BulkWriteError({"writeErrors": [{"index": 6728, "code": 388}]}), True),
        (OperationFailure("transaction is too large", 388), True),
        (BulkWriteError({"writeErrors": [{"index": 0, "code": 11000}]}), False),
        (OperationFailure("WriteConflict", 112), False),
        (PyMongoError("no primary"), False),
    ],
)
def test_only_the_server_itself_says_that_a_transaction_is_too_large(
    error: PyMongoError, too_large: bool
) -> None:
    assert is_too_large(error) is too_large


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (TransactionTooLarge("transaction is too large"), 413, "too-much-at-once"),
        (PyMongoError("no primary"), 503, "unavailable"),
    ],
)
async def test_what_will_never_fit_is_not_asked_for_again(
    error: PyMongoError, status: int, code: str
) -> None:
    app = FastAPI()
    answer_problems(app)

    @app.get("/")
    async def fail() -> None:
        raise error

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://a") as client:
        answer = await client.get("/")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ("Retry-After" in answer.headers) is (status == 503)
