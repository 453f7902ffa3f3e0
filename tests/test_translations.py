"""English is complete: every text that a screen shows stands in the catalogue, and the catalogue holds nothing else."""

import os
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.support import Translations
from flask import Flask, render_template_string
from flask_babel import force_locale

from app import translating

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
QUOTED = {"姓名"}  # the heading that an imported roster must have


@pytest.fixture(scope="module")
def catalogue() -> list[Message]:
    return [message for message in translating.known() if message.id]


def both(message: Message) -> list[tuple[str, str]]:
    """The Chinese text with each of its English ones."""
    chinese = message.id[0] if message.pluralizable else message.id
    return [(chinese, text) for text in translating.english(message)]


def test_the_catalogue_is_what_collect_would_write() -> None:
    written = translating.ENGLISH.read_bytes() == translating.merged()
    assert written, "Run ./dev flask translate collect, and write the English for what it lists."


def test_every_text_has_its_english(catalogue: list[Message]) -> None:
    assert [m.id for m in catalogue if m.fuzzy or not all(translating.english(m))] == []


def test_the_english_fills_in_what_the_chinese_fills_in(catalogue: list[Message]) -> None:
    pairs = [pair for message in catalogue for pair in both(message)]
    assert [pair for pair in pairs if len({frozenset(PLACEHOLDER.findall(text)) for text in pair}) > 1] == []


def test_a_text_that_is_filled_in_has_no_stray_percent_sign(catalogue: list[Message]) -> None:
    texts = [text for message in catalogue for pair in both(message) for text in pair]
    filled = [text for text in texts if PLACEHOLDER.search(text)]
    assert [text for text in filled if "%" in PLACEHOLDER.sub("", text)] == []


def test_the_english_is_english(catalogue: list[Message]) -> None:
    texts = [text for message in catalogue for _chinese, text in both(message)]
    left = [text for text in texts if CHINESE.search(re.sub("|".join(QUOTED), "", text))]
    assert left == []


def test_diagrams_forms_rules_and_papers_are_collected(catalogue: list[Message]) -> None:
    known = {message.id for message in catalogue}
    named = {"劳动保障监察", "审查投诉", "同意结案", "投诉受理去向", "劳动保障监察行政处理决定书", "无权办理"}
    assert named <= known


def test_an_edited_catalogue_is_compiled_when_the_application_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    po = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    po.parent.mkdir(parents=True)
    monkeypatch.setattr(translating, "ENGLISH", po)
    for english in ("Cases", "Files"):
        compiled = po.with_suffix(".mo").stat().st_mtime if po.with_suffix(".mo").exists() else 0
        po.write_bytes(translating.HEADER + f'msgid "案件"\nmsgstr "{english}"\n'.encode())
        os.utime(po, (compiled + 1, compiled + 1))
        translating.compile_if_stale()
        assert Translations.load(tmp_path, ["en"]).gettext("案件") == english
    assert [path.name for path in po.parent.iterdir() if path.suffix not in (".po", ".mo")] == []


def test_a_page_takes_texts_as_texts(app: Flask) -> None:
    page = '{{ _("案件") }}|{{ _("50%的<b>案件") }}|{{ _("%(n)s 人", n="<i>") }}'
    with force_locale("en"):
        assert render_template_string(page) == "Cases|50%的&lt;b&gt;案件|&lt;i&gt; workers"
