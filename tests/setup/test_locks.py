"""What is installed is pinned by hash, and no lock file says where anything was fetched from."""

import json
import re
import tomllib

import pytest

from app.paths import ROOT

LOCKS = ("requirements.lock", "requirements-node.lock")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(name: str) -> dict[str, str]:
    """Package → the text of its entry."""
    entries = re.split(r"(?m)^(?=[A-Za-z])", (ROOT / name).read_text())[1:]
    return {canonical(re.match(r"[\w.-]+", entry)[0]): entry for entry in entries}


@pytest.mark.parametrize("name", LOCKS)
def test_every_python_package_has_one_version_and_hashes(name: str) -> None:
    for package, entry in locked(name).items():
        assert re.match(r"[\w.\[\]-]+==\S+ ", entry), package
        assert "--hash=sha256:" in entry, package


def test_everything_that_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    assert {canonical(re.match(r"[\w.-]+", line)[0]) for line in wanted} <= locked("requirements.lock").keys()


@pytest.mark.parametrize("name", [*LOCKS, "package-lock.json", "pyproject.toml"])
def test_no_address_of_a_package_index_is_recorded(name: str) -> None:
    without_funding = re.sub(r'"url": "[^"]*"', "", (ROOT / name).read_text())
    assert "://" not in without_funding


def test_every_npm_package_has_a_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("integrity" in entry for path, entry in packages.items() if path)
