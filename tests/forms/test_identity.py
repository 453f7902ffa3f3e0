"""N01–N10 of domain.md §7.7, and that one wrong digit never passes. All numbers are made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms import identity

TODAY = date(2026, 8, 3)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def test_n01_men_are_odd_and_women_even() -> None:
    assert identity.id_number_fault("411221199003070014", TODAY) is None
    assert not identity.is_female("411221199003070014")
    assert identity.id_number_fault("411221199003070022", TODAY) is None
    assert identity.is_female("411221199003070022")
    assert identity.birth_date("411221199003070022") == date(1990, 3, 7)


def test_n02_a_small_x_is_an_x() -> None:
    assert identity.id_number_fault("41122119880808008X", TODAY) is None
    assert identity.id_number_fault("41122119880808008x", TODAY) is None
    assert identity.upgrade("41122119880808008x") == "41122119880808008X"


def test_n03_a_wrong_check_digit_is_said() -> None:
    assert identity.id_number_fault("411221199003070010", TODAY) == "身份证号校验位不对，请对照证件重新输入"


def test_n04_the_thirtieth_of_february_is_said() -> None:
    assert "19900230" in (identity.id_number_fault("411221199002300014", TODAY) or "")


@pytest.mark.parametrize("number", ["341504197212310048", "410402196402290054", "411702198506150036"])
def test_n05_region_codes_of_their_time_do_not_matter(number: str) -> None:
    assert identity.id_number_fault(number, TODAY) is None


def test_n06_a_minor_is_seventeen_and_was_a_child_until_2024() -> None:
    number = "411221200809100070"
    assert identity.id_number_fault(number, TODAY) is None
    assert identity.age_on(number, date(2026, 6, 1)) == 17
    assert identity.age_on(number, date(2024, 9, 9)) == 15
    assert identity.age_on(number, date(2024, 9, 10)) == 16


def test_n07_old_age_does_not_matter() -> None:
    assert identity.id_number_fault("410402196001010066", TODAY) is None
    assert identity.age_on("410402196001010066", TODAY) == 66


@pytest.mark.parametrize(
    "code", ["91411221MA9TEBT191", "91411700MA9TEBT278", "91410400MA9TEBT357", "91341504MA9TEBT433"]
)
def test_n08_credit_codes(code: str) -> None:
    assert identity.uscc_fault(code) is None
    assert identity.uscc_fault(code.lower()) is None


def test_n09_a_wrong_check_digit_of_a_credit_code_is_said() -> None:
    assert "校验位不对" in (identity.uscc_fault("91411221MA9TEBT192") or "")


def test_n10_letters_that_no_credit_code_has_are_named() -> None:
    assert "“OS”" in (identity.uscc_fault("91411221MA9TEST19O") or "")


@pytest.mark.parametrize(
    "number",
    [
        "",
        "4112211990030700",
        "4112211990030700140",
        "４11221199003070014",
        "41122119900307001A",
        "٤11221199003070014",
        "011221199003070014",
        "41122118990307001X",
        "411221209003070014",
        "41122119900307001\n",
        "411221199013070014",
    ],
)
def test_what_is_no_id_number_is_refused(number: str) -> None:
    assert identity.id_number_fault(number, TODAY)


def test_a_birth_in_the_future_is_refused_and_today_is_not() -> None:
    first_17 = "41122120260803001"
    number = first_17 + identity.id_check_digit(first_17)
    assert identity.id_number_fault(number, TODAY) is None
    assert identity.id_number_fault(number, date(2026, 8, 2))


def test_fifteen_digits_become_eighteen() -> None:
    assert identity.id_number_fault("411221900307001", TODAY) is None
    assert identity.upgrade("411221900307001") == "411221199003070014"
    assert identity.id_number_fault("411221901307001", TODAY)
    assert identity.age_on("411221900307001", TODAY) == 36


born = st.dates(date(1900, 1, 1), TODAY)


@given(born, st.integers(0, 999), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(day: date, order: int, place: int, shift: int) -> None:
    first_17 = f"411221{day:%Y%m%d}{order:03d}"
    number = first_17 + identity.id_check_digit(first_17)
    assert identity.id_number_fault(number, TODAY) is None
    digit = 10 if number[place] == "X" else int(number[place])
    wrong = number[:place] + str((digit + shift) % 10) + number[place + 1 :]
    if wrong != number:
        assert identity.id_number_fault(wrong, TODAY)


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17), st.integers(0, 17), st.integers(1, 30))
def test_one_wrong_character_of_a_credit_code_never_passes(first_17: str, place: int, shift: int) -> None:
    code = first_17 + identity.uscc_check_digit(first_17)
    assert identity.uscc_fault(code) is None
    other = USCC_ALPHABET[(USCC_ALPHABET.index(code[place]) + shift) % 31]
    assert identity.uscc_fault(code[:place] + other + code[place + 1 :])


def test_phones_cards_and_regions() -> None:
    assert identity.mobile_ok("13800000000")
    for wrong in ("12800000000", "1380000000", "138000000001", "１3800000000", "+8613800000000", ""):
        assert not identity.mobile_ok(wrong)
    assert identity.region_ok("411221")
    assert identity.region_ok("411221100")
    assert not identity.region_ok("4112")
    assert not identity.bank_card_ok("123456789")


def test_luhn_is_a_hint() -> None:
    assert identity.luhn_ok("79927398713")
    assert identity.luhn_ok("6222000000000009")
    assert not identity.luhn_ok("6222000000000001")
    assert not identity.luhn_ok("６222")
    assert identity.bank_card_ok("6222000000000001")
