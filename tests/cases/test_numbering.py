"""Numbers have no gaps, whatever happens."""

import threading

import pytest
from flask import Flask

from app.cases import numbering
from app.db import transaction


def drawn(scope: str) -> int:
    with transaction():
        return numbering.draw(scope)


def test_each_series_counts_from_one(app: Flask) -> None:
    assert [drawn("case:411221:2026") for _ in range(3)] == [1, 2, 3]
    assert drawn("case:411221:2027") == 1
    assert drawn("case:410482:2026") == 1


def test_a_number_that_was_not_kept_is_given_again(app: Flask) -> None:
    drawn("series")
    with pytest.raises(ZeroDivisionError), transaction():
        _ = numbering.draw("series") / 0
    assert drawn("series") == 2


def test_several_may_be_drawn_in_one_transaction(app: Flask) -> None:
    with transaction():
        assert [numbering.draw("series") for _ in range(3)] == [1, 2, 3]


def test_a_number_is_drawn_to_be_kept(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        numbering.draw("series")


def test_people_who_draw_at_once_get_different_numbers_without_a_gap(app: Flask) -> None:
    numbers: list[int] = []

    def clerk() -> None:
        with app.app_context():
            for _ in range(5):
                numbers.append(drawn("series"))

    clerks = [threading.Thread(target=clerk) for _ in range(4)]
    for thread in clerks:
        thread.start()
    for thread in clerks:
        thread.join()
    assert sorted(numbers) == list(range(1, 21))


def test_a_case_number_is_region_year_serial() -> None:
    assert numbering.case_number("411221", 2026, 7) == "411221202600007"
    assert numbering.case_number("411221901", 2026, 99_999) == "411221202699999"


@pytest.mark.parametrize("serial", [0, 100_000])
def test_five_digits_are_all_there_are(serial: int) -> None:
    with pytest.raises(ValueError, match="five digits"):
        numbering.case_number("411221", 2026, serial)
