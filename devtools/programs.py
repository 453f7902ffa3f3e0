"""Starts programs so that none is left behind: a signal to us, or our death, ends them too."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".dev"
LOG = WORK / "setup.log"
Program = subprocess.Popen[bytes]
PATIENCE = 7  # seconds between asking a program to end and ending it
_PR_SET_PDEATHSIG = 1
_prctl: Callable[..., int] = ctypes.CDLL(None).prctl


class Stopped(SystemExit):
    """Somebody asked us to stop (SIGINT, SIGTERM or SIGHUP)."""


def stop_on_signals(status: int | None = None) -> None:
    """Make a signal raise :class:`Stopped`, once; its status is 128 + signal, as shells have it, unless given."""

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(128 + number if status is None else status)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)


def start(
    command: Sequence[str | Path],
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    log: Path | None = None,
) -> Program:
    """Start a program without standard input, in a process group of its own; its output goes to ``log`` if given."""
    output = log.open("ab") if log else None
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            process_group=0,
            preexec_fn=_end_with_parent,
        )
    finally:
        if output:
            output.close()


def finish(program: Program) -> int:
    """Wait for one program; if we are stopped meanwhile, it is stopped too."""
    try:
        return program.wait()
    finally:
        stop([program])


def stop(programs: Sequence[Program]) -> None:
    """Ask all to end, wait a little for all together, then end them with all they have started."""
    for program in programs:
        _signal(program, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for program in programs:
        try:
            program.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            continue
    for program in programs:
        _signal(program, signal.SIGKILL)
        program.wait()


def obtain(
    what: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> bool:
    """Run a download, three times at most, its output in the log. False if it could not be had."""
    say(f"  {what} …")
    for pause in (3, 9, 0):
        if finish(start(command, env, cwd, LOG)) == 0:
            return True
        if pause:
            say("  … failed, trying again")
            time.sleep(pause)
    return False


def give_up(what: str) -> NoReturn:
    """End the set-up with the name of what could not be had and the end of the log."""
    say("".join(LOG.read_text("utf-8", "replace").splitlines(keepends=True)[-15:]))
    say(f"Could not get: {what} (three tries). The lines above are the end of {LOG.relative_to(ROOT)}.")
    sys.exit("Run ./dev again to go on.")


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def _signal(program: Program, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # the whole group has ended
        os.killpg(program.pid, number)


def _end_with_parent() -> None:
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
