"""A form on a page: every control labelled and explained, errors at their place, nothing that CSP would refuse."""

import json
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import html

from app.forms.definition import Definition, parse
from app.forms.references import read_shared
from app.paths import ROOT

SHARED = read_shared(ROOT / "forms")
FORM = parse(
    {
        "$ref": "shared/service.json",
        "title": "送达与付款 100%",
        "properties": {
            "payments": {"$ref": "shared/payments.json"},
            "officers": {"$ref": "shared/officers.json"},
            "natures": {
                "type": "array",
                "title": "性质",
                "items": {"type": "string", "enum": ["GOV", "PPP"]},
            },
            "lines": {"type": "array", "title": "见证人名单", "items": {"type": "string"}},
            "sworn": {"type": "boolean", "title": "已核对原件（100%）", "const": True},
            "agent": {"type": "boolean", "title": "委托代理", "x-ui": {"widget": "radio"}, "default": False},
            "sum": {
                "type": "string",
                "format": "money",
                "title": "合计",
                "x-help": "单位 <元>",
                "default": "0.00",
            },
            "known": {"type": "string", "format": "money", "title": "已知", "x-ui": {"readonly": True}},
            "at": {"type": "string", "format": "date-time", "title": "时间"},
            "region": {"type": "string", "format": "region", "title": "地区"},
            "count": {"type": "integer", "title": "人数"},
            "token": {"type": "string", "title": "内部编号", "x-ui": {"widget": "hidden"}},
            "unit": {
                "type": "object",
                "title": "单位",
                "required": ["name"],
                "properties": {"name": {"type": "string", "title": "名称"}},
            },
        },
    },
    shared=SHARED,
)
VALUES: dict[str, Any] = {
    "method": "LEFT",
    "payments": [{"claim": "7", "name": "<b>张三</b>", "outstanding": "8500.00", "amount": "x"}],
    "officers": [{"name": "张某"}, {"name": "李某"}, {"name": "王某"}],
    "natures": ["PPP"],
    "lines": ["甲", "乙"],
    "known": "1234567.80",
    "at": "2026-06-01T09:30:00+08:00",
    "photo": "f1",
    "token": "t",
}
ERRORS = {
    "served_on": ["请填写此项"],
    "payments.0.amount": ["金额格式不对"],
    "officers": ["有重复的项"],
    "natures.0": ["请从列出的选项中选择"],
    "token": ["坏"],
    "nobody": ["没有这个填写项"],
    "_form": ["过大"],
}


@pytest.fixture(scope="module")
def pages() -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return env


def page(pages: Environment, definition: Definition = FORM, **given: Any) -> html.HtmlElement:
    """The form as a browser would read it."""
    source = (
        '{% from "fields/_macros.html" import render_form %}'
        "<form>{{ render_form(definition, values, errors, files, add) }}</form>"
    )
    context = {"values": None, "errors": None, "files": None, "add": "", **given}
    return html.fromstring(pages.from_string(source).render(definition=definition, **context))


def by_id(tree: html.HtmlElement, id: str) -> html.HtmlElement:
    (found,) = tree.xpath("//*[@id=$id]", id=id)
    return found


def test_every_control_has_a_label_of_its_own(pages: Environment) -> None:
    tree = page(pages, values=VALUES, errors=ERRORS)
    controls = tree.xpath("//input[not(@type='hidden')] | //select | //textarea")
    assert len(controls) > 30
    for control in controls:
        labels = tree.xpath("//label[@for=$id]", id=control.get("id"))
        assert len(labels) == 1, control.get("name")
        assert labels[0].text_content().strip()


def test_ids_are_unique_and_every_reference_leads_somewhere(pages: Environment) -> None:
    tree = page(pages, values=VALUES, errors=ERRORS)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    wanted = [one for value in tree.xpath("//@aria-describedby") for one in value.split()]
    wanted += [link.removeprefix("#") for link in tree.xpath("//a/@href")]
    assert wanted
    assert set(wanted) <= set(ids)


def test_nothing_that_the_content_policy_refuses(pages: Environment) -> None:
    tree = page(pages, values=VALUES, errors=ERRORS)
    assert not tree.xpath("//script | //style | //*[@style] | //@*[starts-with(name(), 'on')]")
    assert "<b>" not in html.tostring(tree, encoding="unicode")


