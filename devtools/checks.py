"""./dev test: every check there is, each under its heading; all of them run, and any failure fails the whole."""

import os
import sys
import time
from pathlib import Path

from devtools import browser, programs
from devtools.programs import finish, start

PYTHON = sys.executable
VENV = Path(PYTHON).parent


def main(arguments: list[str]) -> int:
    programs.stop_on_signals()
    os.environ["CHROMIUM"] = browser.path() or sys.exit(
        "No browser for the tests: CHROMIUM names no program."
    )
    for name in ("APP_ENV", "DATA_DIR", "DATABASE_URL", "SECRET_KEY", "FIELD_KEYS", "HOST", "PORT"):
        os.environ.pop(name, None)  # tests choose their own
    checks: dict[str, list[str | Path]] = {
        "lint": [PYTHON, "-m", "ruff", "check"],
        "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet"],
        "types": [PYTHON, "-m", "mypy"],
        "layers": [PYTHON, VENV / "lint-imports", "--no-logo"],
        "tests": [PYTHON, "-m", "pytest", "-n", "2", *arguments],
    }
    results = {}
    for name, command in checks.items():
        print(
            f"\n=== {name}: {' '.join(str(part).removeprefix(f'{VENV}/') for part in command[1:])}",
            flush=True,
        )
        began = time.monotonic()
        status = finish(start(command))
        results[name] = status
        print(
            f"--- {name}: {'ok' if status == 0 else f'FAILED ({status})'}, {time.monotonic() - began:.0f} s",
            flush=True,
        )
    failed = [name for name, status in results.items() if status]
    print(f"\n{'Failed: ' + ', '.join(failed) if failed else 'All checks passed.'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
