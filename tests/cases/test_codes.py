"""The query code with which a complainant follows the case."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.cases import codes
from app.cases.models import Case
from app.db import db, transaction
from app.errors import NotFound, TooMany
from app.org.models import Failure
from tests.cases.samples import a_case
from tests.org.samples import regions

NUMBER, UNKNOWN = "411221202600001", "411221202699999"
NOON = datetime(2026, 8, 3, 12, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def code(app: Flask) -> str:
    regions()
    fresh = codes.new()
    with transaction():
        a_case("411221", number=NUMBER, query_code_hash=codes.digest(fresh))
        a_case("411221", number="411221202600002")  # given no code
    return fresh


def opened(number: str, code: str) -> Case:
    """What an edge does."""
    outcome = codes.check(number, code)
    if outcome.wrong:
        with transaction():
            codes.record(outcome)
    return outcome.opened()


def fail(times: int, number: str = NUMBER) -> None:
    for _ in range(times):
        with pytest.raises(NotFound):
            opened(number, "0000000000")


def test_a_code_is_long_and_easy_to_read() -> None:
    fresh = {codes.new() for _ in range(50)}
    assert len(fresh) == 50
    assert all(len(code) >= 10 and not set(code) & set("ILOU") and code == code.upper() for code in fresh)


def test_the_code_opens_its_case_and_is_stored_hashed(code: str) -> None:
    case = opened(NUMBER, code)
    assert case.number == NUMBER
    assert case.query_code_hash
    assert code not in case.query_code_hash


def test_a_code_is_read_as_people_write_it(code: str) -> None:
    assert opened(NUMBER, f" {code[:4].lower()}-{code[4:8]} {code[8:].lower()}")
    assert codes.digest("OIL0") == codes.digest("0110")


def test_a_wrong_code_and_a_missing_number_look_the_same(code: str) -> None:
    for number in (NUMBER, UNKNOWN, "411221202600002", "nonsense", "", "\0"):
        for wrong in ("", "0000000000", "\ud800"):
            with pytest.raises(NotFound, match="编号或查询码不正确"):
                opened(number, wrong)


@pytest.mark.parametrize("number", [NUMBER, UNKNOWN])
def test_ten_wrong_codes_in_an_hour_lock_the_number(code: str, number: str) -> None:
    with clock.frozen(NOON):
        fail(10, number)
    with clock.frozen(NOON + timedelta(minutes=30)):
        with pytest.raises(TooMany) as refusal:
            opened(number, code)
        assert refusal.value.details["retry_after"] == 30 * 60
    with clock.frozen(NOON + timedelta(minutes=60)):
        assert codes.check(number, code).retry_after is None


def test_nine_wrong_codes_do_not_lock(code: str) -> None:
    fail(9)
    assert opened(NUMBER, code)


def test_a_right_code_writes_nothing_and_nonsense_is_not_kept(code: str) -> None:
    opened(NUMBER, code)
    fail(1, "nonsense")
    assert db.session.query(Failure).count() == 0
