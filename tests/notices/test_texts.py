"""Every notice that a diagram sends has a text, and every text is sent by some diagram."""

import re

from app.notices import texts
from app.paths import PROCESSES

SAID = re.compile(r'name="operation" value="notice\.complainant"/>\s*<\S+ name="template" value="(\w+)"')


def test_diagrams_and_texts_name_the_same_notices() -> None:
    said = {name for path in PROCESSES.glob("*/*.bpmn") for name in SAID.findall(path.read_text("utf-8"))}
    assert said == texts.names()


def test_a_text_holds_the_number_and_fits_a_short_message() -> None:
    for name in texts.names():
        text = texts.text_of(name, {"number": "411221202600001"})
        assert "411221202600001" in text
        assert len(text) <= 140
