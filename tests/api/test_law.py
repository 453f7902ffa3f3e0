"""Rules and terms over the API; the tables themselves are tested with the law and the deadlines."""

from tests.journey import Client

CLERK = "hrss_intake@411221"
WORKERS = [{"owed": "40000.00", "months": 3}]


def ask(client: Client, rule: str, status: int = 200, **body: object):
    return client.post(f"/rules/{rule}/evaluate", body, by=CLERK, status=status)


def test_the_rules_say_what_they_want_to_know(client: Client) -> None:
    rules = {rule["name"]: rule for rule in client.get("/rules", CLERK)["items"]}
    assert {"criminal_threshold", "final_award", "advance_cap", "deposit_ratio", "triage"} <= rules.keys()
    for rule in rules.values():
        assert rule.keys() == {"name", "title", "inputs", "outputs", "regions"}
        assert all({"name", "type", "required"} <= given.keys() for given in rule["inputs"])


def test_a_rule_answers_with_its_outputs_and_its_reasons(client: Client) -> None:
    facts = {
        "workers": WORKERS,
        "order_served": True,
        "order_expired": True,
        "evading": True,
        "able_to_pay": False,
        "paid_before_filing": False,
    }
    said = ask(client, "criminal_threshold", region="411221", on="2026-08-03", inputs=facts)
    assert said["result"] == said["outputs"]["result"] == "MET"
    assert said["status"] == "decided"
    assert said["rows"][0]["article"]


def test_an_employer_is_graded(client: Client) -> None:
    said = ask(client, "compliance_grade", region="411221", on="2026-08-03", inputs={"punished": 3})
    assert (said["grade"], said["supervision"]) == ("C", "FOCUS")


def test_a_rule_is_not_answered_by_guessing(client: Client) -> None:
    said = ask(client, "advance_cap", region="650100", on="2026-08-03", inputs={"owed": "5000"})
    assert (said["status"], "cap" in said["outputs"]) == ("unknown", False)


def test_what_does_not_hold_is_named_by_dotted_path(client: Client) -> None:
    facts = {"workers": [{"owed": 40000, "months": 3}]}
    said = ask(client, "criminal_threshold", 422, region="411221", on="2026-08-03", inputs=facts)
    assert "inputs.workers.0.owed" in said["errors"]
    said = ask(client, "criminal_threshold", 422, region="x", on="3.8.2026", inputs={}, extra=1)
    assert said["errors"].keys() == {"on", "extra"}


def test_a_rule_that_does_not_exist_is_said_before_the_body_is_read(client: Client) -> None:
    ask(client, "no_such_rule", 404)
    ask(client, "..%2F..%2Fetc", 404)


TERMS = (
    ({"start": "2026-09-30", "length": "5", "unit": "WD"}, "2026-10-13"),
    ({"start": "2026-08-03", "length": "7", "unit": "D"}, "2026-08-10"),
    ({"start": "2026-08-03", "length": "3", "unit": "M", "region": "411221"}, "2026-11-03"),
    ({"start": "2026-08-10", "length": "5", "unit": "WD", "direction": "back"}, "2026-08-03"),
)


def test_anybody_may_reckon_a_term(client: Client) -> None:
    for query, due in TERMS:
        said = client.get("/deadlines/calculate", **query)
        assert said["due"] == due
        assert {"date", "counted", "reason"} == said["days"][0].keys()
        assert due in (said["days"][0]["date"], said["days"][-1]["date"])


WRONG = (
    {"unit": "Y"},
    {"length": "1001"},
    {"length": "-1"},
    {"length": "five"},
    {"start": "20260803"},
    {"start": "2026-02-30"},
    {"start": "9999-12-31"},
    {"direction": "up"},
    {"region": "北京"},
    {"colour": "red"},
)


def test_a_term_that_cannot_be_reckoned_says_why(client: Client) -> None:
    for wrong in WRONG:
        query = {"start": "2026-08-03", "length": "5", "unit": "WD", **wrong}
        assert client.get("/deadlines/calculate", status=422, **query)["errors"].keys() == wrong.keys()
