"""Opening a matter at the desk, and its page: without the money and the workers that it does not have."""

from collections.abc import Callable

from flask.testing import FlaskClient

As = Callable[[str], FlaskClient]
INSPECTOR = "hrss_inspection@411221"
NAMING = {
    "subject": "七月社会公布",
    "stage": "ANYTIME",
    "naming_from": "2026-07-01",
    "naming_to": "2026-07-31",
    "do": "start",
}


def test_only_those_who_may_are_offered_kinds_of_matter(as_: As) -> None:
    assert "/matters/early_warning" in as_(INSPECTOR).get("/matters").text
    nobody = as_("court@411221")
    assert "/matters/" not in nobody.get("/matters").text
    assert nobody.get("/matters/early_warning").status_code == 403
    assert nobody.get("/matters/mediation").status_code == 404


def test_what_was_typed_is_kept_when_it_is_refused(as_: As) -> None:
    inspector = as_(INSPECTOR)
    refused = inspector.post(
        "/matters/deposit_return", data={"subject": "甲工程项目", "uscc": "1", "do": "start"}
    )
    assert refused.status_code == 422
    assert "甲工程项目" in refused.text
    assert inspector.get("/cases/4112212026M0001").status_code == 404


def test_a_matter_s_page_is_found_by_its_number_and_shows_no_wages(as_: As) -> None:
    inspector = as_(INSPECTOR)
    assert inspector.post("/matters/public_naming", data=NAMING).status_code == 303
    page = inspector.get("/cases/4112212026M0001").text
    assert "七月社会公布" in page
    assert "金额（元）" not in page
    assert "/cases/4112212026M0001/claims" not in page
    assert "4112212026M0001" in inspector.get("/cases?kind=MATTER").text
