"""What is encrypted at rest, with which key, and that the file of the database shows none of it."""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import config, vault
from app.api.models import IdempotencyKey
from app.cases import indexkey
from app.cases.models import Answer, Case, Claim, Party, Reporter
from app.casework import claiming
from app.columns import Secret, SecretJson
from app.config import ConfigError
from app.db import Base, db, transaction
from app.documents.models import Document, Service
from app.forms import masking
from app.forms.definition import every_field, parse
from app.forms.references import read_shared
from app.inbox.models import Draft
from app.notices import actions as notices
from app.notices.models import Notice
from app.paths import FORMS
from tests import samples
from tests.journey import Client, complaint
from tests.security.conftest import BOTH, INTAKE, REGISTER, a_user, anew, as_stored, complete, opened, task_of

ENCRYPTED = {
    Claim: {"id_no", "phone", "bank_no"},
    Party: {"id_no", "phone"},
    Reporter: {"name", "phone"},
    Case: {"narrative"},
    Answer: {"answers"},
    Draft: {"answers"},
    Document: {"facts"},
    Service: {"details"},
    Notice: {"recipient", "params"},
    IdempotencyKey: {"response"},
}
NUMBERS = (samples.id_number(1), "13900000001", "622200000000000001", "13911112222")
TEXTS = ("写到一半的话", "在示例小区二期做工，工资一直没有发。")


@pytest.fixture
def ring(office: Flask) -> Iterator[list[str]]:
    """The keys of the system; whatever a test does with them is undone."""
    yield list(office.config["FIELD_KEYS"])
    vault.open_with(office.config["FIELD_KEYS"])


def new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def test_the_list_of_encrypted_columns_is_this_one() -> None:
    found = {
        mapper.class_: {
            column.key for column in mapper.columns if isinstance(column.type, Secret | SecretJson)
        }
        for mapper in Base.registry.mappers
    }
    assert {model: columns for model, columns in found.items() if columns} == ENCRYPTED


@BOTH
def test_no_row_holds_a_number_or_an_answer_as_text(office: Flask, api: Client) -> None:
    api.ask("POST", "/complaints", json=complaint(), headers={"Idempotency-Key": "once"}).of(201)
    anew()
    opened("report", reporter_name="司徒不留名", reporter_phone="13911112222")
    case = opened()
    with transaction():
        claiming.keep_draft(task_of(case, "register").id, a_user(INTAKE), {"narrative": TEXTS[0]})
        notices.tell_complainant(case, "accepted", "x")
    worker = {**REGISTER["workers"][0], "id_no": NUMBERS[0], "bank_no": NUMBERS[2]}
    other = opened()
    complete(other, "register", INTAKE, REGISTER | {"workers": [worker], "narrative": TEXTS[1]})
    stored = 0
    for place, text in as_stored():
        stored += 1
        for value in (*NUMBERS, *TEXTS):
            assert value not in text, place
    assert stored > 500
    if db.engine.dialect.name == "sqlite":
        anew()
        raw = b"".join(
            Path(f"{db.session.execute(db.text('pragma database_list')).first()[2]}{tail}").read_bytes()
            for tail in ("", "-wal")
        )
        for value in (*NUMBERS, *TEXTS):
            assert value.encode() not in raw


def test_what_forms_teach_the_case_is_no_number_of_a_person() -> None:
    """Facts are kept as text: no form makes a fact of an ID number, a phone or an account."""
    shared, seen = read_shared(FORMS), 0
    for file in FORMS.glob("*/*.json"):
        if file.parent.name == "shared":
            continue
        form = parse(json.loads(file.read_text(encoding="utf-8")), shared=shared)
        for path, field in every_field(form.fields):
            seen += 1
            assert not (field.fact and field.kind in {*masking.KEPT, "roster", "group"}) or field.fact in {
                "officers"
            }, (file, path)
    assert seen > 300


def test_the_first_key_encrypts_and_all_decrypt(ring: list[str]) -> None:
    old = vault.encrypt("旧")
    newest = new_key()
    vault.open_with([newest, *ring])
    assert vault.decrypt(old) == "旧"
    assert not vault.is_current(old)
    new = vault.encrypt("新")
    vault.open_with([newest])
    assert vault.decrypt(new) == "新"
    with pytest.raises(vault.Undecipherable):
        vault.decrypt(old)


def test_equal_values_are_encrypted_differently_and_altered_ones_are_noticed(ring: list[str]) -> None:
    one, other = vault.encrypt("411221198503020107"), vault.encrypt("411221198503020107")
    assert one != other
    for place in range(len(one)):
        altered = bytearray(one)
        altered[place] ^= 1
        with pytest.raises(vault.Undecipherable):
            vault.decrypt(bytes(altered))


def test_the_blind_index_has_a_key_of_its_own(ring: list[str]) -> None:
    """It is no plain hash, not made with the key that encrypts, and outlives new keys in front."""
    import hashlib
    import hmac

    number = samples.id_number(1)
    index = vault.blind_index(number)
    raw = base64.urlsafe_b64decode(ring[-1])
    assert index != hashlib.sha256(number.encode()).hexdigest()[:32]
    assert index != hmac.digest(raw, number.encode(), "sha256").hex()[:32]
    vault.open_with([new_key(), new_key(), *ring])
    assert vault.blind_index(number) == index
    vault.open_with([*ring, new_key()])
    assert vault.blind_index(number) != index


def test_nothing_serves_with_a_ring_that_lost_the_key_of_the_index(ring: list[str]) -> None:
    indexkey.refuse_another()
    opened()
    indexkey.refuse_another()
    vault.open_with([new_key(), *ring])
    indexkey.refuse_another()
    for broken in ([new_key()], [*ring, new_key()]):
        vault.open_with(broken)
        with pytest.raises(ConfigError, match="FIELD_KEYS"):
            indexkey.refuse_another()


@pytest.mark.parametrize("keys", ["", "short", base64.urlsafe_b64encode(b"k" * 16).decode(), "!" * 44])
def test_production_does_not_start_without_good_keys(keys: str) -> None:
    with pytest.raises(ConfigError, match="FIELD_KEYS"):
        config.load({"APP_ENV": "production", "SECRET_KEY": "s" * 40, "FIELD_KEYS": keys})
    with pytest.raises(ConfigError, match="SECRET_KEY"):
        config.load({"APP_ENV": "production", "SECRET_KEY": "s" * 31, "FIELD_KEYS": new_key()})
