"""Files of these tests lie with the test, not with the application."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.documents import files
from tests.stores import Store


@pytest.fixture(autouse=True)
def own_files(stores: dict[str, Store], tmp_path: Path) -> Iterator[Path]:
    """Where uploads and papers lie during a test of this folder."""
    for dialect in ("sqlite", "postgresql"):
        assert stores[dialect], "made first: an application that is made says anew where files lie"
    before = files._folder
    files.keep_under(tmp_path)
    yield tmp_path / "files"
    files._folder = before
