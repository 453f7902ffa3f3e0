"""What a diagram may say about the law's time."""

from collections.abc import Callable

import pytest

from app import clock
from app.cases import actions as case_actions
from app.cases.models import Case
from app.cases.move import Move
from app.db import transaction
from app.deadlines import actions, operations, queries
from app.engine.operations import find
from app.errors import Invalid
from tests.deadlines.published import d
from tests.deadlines.saying import answer, begin, dues, say


def test_a_diagram_names_its_parameters_in_its_own_words() -> None:
    assert [p.name for p in find("operation", "clock.start").params] == [
        "key", "title", "term", "until", "parameter", "from", "article", "direction", "extend", "consequence",
    ]  # fmt: skip


def test_a_clock_says_how_it_may_be_extended_and_what_follows_when_it_runs_out(case: Case) -> None:
    begin(
        case,
        extend="30WD:hrss_principal:1; 30D:hrss_principal:1",
        consequence="逾期未作出决定的，报上级督促。",
    )
    days = [queries.explain(row) for row in queries.clocks(case.id)]
    assert [each["extension"] for each in days] == [
        [{"length": 30, "unit": unit, "group": "hrss_principal", "times": 1}] for unit in ("WD", "D")
    ]
    assert {each["consequence"] for each in days} == {"逾期未作出决定的，报上级督促。"}


def test_starting_again_begins_anew(case: Case) -> None:
    begin(case)
    with transaction():
        case_actions.set_fact(case, "supplemented_on", "2026-08-20")
    begin(case, **{"from": "supplemented_on"})
    assert dues(case) == ["2026-08-27", "2026-08-27"]
    assert [row.state for row in queries.clocks(case.id)] == ["cancelled", "cancelled", "running", "running"]


def test_a_clock_does_not_start_without_its_date(case: Case) -> None:
    with pytest.raises(operations.NoStartingDate):
        begin(case, **{"from": "served_at"})
    assert queries.clocks(case.id) == []


def test_at_least_so_long_before_a_hearing(case: Case) -> None:
    with transaction():
        case_actions.set_fact(case, "hearing_on", "2026-10-12")
    say(
        case, "clock.start",
        **{"key": "notice", "term": "5WD", "title": "开庭通知", "from": "hearing_on", "direction": "back"},
    )  # fmt: skip
    assert dues(case) == ["2026-09-29"]


def test_suspend_resume_meet_cancel(case: Case) -> None:
    begin(case)
    say(case, "clock.suspend", key="acceptance", reason="补正")
    assert queries.due(case.id, "acceptance") is None
    say(case, "clock.resume", key="acceptance")
    assert dues(case) == ["2026-08-10", "2026-08-10"]
    say(case, "clock.meet", key="acceptance")
    assert {(row.state, row.met_on) for row in queries.clocks(case.id)} == {("met", d("2026-08-03"))}
    begin(case)
    say(case, "clock.cancel", key="acceptance")
    assert dues(case) == []


def test_words_about_a_clock_that_never_started_do_nothing(case: Case) -> None:
    for word in ("clock.meet", "clock.cancel", "clock.resume"):
        say(case, word, key="acceptance")
    say(case, "clock.suspend", key="acceptance", reason="补正")
    assert queries.clocks(case.id) == []


def test_double_clocks_are_extended_each_in_its_own_unit(case: Case) -> None:
    begin(case, key="investigation", term="60WD; 30D@41")
    say(case, "clock.extend", key="investigation", term="30WD; 30D@41", reason="情况复杂")
    assert dues(case) == ["2026-12-11", "2026-10-08"]


def test_an_answer_extends_only_where_it_gives_a_term(case: Case) -> None:
    begin(case, key="investigation", term="60WD")
    answer(case, "clock.extend", {"extend_key": "investigation", "reason": "情况不复杂"})
    assert dues(case) == ["2026-10-30"]
    answer(case, "clock.extend", {"extend_key": "investigation", "extend_term": "30WD", "reason": "情况复杂"})
    assert dues(case) == ["2026-12-11"]


def test_what_cannot_be_extended_any_more_is_refused(case: Case) -> None:
    with pytest.raises(actions.NoClock):
        say(case, "clock.extend", key="investigation", term="30WD", reason="情况复杂")


def test_a_term_stated_in_a_paper_ends_on_that_day_even_on_a_rest_day(
    new_case: Callable[[str], Case],
) -> None:
    case = new_case("411221")
    with transaction():
        case_actions.set_fact(case, "order_due_on", "2026-08-15")  # a Saturday
    say(case, "clock.start", key="order", title="指定期满日", until="order_due_on")
    assert dues(case) == ["2026-08-15"]
    row = queries.clocks(case.id)[0]
    assert [day["date"] for day in queries.explain(row)["days"]][-1] == "2026-08-15"


@pytest.mark.parametrize("stated", ["2026-07-30", "2026-08-03"])
def test_a_stated_day_that_is_recorded_late_stays_the_day_that_was_stated(
    new_case: Callable[[str], Case], stated: str
) -> None:
    case = new_case("411221")
    with transaction():
        case_actions.set_fact(case, "award_due_on", stated)
    say(case, "clock.start", key="award_performance", title="履行期限", until="award_due_on")
    assert dues(case) == [stated]
    assert [day["date"] for day in queries.explain(queries.clocks(case.id)[0])["days"]] == [stated]


