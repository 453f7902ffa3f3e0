"""Backup and restore: every table as it stands in one instant, and every file.

The tables are written as text that either database reads back, so a backup made on SQLite restores on PostgreSQL.
Encrypted columns stay encrypted: a backup is useless without FIELD_KEYS, which are kept elsewhere. Files are named by
their hash and never change, so they are copied after the tables were read, while the system runs on.
"""

import base64
import gzip
import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, column, func, select, text, type_coerce
from sqlalchemy import table as lightweight
from sqlalchemy.types import TypeDecorator

from app import clock
from app.columns import Instant
from app.db import Base, db
from app.errors import Conflict

FORMAT = 1
BATCH = 500


class NotEmpty(Conflict):
    """Restoring never overwrites: the target holds something already."""


def backup(folder: Path, files: Path) -> dict[str, Any]:
    """Write everything into an empty folder and return its manifest. Readers and writers go on meanwhile.

    :param files: where uploads and papers lie.
    :raises NotEmpty: the folder holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty(f"{folder} 不是空目录。请换一个空目录。")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # names and sums are not encrypted
    (folder / "tables").mkdir()
    level = "REPEATABLE READ" if db.engine.dialect.name == "postgresql" else None
    options = {"isolation_level": level} if level else {}
    with db.engine.connect().execution_options(**options) as connection, connection.begin():
        counts = {table.name: _dump(connection, table, folder) for table in Base.metadata.sorted_tables}
        revision = _revision(connection)
    if files.is_dir():
        shutil.copytree(files, folder / "files", ignore=shutil.ignore_patterns(".*"))  # .part-: not there yet
    else:
        (folder / "files").mkdir()
    manifest = {
        "format": FORMAT,
        "made_at": clock.real().isoformat(),
        "revision": revision,
        "rows": counts,
        "hashes": {path.name: _sha256(path) for path in sorted((folder / "tables").iterdir())},
        "files": len(_files(folder / "files")),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False), "utf-8")
    return manifest


def restore(folder: Path, files: Path) -> dict[str, Any]:
    """Read a backup into an empty, migrated database and an empty files folder; returns the manifest.

    :raises NotEmpty: there are rows or files already.
    :raises Conflict: the backup is of another version of the tables, or was damaged.
    """
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name, wanted in manifest["hashes"].items():
        if _sha256(folder / "tables" / name) != wanted:
            raise Conflict(f"备份文件 {name} 已损坏（校验值不符）。请换用其他备份。", state="damaged")
    for path in _files(folder / "files"):
        if path.name != _sha256(path):
            raise Conflict(f"备份文件 {path.name} 已损坏（校验值不符）。请换用其他备份。", state="damaged")
    if files.is_dir() and any(files.iterdir()):
        raise NotEmpty(f"{files} 不是空目录。请恢复到空的数据目录。")
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        here = _revision(connection)
        if here != manifest["revision"]:
            raise Conflict(
                f"备份的表结构版本是 {manifest['revision']}，本库是 {here}。请先用备份时的程序版本恢复，再升级。",
                state="revision",
            )
        for table in Base.metadata.sorted_tables:
            if connection.scalar(select(func.count()).select_from(table)):
                raise NotEmpty(f"表 {table.name} 已有数据。请恢复到空库。")
        for table in Base.metadata.sorted_tables:
            _load(connection, table, folder)
        _after(connection)
    shutil.copytree(folder / "files", files, dirs_exist_ok=True)
    return manifest


def _dump(connection: Connection, table: Table, folder: Path) -> int:
    written = 0
    order = list(table.primary_key.columns)
    rows = connection.execute(
        select(*map(_bare, table.columns)).order_by(*order).execution_options(yield_per=BATCH)
    )
    with gzip.open(
        folder / "tables" / f"{table.name}.jsonl.gz", "wt", encoding="utf-8", compresslevel=6
    ) as out:
        for row in rows:
            out.write(
                json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":")) + "\n"
            )
            written += 1
    return written


def _load(connection: Connection, table: Table, folder: Path) -> None:
    columns = list(table.columns)
    bare = lightweight(table.name, *(column(each.name, _held(each)) for each in columns))
    for batch in _batches(folder / "tables" / f"{table.name}.jsonl.gz"):
        rows = [{each.name: _value(value) for each, value in zip(columns, row, strict=True)} for row in batch]
        connection.execute(bare.insert(), rows)


def _batches(path: Path) -> Iterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            batch.append(json.loads(line))
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _bare(each: Column[Any]) -> Any:
    """The column as the database holds it: not decrypted, not decoded. Only instants are read: each database keeps
    them in its own way."""
    return type_coerce(each, _held(each))


def _held(each: Column[Any]) -> Any:
    ours = isinstance(each.type, TypeDecorator) and not isinstance(each.type, Instant)
    return each.type.impl_instance if ours else each.type  # type: ignore[attr-defined]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, datetime):
        return {"t": value.astimezone(UTC).isoformat()}
    return {"d": value.isoformat()} if isinstance(value, date) else value


def _value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "b" in value:
        return base64.b64decode(value["b"])
    if "d" in value:
        return date.fromisoformat(value["d"])
    return datetime.fromisoformat(value["t"])


def _after(connection: Connection) -> None:
    """PostgreSQL's sequences follow the rows; the search index is made anew from the cases."""
    if connection.dialect.name == "postgresql":
        for table in Base.metadata.sorted_tables:
            for key in table.primary_key.columns:
                if key is table.autoincrement_column:
                    sequence = func.pg_get_serial_sequence(f'"{table.name}"', key.name)
                    newest = select(func.coalesce(func.max(key), 0) + 1).scalar_subquery()
                    connection.execute(select(func.setval(sequence, newest, False)))


def _revision(connection: Connection) -> str | None:
    if not db.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("select version_num from alembic_version"))
    return found


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for chunk in iter(lambda: stream.read(1 << 20), b""):
            digest.update(chunk)
    return digest.hexdigest()
