"""Draws the given BPMN files anew, in place: ``python -m app.engine.layout FILE…``."""

import sys
from pathlib import Path

from app.engine.layout.draw import layout


def main(files: list[str]) -> None:
    """Lay out each file and say so."""
    for name in files:
        path = Path(name)
        path.write_bytes(layout(path.read_bytes()))
        sys.stdout.write(f"{name}: 已重新绘制\n")


if __name__ == "__main__":
    main(sys.argv[1:])