def test_errors_stand_at_their_place_and_in_a_list_above(pages: Environment) -> None:
    tree = page(pages, values=VALUES, errors=ERRORS)
    amount = by_id(tree, "f-payments-0-amount")
    assert amount.get("aria-invalid") == "true"
    assert amount.get("value") == "x"
    assert "金额格式不对" in by_id(tree, "f-payments-0-amount-error").text_content()
    assert "请从列出的选项中选择" in by_id(tree, "f-natures-error").text_content()
    (alert,) = tree.xpath("//*[@role='alert']")
    said = [line.text_content() for line in alert.xpath(".//li")]
    assert len(said) == len(ERRORS)
    assert "本次付款（元）（第 1 行）：金额格式不对" in said
    assert "nobody：没有这个填写项" in said
    assert "过大" in said


def test_values_come_back_as_they_were_typed(pages: Environment) -> None:
    tree = page(pages, values=VALUES, files={"f1": {"name": "现场.jpg"}})
    assert tree.xpath("//select[@name='method']/option[@selected]/@value") == ["LEFT"]
    assert tree.xpath("//input[@name='natures'][@checked]/@value") == ["PPP"]
    assert by_id(tree, "f-lines").text.strip() == "甲\n乙"
    assert by_id(tree, "f-at").get("value") == "2026-06-01T09:30"
    assert tree.xpath("//input[@name='token']/@value") == ["t"]
    assert "保留已上传的 现场.jpg" in tree.text_content()
    assert tree.xpath("//input[@name='photo'][@type='checkbox']/@value") == ["f1"]


def test_what_is_only_shown_is_text_with_separators(pages: Environment) -> None:
    tree = page(pages, values=VALUES)
    assert by_id(tree, "f-known").text == "1,234,567.80"
    assert by_id(tree, "f-payments-0-outstanding").text == "8,500.00"
    assert not tree.xpath("//input[@name='payments-0-name'][not(@type='hidden')]")


def test_defaults_stand_only_on_an_untouched_page(pages: Environment) -> None:
    assert by_id(page(pages), "f-sum").get("value") == "0.00"
    assert page(pages).xpath("//input[@name='agent'][@checked]/@value") == ["false"]
    assert by_id(page(pages, values={}), "f-sum").get("value") == ""


def test_conditions_are_said_in_words_and_given_to_the_script(pages: Environment) -> None:
    tree = page(pages)
    receiver = by_id(tree, "f-receiver")
    assert (
        "仅在“送达方式”为“直接送达”“邮寄送达”“委托送达”时填写"
        in by_id(tree, "f-receiver-help").text_content()
    )
    (part,) = receiver.xpath("ancestor::*[@data-when]")
    condition = json.loads(part.get("data-when"))
    assert condition == {"name": "method", "values": ["DIRECT", "POSTED", "ENTRUSTED"]}
    assert "“送达方式”为“张贴并拍照、录像”时必填" in by_id(tree, "f-photo-help").text_content()


def test_rosters_have_spare_rows_and_a_button_that_works_without_a_script(pages: Environment) -> None:
    def rows(name: str, **given: Any) -> int:
        return len(page(pages, **given).xpath(f"//table[@data-roster='{name}']/tbody/tr"))

    assert rows("officers") == 2
    assert rows("officers", values=VALUES) == 4
    assert rows("officers", values=VALUES, add="officers") == 8
    assert rows("payments", values=VALUES) == 1
    tree = page(pages, values=VALUES)
    (button,) = tree.xpath("//button[@name='_add']")
    assert (button.get("value"), button.get("type")) == ("officers", "submit")
    assert tree.xpath("//button")[0].get("name") == "_enter"


def test_choices_and_tables_are_grouped_under_a_legend(pages: Environment) -> None:
    tree = page(pages)
    for box in tree.xpath("//input[@type='radio'] | //input[@name='natures']"):
        assert box.xpath("ancestor::fieldset[1]/legend")
    for table in tree.xpath("//table"):
        assert table.xpath("ancestor::fieldset[1]/legend")
        assert table.xpath(".//th[@scope='col']")


@pytest.mark.parametrize("odd", [None, 1, True, "x", ["x"], {"x": 1}, [[1]], [{"name": {"a": [1]}}]])
def test_a_draft_of_anything_is_shown(pages: Environment, odd: Any) -> None:
    drafted = dict.fromkeys(FORM.raw["properties"], odd)
    assert page(pages, values=drafted).xpath("//select[@name='method']")
