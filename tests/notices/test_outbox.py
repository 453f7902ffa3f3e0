"""The outbox: what is owed is sent after the commit, once if it can be, again if it must be."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.cases.models import Case
from app.db import db, transaction
from app.jobs import rounds
from app.notices import actions, channels, texts
from app.notices.models import Notice
from tests import samples


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who was sent something; ``fail`` in the number makes the channel fail."""
    gone: list[str] = []

    def channel(recipient: str, *_text: Any) -> None:
        if recipient == "fail":
            raise TimeoutError("gateway")
        gone.append(recipient)

    monkeypatch.setitem(channels.CHANNELS, "SMS", channel)
    return gone


def template() -> str:
    return sorted(texts.names())[0]


def owe(*recipients: str) -> None:
    params: Mapping[str, Any] = {"number": "411221202600001"}
    actions.queue(None, "SMS", template(), dict(params), {f"key:{each}": each for each in recipients})


def only() -> Notice:
    db.session.expire_all()
    return db.session.scalars(db.select(Notice)).one()


def test_what_was_rolled_back_is_not_sent(app: Flask, sent: list[str]) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        _ = owe("a") or 1 / 0
    assert rounds.send_notices() == 0
    assert sent == []


def test_what_was_committed_is_sent_once(app: Flask, sent: list[str]) -> None:
    with transaction():
        owe("a", "b")
        owe("b")
    assert rounds.send_notices() == 2
    assert rounds.send_notices() == 0
    assert sorted(sent) == ["a", "b"]
    assert {row.state for row in db.session.query(Notice)} == {"sent"}


def test_a_failure_is_tried_again_ever_more_rarely_and_then_given_up(app: Flask, sent: list[str]) -> None:
    with transaction():
        owe("fail")
    now, waits = clock.now(), []
    while only().state == "waiting":
        waits.append(round((only().next_try - now).total_seconds() / 60))
        now = only().next_try
        with clock.frozen(now - timedelta(seconds=1)):
            assert rounds.send_notices() == 0
        with clock.frozen(now):
            assert rounds.send_notices() == 1
    assert waits == [0, *actions.BACK_OFF]
    assert (only().state, only().attempts) == ("failed", len(actions.BACK_OFF) + 1)
    assert "TimeoutError" in only().error


def test_one_that_fails_does_not_hold_up_the_others(app: Flask, sent: list[str]) -> None:
    with transaction():
        owe("fail", "a")
    with transaction():
        owe("unreadable", "b")
        broken = db.update(Notice.__table__).where(Notice.unique_key == "key:unreadable")
        db.session.flush()
        db.session.connection().execute(broken.values(recipient=db.type_coerce(b"x" * 40, db.LargeBinary)))
    assert rounds.send_notices() == 4
    assert sorted(sent) == ["a", "b"]


def test_what_one_worker_has_leased_another_leaves_until_the_lease_runs_out(
    app: Flask, sent: list[str]
) -> None:
    """The first worker died before it could say how it went."""
    with transaction():
        owe("a")
    with transaction():
        assert len(actions.due()) == 1
    assert rounds.send_notices() == 0
    with clock.frozen(clock.now() + actions.LEASE + timedelta(seconds=1)):
        assert rounds.send_notices() == 1
    assert sent == ["a"]


@pytest.fixture
def case(office: Flask) -> Case:
    with transaction():
        return samples.registered("three_workers")


def test_all_complainants_are_told_and_their_numbers_are_not_readable_at_rest(
    case: Case, sent: list[str]
) -> None:
    with transaction():
        actions.tell_complainant(case, template(), "1")
        actions.tell_complainant(case, template(), "1")
    at_rest = db.session.execute(db.text("select recipient, params from notice")).all()
    assert len(at_rest) == 3
    assert not any(b"1390000" in bytes(column) for row in at_rest for column in row)
    rounds.send_notices()
    assert sorted(sent) == [claim.phone for claim in case.claims]


def test_a_reporter_is_never_sent_anything(office: Flask, sent: list[str]) -> None:
    with transaction():
        case = samples.registered("report", reporter_name="某人", reporter_phone="13900000099")
        actions.tell_complainant(case, template(), "1")
    assert rounds.send_notices() == 0
    assert sent == []
