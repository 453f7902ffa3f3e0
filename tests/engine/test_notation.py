"""Our small notations: terms, extensions, papers, lists, timers."""

import pytest

from app.engine.notation import (
    Extension,
    Paper,
    Term,
    Unreadable,
    article_of,
    parse_articles,
    parse_documents,
    parse_extension,
    parse_list,
    parse_terms,
    parse_timer,
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("5WD; 7D@41", [Term(5, "WD", None, None), Term(7, "D", None, "41")]),
        ("investigation", [Term(None, None, "investigation", None)]),
        ("3M;24H@411221", [Term(3, "M", None, None), Term(24, "H", None, "411221")]),
        ("", []),
        (None, []),
    ],
)
def test_terms(text, terms):
    assert parse_terms(text) == terms


@pytest.mark.parametrize("text", ["5", "WD", "-5WD", "5wd", "5WD@河南", "5WD@41122", "Key"])
def test_what_is_no_term(text):
    with pytest.raises(Unreadable, match="时限"):
        parse_terms(text)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("监察条例17条; 河南条例16条@41", ["监察条例17条", "河南条例16条"]),
        ("行政处罚法61条；民诉法88条", ["行政处罚法61条；民诉法88条"] * 2),
        ("监察条例17条; 若干规定37条; 河南条例16条@41", ["监察条例17条；若干规定37条", "河南条例16条"]),
        (None, ["", ""]),
    ],
)
def test_each_term_cites_its_own_article(text, cited):
    assert [article_of(text, term) for term in parse_terms("60WD; 30D@41")] == cited


def test_an_article_is_marked_with_a_region():
    with pytest.raises(Unreadable, match="依据"):
        parse_articles("河南条例16条@河南")


def test_extensions():
    assert parse_extension("30WD:hrss_principal:1") == Extension(30, "WD", "hrss_principal", 1)
    assert parse_extension(None) is None


@pytest.mark.parametrize(
    "text", ["30WD", "30WD:hrss_principal", "30WD:hrss_principal:x", "x:hrss:1", "30WD:a:1:2"]
)
def test_what_is_no_extension(text):
    with pytest.raises(Unreadable):
        parse_extension(text)


def test_documents():
    assert parse_documents("correction_order; penalty@PENALTY") == [
        Paper("correction_order", None),
        Paper("penalty", "PENALTY"),
    ]
    with pytest.raises(Unreadable):
        parse_documents("penalty@")


def test_lists():
    assert parse_list(" a ;b;; c；d") == ["a", "b", "c", "d"]
    assert parse_list(None) == []


def test_timers():
    assert parse_timer(" due('mediation') ") == parse_timer('due("mediation")') == "mediation"


@pytest.mark.parametrize(
    "text", [None, "", "'P5D'", "due(mediation)", "due('a') or due('b')", "due('a\")", "Due('a')"]
)
def test_what_is_no_timer(text):
    with pytest.raises(Unreadable):
        parse_timer(text)
