"""Every legal term that a diagram starts says by which article it runs and what follows when it runs out."""

from lxml import etree

from app.engine.notation import parse_articles, parse_extension, parse_list, parse_terms
from app.engine.xml import properties_of
from app.org.groups import GROUPS
from app.paths import PROCESSES

STARTS = {
    f"{path.stem}/{node.get('id')}": properties_of(node)
    for path in sorted(PROCESSES.glob("*/*.bpmn"))
    for node in etree.parse(path).iter("{*}serviceTask")
    if properties_of(node).get("operation") == "clock.start"
}


def test_every_clock_cites_its_article() -> None:
    assert [place for place, said in STARTS.items() if not said.get("article")] == []


def test_a_term_of_a_region_cites_its_own_law() -> None:
    """«为什么是这一天» never tells one province of another's regulation."""
    regional = [
        (place, term, said["article"])
        for place, said in STARTS.items()
        for term in parse_terms(said.get("term"))
        if term.region
    ]
    assert regional
    alike = [
        place
        for place, term, text in regional
        if term.region not in {article.region for article in parse_articles(text)}
    ]
    assert alike == []


def test_every_clock_says_what_follows_when_it_runs_out() -> None:
    silent = [place for place, said in STARTS.items() if not said.get("consequence", "").endswith("。")]
    assert silent == []


def test_every_extension_names_who_approves() -> None:
    rules = [parse_extension(rule) for said in STARTS.values() for rule in parse_list(said.get("extend"))]
    assert rules
    assert all(rule and rule.group in GROUPS and rule.times for rule in rules)


def test_no_sentence_is_longer_than_its_column() -> None:
    assert max(len(said.get("consequence", "")) for said in STARTS.values()) <= 200
    assert max(len(said.get("extend", "")) for said in STARTS.values()) <= 80
