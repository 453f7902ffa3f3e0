"""What ./dev does about missing system packages: one command, or one update and one install; it never asks."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.paths import ROOT

NOTHING_INSTALLED = "exit 1"
RECORD = 'echo "$(basename "$0") $*" >>"$RECORD"'


class Machine:
    """A copy of ./dev on a machine whose system programs are played."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.programs, self.record = folder / "project", folder / "bin", folder / "record"
        self.folder.mkdir()
        self.programs.mkdir()
        shutil.copy(ROOT / "dev", self.folder)
        self.play("dpkg-query", NOTHING_INSTALLED)
        self.play("dpkg", "exit 0")
        self.play("sleep", RECORD)
        self.play("sudo", "exit 1")
        self.play("id", "echo 1000")
        self.play("apt-get", RECORD)
        self.play("python3", "exit 0")

    def play(self, program: str, script: str) -> None:
        path = self.programs / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def dev(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.programs}:{os.environ['PATH']}"
        answers = self.folder / "answers"
        answers.write_text("y\n" * 20)
        with answers.open() as stdin:
            done = subprocess.run(
                ["./dev", *arguments],
                cwd=self.folder,
                env={"PATH": path, "RECORD": str(self.record), "CHROMIUM": ""},
                stdin=stdin,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert os.lseek(stdin.fileno(), 0, os.SEEK_CUR) == 0, "it read standard input"
        return done

    def recorded(self, program: str) -> list[str]:
        lines = self.record.read_text().splitlines() if self.record.exists() else []
        return [line for line in lines if line.startswith(program)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_root_it_prints_the_one_command_and_stops_with_status_3(machine: Machine) -> None:
    done = machine.dev("run")
    assert done.returncode == 3
    [command] = done.stdout.splitlines()
    assert command.startswith("apt-get update && apt-get install --yes --no-install-recommends ")
    assert "libharfbuzz-subset0" in command
    assert "postgresql" not in command
    assert machine.recorded("apt-get") == []


def test_only_tests_need_a_database_server(machine: Machine) -> None:
    assert " poppler-utils " in machine.dev("test").stdout


def test_python_without_venv_needs_its_package(machine: Machine) -> None:
    machine.play("python3", 'case "$*" in *ensurepip*) exit 1 ;; esac')
    assert " python3-venv " in machine.dev("run").stdout


def test_root_updates_once_and_installs_once(machine: Machine) -> None:
    machine.play("id", "echo 0")
    machine.play(
        "python3", 'case "$*" in *venv*.venv*) exit 1 ;; esac'
    )  # the set-up ends where Python begins
    done = machine.dev("run")
    assert done.returncode == 1
    assert "Could not get: virtual environment" in done.stderr
    update, install = machine.recorded("apt-get")
    assert update.endswith(" update")
    assert " install --yes --no-install-recommends " in install


def test_a_password_free_sudo_stands_in_for_root(machine: Machine) -> None:
    machine.play("sudo", 'case "$*" in "-n true") exit 0 ;; "-n env"*) shift; exec "$@" ;; esac; exit 1')
    machine.play("python3", 'case "$*" in *venv*.venv*) exit 1 ;; esac')
    machine.dev("run")
    assert len(machine.recorded("apt-get")) == 2


def test_a_failed_download_is_tried_three_times_and_then_named(machine: Machine) -> None:
    machine.play("id", "echo 0")
    machine.play("apt-get", f"{RECORD}; echo 'no route to host'; exit 100")
    done = machine.dev("run")
    assert done.returncode == 1
    assert len(machine.recorded("apt-get")) == 3
    assert "no route to host" in done.stderr
    assert "Could not get: package lists (apt-get update) (three tries)" in done.stderr


def test_an_unknown_word_shows_the_words_there_are(machine: Machine) -> None:
    done = machine.dev("rum")
    assert done.returncode == 2
    assert "./dev run" in done.stderr
