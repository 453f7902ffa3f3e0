"""时限解析 (domain §7.8): what the wordings of task lists come to."""

from datetime import date

import pytest
from chinese_calendar import get_holiday_detail

from app.deadlines.calendar import Calendar
from app.deadlines.phrases import (
    AFTER,
    BY,
    ROLLING,
    SPRING_FESTIVALS,
    UNCLEAR,
    YEARLY,
    Limit,
    Period,
    filled_down,
    period,
    read,
)

PLAIN = Calendar({}, frozenset())


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("2018年5月底前", Limit(BY, date(2018, 5, 31))),
        ("2018年年底前", Limit(BY, date(2018, 12, 31))),
        ("2018年10月底前", Limit(BY, date(2018, 10, 31))),
        ("2018年6月底前", Limit(BY, date(2018, 6, 30))),
        ("2019年", Limit(BY, date(2019, 12, 31), sure=False)),
        ("长期", Limit(ROLLING)),
        ("每年4月底前", Limit(YEARLY, month=4)),
        ("每年12月至春节前", Limit(YEARLY, month=12, season=True)),
        ("发放施工许可证后1个月内", Limit(AFTER, event="发放施工许可证", length=1, unit="M")),
        ("", Limit(UNCLEAR)),
    ],
)
def test_the_rows_of_the_table(text: str, limit: Limit) -> None:
    assert read(text) == limit


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        (" ２０１８年５月底前完成。", Limit(BY, date(2018, 5, 31))),
        ("2017年底前", Limit(BY, date(2017, 12, 31))),
        ("2024年2月底", Limit(BY, date(2024, 2, 29))),
        ("2018年10月", Limit(BY, date(2018, 10, 31), sure=False)),
        ("2026年8月3日前", Limit(BY, date(2026, 8, 3))),
        ("每年10月至春节前", Limit(YEARLY, month=10, season=True)),
        ("每月", Limit(ROLLING, cycle="MONTH")),
        ("按季度", Limit(ROLLING, cycle="QUARTER")),
        ("每半年", Limit(ROLLING, cycle="HALF")),
        ("每年", Limit(ROLLING, cycle="YEAR")),
        ("开工后一个月内", Limit(AFTER, event="开工", length=1, unit="M")),
        ("行动结束后5个工作日内", Limit(AFTER, event="行动结束", length=5, unit="WD")),
    ],
)
def test_other_wordings_of_such_lists(text: str, limit: Limit) -> None:
    assert read(text) == limit


@pytest.mark.parametrize(
    "text", ["尽快", "2018年13月底前", "2018年2月30日前", "每年13月底前", "2018年10月前"]
)
def test_what_is_not_understood_is_left_to_a_person(text: str) -> None:
    assert read(text) == Limit(UNCLEAR)
    assert period(read(text), date(2018, 3, 1), PLAIN) is None


def test_an_empty_cell_says_what_the_merged_cell_above_says() -> None:
    assert filled_down(["2018年5月底前", "", " ", "长期", ""]) == ["2018年5月底前"] * 3 + ["长期"] * 2


@pytest.mark.parametrize(
    ("on", "begins", "due"),
    [
        (date(2026, 4, 30), date(2026, 1, 1), date(2026, 4, 30)),
        (date(2026, 5, 1), date(2027, 1, 1), date(2027, 4, 30)),
    ],
)
def test_a_yearly_task_comes_again_every_year(on: date, begins: date, due: date) -> None:
    assert period(read("每年4月底前"), on, PLAIN) == Period(begins, due)


@pytest.mark.parametrize(
    ("on", "begins", "due"),
    [
        (date(2025, 11, 3), date(2025, 12, 1), date(2026, 2, 15)),
        (date(2026, 2, 15), date(2025, 12, 1), date(2026, 2, 15)),
        (date(2026, 2, 16), date(2026, 12, 1), date(2027, 2, 4)),
    ],
)
def test_a_season_ends_the_day_before_new_years_eve(on: date, begins: date, due: date) -> None:
    assert period(read("每年12月至春节前"), on, PLAIN) == Period(begins, due)


def test_without_the_date_of_spring_festival_a_season_cannot_be_computed() -> None:
    assert period(read("每年12月至春节前"), date(max(SPRING_FESTIVALS), 6, 1), PLAIN) is None


@pytest.mark.parametrize("year", range(2018, 2027))
def test_spring_festival_lies_in_the_holidays_of_that_name(year: int) -> None:
    assert get_holiday_detail(SPRING_FESTIVALS[year]) == (True, "Spring Festival")


@pytest.mark.parametrize(
    ("cycle", "begins", "due"),
    [
        ("MONTH", date(2026, 5, 1), date(2026, 5, 31)),
        ("QUARTER", date(2026, 4, 1), date(2026, 6, 30)),
        ("HALF", date(2026, 1, 1), date(2026, 6, 30)),
        ("YEAR", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_long_term_task_rolls_by_its_cycle(cycle: str, begins: date, due: date) -> None:
    assert period(read("长期"), date(2026, 5, 20), PLAIN, cycle=cycle) == Period(begins, due)


def test_a_long_term_task_without_a_cycle_has_no_period() -> None:
    assert period(read("长期"), date(2026, 5, 20), PLAIN) is None


def test_a_term_after_an_event_waits_for_the_event() -> None:
    limit = read("发放施工许可证后1个月内")
    assert period(limit, date(2018, 6, 1), PLAIN) is None
    assert period(limit, date(2018, 6, 1), PLAIN, event_on=date(2018, 6, 5)) == Period(
        date(2018, 6, 5), date(2018, 7, 5)
    )
