"""The journal's hash chain as arithmetic. Needs Python alone, so that an auditor can check an export offline:
``python chain.py export.json`` says whether anything was altered, added in between, or cut off."""

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

START = ""


def canonical(value: Any) -> str:
    """The one spelling of a JSON value that is hashed: keys sorted, no blanks, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def link(previous: str, content: Mapping[str, Any]) -> str:
    """The hash of a link: SHA-256 over the hash before it and its own content."""
    return hashlib.sha256((previous + canonical(content)).encode()).hexdigest()


def entry_content(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What is hashed of a journal entry. ``at`` is ISO 8601 in UTC with microseconds."""
    return {name: entry[name] for name in ("serial", "at", "by", "verb", "what")}


def first_bad(entries: Iterable[Mapping[str, Any]], head: str, length: int) -> int | None:
    """The serial of the first entry that does not follow from those before it; None: the chain is whole.

    :param head: the hash of the newest entry, as the case keeps it; a chain cut off before it is bad at its end.
    """
    hash_before, serial = START, 0
    for serial, entry in enumerate(entries, start=1):
        hash_before = link(hash_before, entry_content(entry))
        if entry["serial"] != serial or entry["hash"] != hash_before:
            return serial
    return None if (serial, hash_before) == (length, head) else serial + 1


def seal_root(heads: Iterable[tuple[int, int, str]]) -> str:
    """One hash over the (case id, length, head) of every case that a daily seal covers."""
    return hashlib.sha256(canonical(sorted(heads)).encode()).hexdigest()


def seal_content(day: str, heads: int, root: str) -> dict[str, Any]:
    """What is hashed of a daily seal."""
    return {"day": day, "heads": heads, "root": root}


def verify_export(export: Mapping[str, Any]) -> int | None:
    """The first bad serial of an exported journal, also by what the daily seals noted of it; None: it is whole."""
    entries = export["entries"]
    bad = first_bad(entries, export["head"], export["length"])
    if bad is not None:
        return bad
    for sealed in export["seals"]:
        length = sealed["length"]
        if not 0 < length <= len(entries) or entries[length - 1]["hash"] != sealed["head"]:
            return length
    return None


if __name__ == "__main__":
    wrong = verify_export(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    sys.exit(f"entry {wrong} does not hold" if wrong is not None else 0)
