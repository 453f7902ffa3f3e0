"""Finding a case."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import search
from app.cases.models import Case, Claim
from app.db import db, transaction
from tests.cases.samples import a_case
from tests.org.samples import regions

FIRST = {
    "number": "411221202600001",
    "employer_name": "河南宏远建设工程有限公司",
    "workers": ("王伟", "欧阳晓明", "𠮷田芳"),
    "project": "韶山路3号楼ABC标段",
}
SECOND = {
    "number": "410482202600001",
    "employer_name": "宏图装饰（汝州）有限公司",
    "workers": ("王伟民", "阿卜杜·热合曼", "李宏"),
}


@pytest.fixture(autouse=True)
def _cases(app: Flask) -> None:
    regions()
    with transaction():
        search.index(a_case("411221", **FIRST))
        search.index(a_case("410482", **SECOND))


def found(q: str) -> set[str]:
    names = {FIRST["number"]: "first", SECOND["number"]: "second"}
    rows = db.session.scalars(select(Case.number).where(Case.id.in_(search.matching(q))))
    return {names[str(number)] for number in rows}


def test_words_are_found_wherever_they_stand() -> None:
    both = {"first", "second"}
    expected = {
        "宏远": {"first"},
        "建设工程": {"first"},
        "王伟": both,
        "王伟民": {"second"},
        "伟民": {"second"},
        "欧阳晓明": {"first"},
        "有限公司": both,
        "阿卜杜·热合曼": {"second"},
        "热合曼": {"second"},
        "𠮷田": {"first"},
        "汝州": {"second"},
        "远宏": set(),
        "宏远王伟": set(),  # nobody is called so
        "李伟": set(),
    }
    assert {q: found(q) for q in expected} == expected


def test_one_character_finds_what_holds_it_even_at_the_end() -> None:
    assert found("欧") == {"first"}
    assert found("民") == {"second"}
    assert found("王") == {"first", "second"}
    assert found("宏") == {"first", "second"}  # at the end of 李宏 too


def test_numbers_and_letters_are_found_from_their_beginning() -> None:
    assert found("411221202600001") == {"first"}
    assert found("41122120") == {"first"}
    assert found("41") == {"first", "second"}
    assert found("00001") == set()
    assert found("abc") == {"first"}
    assert found("ＡＢ") == {"first"}  # full width


def test_all_words_of_a_query_must_be_there() -> None:
    assert found("王伟 宏图") == {"second"}
    assert found("宏图，王伟民") == {"second"}
    assert found("3号楼") == {"first"}
    assert found("王伟 不在") == set()


def test_what_holds_no_letter_finds_nothing_and_breaks_nothing() -> None:
    for q in (
        "",
        "  ",
        "。",
        "*",
        '"',
        "'",
        "' OR 1=1 --",
        '"王伟',
        "王伟'",
        "a:b",
        "(",
        "NEAR(王 伟)",
        "\\",
        "&|!",
        "%",
        "\0",
    ):
        found(q)
    assert found("") == set()
    assert found("*") == set()
    assert found('"王伟民') == {"second"}
    assert found("x" * 5000) == set()
    assert found("王伟民" * 500) == set()


def test_a_changed_case_is_found_by_what_it_says_now() -> None:
    with transaction():
        case = db.session.scalars(select(Case).filter_by(number=FIRST["number"])).one()
        case.employer_name = case.parties[0].name = "大成劳务公司"
        case.claims.append(Claim(serial=4, name="赵六", claimed=1))
        search.index(case)
    assert found("大成劳务") == {"first"}
    assert found("赵六") == {"first"}
    assert found("宏远") == set()


def test_the_reporter_is_never_found() -> None:
    with transaction():
        search.index(a_case("411221", number="411221202600009", kind="REPORT", reporter="司徒保密"))
    assert found("司徒保密") == set()


def test_a_long_roster_is_found_to_its_last_name() -> None:
    surnames, given = "赵钱孙李周吴郑冯陈褚", "东西南北春夏秋冬金木水火土天地玄黄宇宙洪"
    names = [f"{a}{b}{c}" for a in surnames for b in given for c in given]
    with transaction():
        search.index(a_case("411221", number="411221202600008", workers=(*names, "慕容复")))
    rows = db.session.scalars(select(Case.number).where(Case.id.in_(search.matching("慕容复"))))
    assert list(rows) == ["411221202600008"]
    rows = db.session.scalars(select(Case.number).where(Case.id.in_(search.matching(names[-1]))))
    assert list(rows) == ["411221202600008"]
