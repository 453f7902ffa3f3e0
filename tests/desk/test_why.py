"""What a term counts from is named on the page, never by a code."""

import pytest
from lxml import etree

from app.desk.why import event
from app.engine import catalogue
from app.paths import PROCESSES

STARTS = ("from", "deadline_from")


def beginnings() -> set[str]:
    files = (PROCESSES / name / f"{name}.bpmn" for name in catalogue.names(PROCESSES))
    properties = (each for path in files for each in etree.parse(path).iter("{*}property"))
    return {each.get("value", "") for each in properties if each.get("name") in STARTS}


@pytest.mark.parametrize("name", sorted(beginnings()))
def test_every_beginning_of_a_term_has_a_name(name: str) -> None:
    assert not event(name).isascii()
