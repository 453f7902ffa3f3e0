"""Amounts: yuan in text, fen in integers, 大写 on papers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms.money import MAX_FEN, NotMoney, display, format_yuan, in_words, parse_yuan

FEN = st.integers(0, MAX_FEN)


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("8500", 850000),
        ("8,500.00", 850000),
        ("0.01", 1),
        ("0", 0),
        ("12.5", 1250),
        (" 3.40 ", 340),
        ("007", 700),
    ],
)
def test_yuan_become_fen(written: str, fen: int) -> None:
    assert parse_yuan(written) == fen


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            " ",
            "1e5",
            "１００",
            "٣",
            "+5",
            "-1",
            "－1",
            "0.001",
            ".5",
            "5.",
            "1,00",
            "1，000",
            "8500元",
            "0x10",
            "NaN",
        ),
        *("1 000", "1_000", "10000000000.01", "9" * 5000, 8500, 8500.0, True, None, ["1"], float("nan")),
    ],
)
def test_what_is_no_amount_is_refused(written: object) -> None:
    with pytest.raises(NotMoney):
        parse_yuan(written)


def test_refusals_say_what_to_do() -> None:
    for written, advice in [
        ("0.001", "两位小数"),
        ("-1", "负数"),
        (8500, "文本"),
        ("9" * 20, "超过"),
        ("１００", "半角"),
    ]:
        with pytest.raises(NotMoney, match=advice):
            parse_yuan(written)


@given(FEN)
def test_what_is_shown_can_be_typed_again(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen
    assert parse_yuan(display(fen)) == fen
    assert re.fullmatch(r"\d+\.\d\d", format_yuan(fen))


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_a_refusal(written: str) -> None:
    try:
        fen = parse_yuan(written)
    except NotMoney:
        return
    assert 0 <= fen <= MAX_FEN


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (850000, "捌仟伍佰元整"),
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (105, "壹元零伍分"),
        (1050, "壹拾元伍角整"),
        (1_0005_00, "壹万零伍元整"),
        (16_8032, "壹仟陆佰捌拾元叁角贰分"),
        (10_7000_53, "壹拾万柒仟元伍角叁分"),
        (1_0001_0000_00, "壹亿零壹万元整"),
        (100_0000_0000_00, "壹佰亿元整"),
    ],
)
def test_amounts_in_words(fen: int, words: str) -> None:
    assert in_words(fen) == words


@given(FEN)
def test_words_say_exactly_the_amount(fen: int) -> None:
    words = in_words(fen)
    assert _read(words) == fen
    assert "零零" not in words
    assert words.endswith("分" if fen % 10 else "整")


def _read(words: str) -> int:
    """The amount that words say, read independently of how they were made."""
    yuan, _, rest = words.partition("元") if "元" in words else ("", "", words)
    *hundred_millions, yuan = yuan.split("亿")
    *ten_thousands, ones = yuan.split("万")
    total = _group("".join(hundred_millions)) * 10**8 + _group("".join(ten_thousands)) * 10**4 + _group(ones)
    return total * 100 + _digit_before("角", rest) * 10 + _digit_before("分", rest)


def _group(words: str) -> int:
    tens = sum(_digit_before(unit, words) * worth for unit, worth in (("仟", 1000), ("佰", 100), ("拾", 10)))
    return tens + (_digit_before("$", words) if words else 0)


def _digit_before(unit: str, words: str) -> int:
    match = re.search(f"([壹贰叁肆伍陆柒捌玖]){unit}", words)
    return "零壹贰叁肆伍陆柒捌玖".index(match[1]) if match else 0