def test_a_term_has_run_out_only_after_its_last_day(new_case: Callable[[str], Case]) -> None:
    case = new_case("341504")

    def passed() -> bool:
        return find("operation", "clock.passed").function(
            Move(case, 1, "wage_case", clock.today()), key="acceptance"
        )

    assert not passed()
    begin(case)
    with clock.frozen(clock.start_of(d("2026-08-10"))):
        assert not passed()
    with clock.frozen(clock.end_of(d("2026-08-10"))):
        assert passed()
        say(case, "clock.meet", key="acceptance")
        assert not passed()


def test_a_term_may_begin_with_the_last_day_of_another(new_case: Callable[[str], Case]) -> None:
    case = new_case("341504")
    begin(case)
    say(
        case,
        "clock.start",
        key="court_application",
        term="3M",
        title="申请执行",
        **{"from": "clock:acceptance"},
    )
    assert dues(case) == ["2026-08-10", "2026-11-10"]


def test_several_clocks_may_be_stopped_at_once(new_case: Callable[[str], Case]) -> None:
    case = new_case("341504")
    begin(case)
    begin(case, key="order")
    begin(case, key="decision")
    say(case, "clock.cancel", key="acceptance; order")
    assert [row.key for row in queries.clocks(case.id) if row.state == "running"] == ["decision"]


def test_a_clock_may_be_extended_only_so_often_and_remembers_the_term_before(
    new_case: Callable[[str], Case],
) -> None:
    """监察条例17条: 可以延长30个工作日, 一次."""
    case = new_case("341504")
    begin(case, key="investigation", term="60WD")
    before = dues(case)[0]
    say(case, "clock.extend", key="investigation", term="30WD", reason="情况复杂", times="1")
    with pytest.raises(actions.TooLate):
        say(case, "clock.extend", key="investigation", term="30WD", reason="情况复杂", times="1")
    [term] = find("prefill", "clock.terms").function(case)
    assert (term["before"], term["extended_by"], term["due"]) == (before, 30, dues(case)[0])


def test_an_extension_is_asked_for_only_while_the_term_runs(new_case: Callable[[str], Case]) -> None:
    case = new_case("341504")

    def ask() -> None:
        find("answer", "clock.ask_extension").function(
            Move(case, 1, "term_extension", clock.today()), {"extend_key": "investigation"}
        )

    with pytest.raises(actions.NoClock):
        ask()
    begin(case, key="investigation", term="60WD")
    ask()
    with clock.frozen(clock.start_of(d("2027-03-01"))), pytest.raises(actions.TooLate):
        ask()


def test_what_came_after_the_last_day_of_a_backward_term_came_too_late(
    new_case: Callable[[str], Case],
) -> None:
    """行政处罚法64条: 听证的七个工作日前通知."""
    case = new_case("341504")
    say(case, "fact.set", name="hearing", value="2026-09-30")
    say(case, "clock.start", key="notice", term="7WD", direction="back", title="通知", **{"from": "hearing"})

    def late(on: str) -> bool:
        say(case, "fact.set", name="told", value=on)
        return find("operation", "clock.late").function(
            Move(case, 1, "penalty_hearing", clock.today()), key="notice", on="told"
        )

    assert not late(dues(case)[0])
    assert late("2026-09-29")


def suspended(case: Case, **answers: str) -> Move:
    with transaction():
        case_actions.set_fact(case, "suspended_clock", "acceptance")
    move = Move(case, 1, "term_suspension", clock.today(), outcome="APPROVE")
    with transaction():
        find("answer", "clock.suspend").function(move, {"reason": "须以另案结果为依据"} | answers)
    return move


def test_an_approved_suspension_counts_no_day_until_it_is_resumed(case: Case) -> None:
    begin(case)
    with clock.frozen(clock.start_of(d("2026-08-05"))):
        move = suspended(case, suspended_from="2026-08-05")
    assert queries.due(case.id, "acceptance") is None
    with clock.frozen(clock.start_of(d("2026-09-01"))), transaction():
        move = Move(case, 1, "term_suspension", clock.today())
        find("answer", "clock.resume").function(move, {"resumed_on": "2026-09-01"})
    assert dues(case) == ["2026-09-04", "2026-09-07"]  # one of five, one of seven days had run


@pytest.mark.parametrize("day", ["2026-08-03", "2026-08-06"])
def test_a_term_is_not_suspended_before_it_began_nor_in_the_future(case: Case, day: str) -> None:
    begin(case)
    with clock.frozen(clock.start_of(d("2026-08-05"))), pytest.raises(Invalid):
        suspended(case, suspended_from=day)


def test_what_has_run_out_is_not_suspended(case: Case) -> None:
    begin(case)
    with clock.frozen(clock.start_of(d("2026-08-20"))), pytest.raises(actions.TooLate):
        answer(case, "clock.ask_suspension", {"suspend_key": "acceptance"})
    with pytest.raises(actions.NoClock):
        answer(case, "clock.ask_suspension", {"suspend_key": "award"})
