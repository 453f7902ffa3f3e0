"""What must stay true of the whole: who writes, who asks the time, how long a file is, what nobody may read."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.casework import gate
from app.engine import catalogue
from app.paths import FORMS, PROCESSES, ROOT, TEMPLATES

CODE = sorted(path for path in (ROOT / "app").rglob("*.py"))
TESTS = sorted(path for top in ("tests", "devtools", "bench") for path in (ROOT / top).rglob("*.py"))
REVISIONS = ROOT / "app" / "migrations" / "versions"
EDGES = {"desk", "portal", "api", "cli", "jobs", "demo"}


def module(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[str]:
    """What is called in a file, as written: «session.commit», «transaction»."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_only_the_transaction_commits() -> None:
    committing = {module(path) for path in CODE if any(call.endswith(".commit") for call in calls(path))}
    assert committing == {"app/db.py"}


def test_only_the_edges_open_transactions() -> None:
    opening = {
        path.relative_to(ROOT / "app")
        for path in CODE
        if any(call in {"transaction", "db.transaction", "incidents.moving"} for call in calls(path))
    }
    inside = {path.as_posix() for path in opening if path.parts[0] not in EDGES}
    assert inside == {"casework/incidents.py"}


def test_only_the_clock_asks_the_time() -> None:
    """Tests and the demo travel."""
    asking = re.compile(
        r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time|time\.localtime|time\.gmtime)$"
    )
    found = {module(path) for path in CODE if any(asking.search(call) for call in calls(path))}
    assert found == {"app/clock.py"}


def test_only_the_engine_knows_the_library() -> None:
    knowing = {module(path).split("/")[1] for path in CODE if "SpiffWorkflow" in imported(path)}
    assert knowing == {"engine"}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


def test_no_file_is_longer_than_one_can_keep_in_mind() -> None:
    long = {
        module(path): lines
        for path in [*CODE, *TESTS]
        if path.parent != REVISIONS and (lines := len(path.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        module(path) for path in [*CODE, *TESTS] if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_every_public_function_says_what_it_does() -> None:
    silent = []
    for path in CODE:
        if path.parent != REVISIONS:
            body = ast.parse(path.read_text("utf-8")).body
            silent += [
                f"{module(path)}: {node.name}"
                for node in body
                if isinstance(node, ast.FunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ]
    assert silent == []


def test_there_are_no_drawers_for_leftovers() -> None:
    assert [
        module(path) for path in CODE if path.stem in {"utils", "helpers", "services", "misc", "common"}
    ] == []


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_the_gate_passes(app: Flask) -> None:
    """Every human step has its form and every form its step, among much else."""
    assert [str(fault) for fault in gate.faults()] == []


def test_every_form_is_of_a_step_and_every_step_has_one() -> None:
    drawn = {
        (folder.name, step)
        for folder in PROCESSES.iterdir()
        if (folder / f"{folder.name}.bpmn").is_file()
        for step in re.findall(
            r'<bpmn:userTask id="(\w+)"', (folder / f"{folder.name}.bpmn").read_text("utf-8")
        )
    }
    written = {
        (path.parent.name, path.stem) for path in FORMS.glob("*/*.json") if path.parent.name != "shared"
    }
    assert drawn - written == set()
    assert {form for form in written - drawn if form[1] != "start"} == set()


MAY_BEGIN_LATER = {"begins_on", "suspended_from", "publicised_from"}


def test_days_that_are_first_today_lie_in_the_past_but_for_what_may_begin_later() -> None:
    """A day of service or payment that a slip puts into next year would move every term that counts from it."""
    for path in FORMS.glob("*/*.json"):
        fields = json.loads(path.read_text("utf-8")).get("properties", {})
        for name, field in fields.items():
            if field.get("x-prefill") == "today":
                assert field.get("x-past", False) == (name not in MAY_BEGIN_LATER), f"{path}: {name}"


def test_every_process_has_a_scenario() -> None:
    played = {path.parent.parent.name for path in PROCESSES.glob("*/scenarios/*.json")}
    assert set(catalogue.names(PROCESSES)) - played == set()


def test_every_paper_that_is_named_has_a_template() -> None:
    said = re.compile(r'name="document" value="([^"]+)"')
    named = {
        part.strip().partition("@")[0]
        for path in PROCESSES.glob("*/*.bpmn")
        for value in said.findall(path.read_text("utf-8"))
        for part in value.split(";")
    }
    missing = {name for name in named if not (TEMPLATES / "documents" / f"{name}.html").is_file()}
    assert missing == set()


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


FOREIGN = re.compile(
    r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/"  # where somebody happens to have the project
    r"|(?:index-url|registry)\s*[=:]\s*\S*https?://"  # from where they happen to download
    r"|\"resolved\":"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="an exported copy has no list of tracked files")
def test_nothing_of_the_machine_it_was_made_on_is_in_it() -> None:
    found = []
    for path in tracked():
        if path == Path(__file__):
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {hit.group()}" for hit in FOREIGN.finditer(text)]
    assert found == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="an exported copy has no list of tracked files")
def test_nothing_is_tracked_that_was_made_or_installed() -> None:
    made = re.compile(r"(^|/)(node_modules|\.venv|\.fonts|var|__pycache__|\.mypy_cache)/|\.(db|pyc|pdf|mo)$")
    assert [
        str(path.relative_to(ROOT)) for path in tracked() if made.search(str(path.relative_to(ROOT)))
    ] == []


def test_every_json_file_is_json() -> None:
    for path in [*FORMS.rglob("*.json"), *PROCESSES.rglob("*.json")]:
        json.loads(path.read_text("utf-8"))
