"""Each command does what its name says, and refuses with a sentence."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask_migrate import stamp

from app import clock, vault
from app.cases.models import Case, Entry
from app.casework import actions, incidents
from app.casework.models import Incident, ProcessVersion
from app.db import db, transaction
from app.deadlines.models import CalendarYear
from app.engine import catalogue
from app.law.models import Parameter
from app.org import access, sessions
from app.org import queries as org
from app.paths import PROCESSES
from tests import samples
from tests.casework import bench

Run = Callable[..., Result]
SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])


def opened() -> Case:
    with transaction():
        bench.deploy_all()
        return actions.open_case(samples.complaint(), None).case


class TestPeople:
    def test_somebody_is_added_appointed_and_dismissed(self, flask: Run) -> None:
        flask("users", "add", "li", "李立夏", "--post", "hrss_intake@411221", "--password", "geheim-genug")

        def posts() -> list[tuple[str, str]]:
            return access.groups_of(org.user_by_name("li"))

        assert posts() == [("hrss_intake", "411221")]
        flask("users", "post", "li", "hrss_legal@411221")
        flask("users", "post", "li", "hrss_intake@411221", "--remove")
        assert posts() == [("hrss_legal", "411221")]
        flask("users", "password", "li", "--password", "noch-geheimer")
        assert sessions.check_sign_in("li", "noch-geheimer").user
        flask("users", "disable", "li")
        assert not org.user_by_name("li").active

    @SQLITE
    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("users", "disable", "nobody"), "没有用户 nobody"),
            (("users", "add", "x", "名", "--password", "geheim-genug"), "username: 用户名须为"),
            (("users", "add", "hrss_intake@411221", "名", "--password", "geheim-genug"), "已被使用"),
            (("users", "post", "hrss_intake@411221", "no_group@411221"), "没有候选组"),
        ],
    )
    def test_what_cannot_be_is_refused_with_a_sentence(
        self, flask: Run, words: tuple[str, ...], said: str
    ) -> None:
        result = flask(*words, status=1)
        assert said in result.output
        assert "Traceback" not in result.output

    @SQLITE
    def test_half_a_post_is_no_post(self, flask: Run) -> None:
        said = flask("users", "post", "hrss_intake@411221", "hrss_legal", status=2).output
        assert "<group>@<region>" in said

    def test_regions_come_from_a_table(self, flask: Run, tmp_path: Path) -> None:
        table = tmp_path / "regions.csv"
        table.write_text("code,parent,name,name_en,level\n411224,411200,卢氏县,Lushi,county\n", "utf-8-sig")
        assert "1 个地区" in flask("regions", "import", str(table)).output
        assert org.region("411224").name == "卢氏县"
        table.write_text("code,parent,name,name_en,level\n41,411200,短,,county\n", "utf-8")
        assert "rows.0.code" in flask("regions", "import", str(table), status=1).output


class TestRules:
    def test_a_year_is_imported_and_open_terms_are_reckoned_again(self, flask: Run) -> None:
        case = opened()
        db.session.execute(db.text("select 1"))
        with transaction():
            db.session.delete(db.session.get_one(CalendarYear, 2026))
        assert "2026 年日历已导入" in flask("calendar", "import", "2026").output
        assert db.session.get(CalendarYear, 2026)
        assert case.number
        assert flask("calendar", "import", "1900", status=1).output

    @SQLITE
    def test_a_missing_year_is_said_from_november_on(self, flask: Run) -> None:
        flask("calendar", "check")
        with clock.frozen(datetime(2026, 11, 2, tzinfo=clock.SHANGHAI)):
            assert "2027" in flask("calendar", "check", status=1).output

    def test_a_parameter_is_set_from_a_day_on(self, flask: Run) -> None:
        name = "listed_amount"
        given = ("--from", "2026-09-01", "--status", "verified", "--source", "某文〔2026〕1号")
        flask("law", "set", name, "411221", "1234", *given)
        (row,) = db.session.query(Parameter).filter_by(name=name, region_code="411221")
        assert (row.valid_from, row.status) == (date(2026, 9, 1), "verified")
        assert (
            "minimum_wage" in flask("law", "set", "minimal_wage", "411221", "1234", *given, status=1).output
        )
        flask("law", "load")


class TestProcesses:
    @SQLITE
    def test_what_the_gate_passes_is_deployed_once(self, flask: Run) -> None:
        assert "0 处问题" in flask("processes", "check").output
        first = flask("processes", "deploy").output
        count = db.session.query(ProcessVersion).count()
        assert re.findall(r"^(\w+)  [0-9a-f]{12}$", first, re.M) == catalogue.names(PROCESSES)
        assert flask("processes", "deploy").output == first
        assert db.session.query(ProcessVersion).count() == count

    @SQLITE
    def test_what_the_gate_refuses_is_not_deployed(self, flask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.casework.gate.faults", lambda: [1])
        assert "未部署" in flask("processes", "deploy", status=1).output


class TestIncidents:
    def test_what_failed_is_listed_and_given_another_try(
        self, flask: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = opened()
        run_id = db.session.scalar(db.text("select id from case_run"))
        monkeypatch.setattr(actions.record, "follow", lambda *_: 1 / 0)
        with clock.frozen(clock.now() + timedelta(days=30)):
            with pytest.raises(incidents.StepFailed), incidents.moving("wake", run_id=run_id):
                actions.wake(run_id)
            assert "ZeroDivisionError" in flask("incidents", "list").output
            assert "技术故障" in flask("incidents", "retry", "1", status=1).output
            monkeypatch.undo()
            flask("incidents", "retry", "1")
            assert flask("incidents", "list").output == ""
        assert db.session.get_one(Incident, 1).attempts == 2
        assert "已处理" in flask("incidents", "retry", "1", status=1).output
        assert "没有故障 7" in flask("incidents", "retry", "7", status=1).output
        assert case.number


class TestJournal:
    def test_whole_journals_pass_and_an_altered_one_is_named(self, flask: Run) -> None:
        case = opened()
        assert "日志完整" in flask("journal", "verify").output
        assert "日志完整" in flask("journal", "verify", case.number).output
        with transaction():
            db.session.query(Entry).filter_by(serial=2).one().by = "somebody else"
        assert f"{case.number}：第 2 条" in flask("journal", "verify", status=1).output

    @SQLITE
    def test_a_case_that_is_not_there_is_not_whole(self, flask: Run) -> None:
        assert "没有案件" in flask("journal", "verify", "411221202699999", status=1).output


@SQLITE
def test_a_backup_is_made_and_never_over_another(flask: Run, tmp_path: Path) -> None:
    stamp()
    opened()
    assert "行" in flask("backup", str(tmp_path / "b")).output
    assert "不是空目录" in flask("backup", str(tmp_path / "b"), status=1).output
    assert "已有数据" in flask("restore", str(tmp_path / "b"), status=1).output


def test_keys_are_rotated(flask: Run) -> None:
    opened()
    assert "重新加密 0 个" in flask("keys", "rotate").output
    assert vault.is_current(vault.encrypt("x"))


@pytest.fixture
def travelling(tmp_path: Path) -> Iterator[None]:
    clock.read_offset_from(tmp_path)
    yield
    clock.read_offset_from(None)


@SQLITE
class TestDemo:
    def test_the_clock_travels_and_arrives(self, flask: Run, travelling: None) -> None:
        flask("demo", "clock", "+15D")
        flask("demo", "clock", "+4H")
        assert clock.offset() == timedelta(days=15, hours=4)

    def test_loading_again_changes_nothing(self, flask: Run, travelling: None) -> None:
        flask("demo", "load")
        count = db.session.query(Case).count()
        flask("demo", "load")
        assert db.session.query(Case).count() == count

    def test_production_has_no_such_command(self, flask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("APP_ENV", "production")
        for words in (("demo", "clock", "+15D"), ("demo", "load")):
            assert "APP_ENV=demo" in flask(*words, status=1).output

    def test_what_is_no_time_is_refused_with_a_sentence(self, flask: Run, travelling: None) -> None:
        for words in ("tomorrow", "+D", "+5X", "=soon"):
            assert "Traceback" not in flask("demo", "clock", words, status=2).output
