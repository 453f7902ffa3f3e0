"""The file of a case: who may open it, what each part shows, and numbers that are only shown for a reason."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from flask_babel import refresh

from app.cases import journal
from app.cases import queries as cases
from app.cases.models import Case
from tests.desk.conftest import INTAKE, complete, opened, task_of, text_of
from tests.samples import id_number

PARTS = ("", "/claims", "/timeline", "/money", "/documents", "/clocks", "/runs")
OTHER = "hrss_intake@341504"


def test_every_part_opens_and_names_the_case(intake: FlaskClient, case: Case) -> None:
    complete(
        case, "register", INTAKE, {"employer_name": "甲", "place_of_work_code": "411221", "narrative": "乙"}
    )
    for part in PARTS:
        page = intake.get(f"/cases/{case.number}{part}")
        assert page.status_code == 200, part
        assert str(case.number) in page.text


def test_strangers_do_not_learn_that_it_exists(as_: Callable[[str], FlaskClient], case: Case) -> None:
    client = as_(OTHER)
    for part in PARTS:
        assert client.get(f"/cases/{case.number}{part}").status_code == 404, part
    assert client.get("/cases/411221202699999").status_code == 404
    assert str(case.number) not in client.get("/cases").text


def test_the_list_is_searched_by_name_and_filtered(intake: FlaskClient, case: Case) -> None:
    for query in ("张小满", "示例建筑", "小区", str(case.number)):
        assert str(case.number) in intake.get("/cases", query_string={"q": query}).text, query
    assert str(case.number) not in intake.get("/cases?q=李四").text
    assert str(case.number) in intake.get("/cases?state=REGISTERED&region=411221").text
    assert str(case.number) not in intake.get("/cases?state=CLOSED").text
    assert intake.get("/cases?state=NONE&sort=shoe&page=x").status_code == 200


def test_numbers_of_people_are_masked(intake: FlaskClient, case: Case) -> None:
    page = intake.get(f"/cases/{case.number}/claims").text
    assert "411***********" in page
    assert id_number(1) not in page
    assert "13900000001" not in page


def test_a_number_is_shown_for_a_reason_and_on_record(intake: FlaskClient, case: Case) -> None:
    wanted = {"kind": "claim", "number": "1", "field": "id_no", "reason": "IDENTITY"}
    page = intake.post(f"/cases/{case.number}/reveal", data=wanted)
    assert id_number(1) in page.text
    last = cases.timeline(case.id)[-1]
    assert (last.verb, last.by) == ("personal.reveal", INTAKE)
    assert last.what == {"of": "claim", "number": 1, "field": "id_no", "reason": "IDENTITY"}
    assert journal.verify(case) is None
    assert "查看劳动者 1的身份证号，理由：核对身份" in text_of(
        intake.get(f"/cases/{case.number}/timeline").text
    )


@pytest.mark.parametrize(
    "wrong", [{"reason": ""}, {"reason": "CURIOUS"}, {"field": "name"}, {"kind": "case"}]
)
def test_without_a_reason_nothing_is_shown(intake: FlaskClient, case: Case, wrong: dict[str, str]) -> None:
    wanted = {"kind": "claim", "number": "1", "field": "id_no", "reason": "IDENTITY"} | wrong
    page = intake.post(f"/cases/{case.number}/reveal", data=wanted)
    assert page.status_code == 422
    assert id_number(1) not in page.text
    assert cases.timeline(case.id)[-1].verb != "personal.reveal"


def test_the_reporter_is_for_the_window_and_the_handlers(as_: Callable[[str], FlaskClient]) -> None:
    case = opened("report", reporter_name="王芒种", reporter_phone="13900000077")
    wanted = {"kind": "reporter", "number": "0", "field": "name", "reason": "CONTACT"}
    for who, status in ((INTAKE, 200), ("zhiqian_office@411200", 403)):
        client = as_(who)
        assert "王芒种" not in client.get(f"/cases/{case.number}").text
        assert client.post(f"/cases/{case.number}/reveal", data=wanted).status_code == status
    assert "王芒种" not in as_(INTAKE).get(f"/cases/{case.number}/timeline").text


def test_the_diagram_speaks_the_readers_language(intake: FlaskClient, case: Case) -> None:
    page = intake.get(f"/cases/{case.number}/runs").text
    url = page.split('data-xml="')[1].split('"')[0]
    assert 'data-active="register"' in page
    xml = intake.get(url)
    assert xml.mimetype == "application/xml"
    assert 'name="人社受理窗口"' in xml.text
    intake.post("/language", data={"language": "en"})
    refresh()  # the fixture's context outlives the request, and with it the language
    assert 'name="HRSS intake desk"' in intake.get(url).text
    assert intake.get(url.replace("intake_triage", "closing")).status_code == 404


def test_a_paper_opens_for_those_who_see_the_case(
    intake: FlaskClient, as_: Callable[[str], FlaskClient], case: Case
) -> None:
    complete(
        case, "register", INTAKE, {"employer_name": "甲", "place_of_work_code": "411221", "narrative": "乙"}
    )
    url = intake.get(f"/cases/{case.number}/documents").text.split('href="/documents/')[1].split('"')[0]
    paper = intake.get(f"/documents/{url}")
    assert paper.mimetype == "application/pdf"
    assert paper.data.startswith(b"%PDF")
    assert as_(OTHER).get(f"/documents/{url}").status_code == 404


def test_side_procedures_are_offered_to_those_who_may_start_them(
    intake: FlaskClient, as_: Callable[[str], FlaskClient], case: Case
) -> None:
    lead = as_("zhiqian_office@411221")
    assert "联合约谈" in lead.get(f"/cases/{case.number}").text
    form = f"/cases/{case.number}/start/joint_interview"
    assert lead.get(form).status_code == 200
    empty = lead.post(form, data={"do": "start"})
    assert empty.status_code == 422
    assert "处需要修改" in empty.text
    assert "联合约谈" not in intake.get(f"/cases/{case.number}").text
    assert intake.get(form).status_code == 403
    assert lead.get(f"/cases/{case.number}/start/closing").status_code == 403


def test_more_workers_ask_no_more_questions(intake: FlaskClient, statements: list[str]) -> None:
    budget = {}
    for sample in ("one_worker", "one_worker", "twelve_workers"):
        case = opened(sample)
        for part in PARTS:
            statements.clear()
            intake.get(f"/cases/{case.number}{part}")
            budget.setdefault(part, []).append(len(statements))
    for part, counted in budget.items():
        assert counted[1] == counted[2], part
        assert counted[2] <= 22, part


def test_the_task_of_a_case_can_be_reached_from_it(intake: FlaskClient, case: Case) -> None:
    assert f"/tasks/{task_of(case, 'register').id}" in intake.get(f"/cases/{case.number}").text
