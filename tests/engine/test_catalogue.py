"""Bundles and versions: what belongs to a process, and when two are the same."""

import json

import pytest

from app.engine.catalogue import Bundle, definition, names, read_bundle
from app.engine.faults import BrokenDefinition
from tests.engine.diagrams import call, end, process, start, user

WAGE = process(
    "wage",
    "start > review\nreview > m\nm > end",
    *(start(), user("review"), call("m", "mediation", returns="agreed; plan"), end("end", "DONE")),
).replace(
    b'isExecutable="true">',
    b'isExecutable="true"><bpmn:extensionElements><spiffworkflow:properties><spiffworkflow:property name="started_by"'
    b' value="hrss_intake"/></spiffworkflow:properties></bpmn:extensionElements>',
)
MEDIATION = process(
    "mediation", "start > a\na > b\nb > end", start(), user("a"), call("b", "deep"), end("end", "SETTLED")
)
DEEP = process("deep", "start > c\nc > end", start(), user("c"), end(result="X"))


@pytest.fixture
def tree(tmp_path):
    for name, content in (("wage", WAGE), ("mediation", MEDIATION), ("deep", DEEP), ("alone", DEEP)):
        (tmp_path / "processes" / name).mkdir(parents=True)
        (tmp_path / "processes" / name / f"{name}.bpmn").write_bytes(content)
    (tmp_path / "processes" / "rules").mkdir()
    forms = {
        "wage/review": {"properties": {"address": {"$ref": "shared/address.json", "title": "住址"}}},
        "mediation/a": {"title": "调解"},
        "alone/c": {"title": "别的流程"},
        "shared/address": {
            "type": "object",
            "title": "地址",
            "properties": {"place": {"$ref": "shared/place.json"}},
        },
        "shared/place": {"type": "string", "format": "region"},
        "shared/unused": {},
    }
    for name, form in forms.items():
        path = tmp_path / "forms" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(form))
    return tmp_path


def bundled(tree, name="wage") -> Bundle:
    return read_bundle(name, tree / "processes", tree / "forms")


def test_a_bundle_holds_what_the_process_calls_and_the_forms_they_use(tree):
    assert sorted(bundled(tree).files) == [
        "bpmn/deep.bpmn",
        "bpmn/mediation.bpmn",
        "bpmn/wage.bpmn",
        "forms/mediation/a.json",
        "forms/shared/address.json",
        "forms/shared/place.json",
        "forms/wage/review.json",
    ]


def test_processes_are_folders_with_a_diagram_of_their_name(tree):
    assert names(tree / "processes") == ["alone", "deep", "mediation", "wage"]


def test_the_version_changes_with_every_byte_that_counts_and_with_no_other(tree):
    before = bundled(tree).version
    assert len(before) == 64
    (tree / "forms" / "shared" / "unused.json").write_text("{} ")
    assert bundled(tree).version == before
    (tree / "forms" / "shared" / "place.json").write_text("{} ")
    assert bundled(tree).version != before


def test_the_order_of_the_files_does_not_matter_but_their_names_do():
    files = {"bpmn/a.bpmn": b"1", "bpmn/b.bpmn": b"2"}
    assert Bundle("a", files).version == Bundle("a", dict(reversed(files.items()))).version
    assert Bundle("a", files).version != Bundle("a", {"bpmn/a.bpmn": b"2", "bpmn/b.bpmn": b"1"}).version


def test_a_definition_knows_what_the_xml_says(tree):
    bundle = bundled(tree)
    known = definition(bundle.version, bundle.files)
    assert known.name == "wage"
    assert known.processes == ("deep", "mediation", "wage")
    assert known.steps == {"wage": ("review",), "mediation": ("a",), "deep": ("c",)}
    assert known.results["mediation"] == {"end": "SETTLED"}
    assert known.diagrams["wage"].returns == {"m": ("agreed", "plan")}
    assert known.titles["wage"]["review"] == "review 名称"
    assert known.properties("wage") == {"started_by": "hrss_intake"}
    assert known.xml("wage") == WAGE


def test_a_form_comes_with_its_shared_parts_put_in(tree):
    bundle = bundled(tree)
    form = definition(bundle.version, bundle.files).form("wage", "review")
    assert form["properties"]["address"] == {
        "type": "object",
        "title": "住址",
        "properties": {"place": {"type": "string", "format": "region"}},
    }


def test_a_definition_is_kept_and_its_files_fetched_only_once(tree):
    bundle, fetched = bundled(tree, "deep"), []

    def fetch():
        fetched.append(1)
        return bundle.files

    first = definition("kept", fetch)
    assert fetched == []
    assert first.spec is definition("kept", fetch).spec
    assert fetched == [1]


def test_processes_that_call_each_other_are_refused(tree):
    circle = process("deep", "start > c\nc > end", start(), call("c", "wage"), end(result="X"))
    (tree / "processes" / "deep" / "deep.bpmn").write_bytes(circle)
    with pytest.raises(BrokenDefinition, match="wage → mediation → deep → wage"):
        bundled(tree)


def test_a_called_process_that_is_missing_is_named(tree):
    (tree / "processes" / "deep" / "deep.bpmn").unlink()
    with pytest.raises(BrokenDefinition, match="deep"):
        bundled(tree)


@pytest.mark.parametrize("content", ["{", '{"$ref": "shared/gone.json"}'])
def test_a_form_that_cannot_be_read_is_named(tree, content):
    (tree / "forms" / "wage" / "review.json").write_text(content)
    with pytest.raises(BrokenDefinition, match="json"):
        bundled(tree)
