"""What is not there is not found, and who is nobody is not let in, however they are asked for."""

import pytest

from tests.api.test_bad_input import CLERK, NUL, refused
from tests.journey import Client, complaint

NOT_THERE = (
    "/nothing",
    "/tasks/%00",
    "/tasks/x",
    "/tasks/00000000-0000-0000-0000-000000000000",
    "/tasks/" + "9" * 2000,
    "/cases/%00",
    "/cases/411221202600001%00",
    "/cases/٤١١٢٢١٢٠٢٦٠٠٠٠١",
    "/cases/" + "9" * 2000,
    "/documents/0",
    "/documents/-1",
    "/documents/99999999999999999999999",
    "/documents/1.exe",
    "/tasks/",
)


def test_what_is_not_there_is_not_found(client: Client, subtests: pytest.Subtests) -> None:
    for path in NOT_THERE:
        with subtests.test(repr(path)[:60]):
            refused(client.ask("GET", path, by=CLERK), 404)


def test_a_code_with_anything_in_it_is_just_wrong(client: Client) -> None:
    number = client.complain()["number"]
    for code in (NUL, "' OR 1=1 --", "😀", "%"):
        refused(client.ask("GET", f"/complaints/{number}", params={"code": code}), 404)
    refused(client.ask("GET", "/complaints/%00", params={"code": "AAAAAAAAAAAA"}), 404)
    refused(client.ask("GET", f"/complaints/{number}"), 422)


def test_a_method_that_is_not_served_says_which_are(client: Client) -> None:
    answer = client.ask("DELETE", "/complaints")
    refused(answer, 405)
    assert "POST" in answer.headers["Allow"]


NO_CREDENTIALS = (
    {"username": CLERK},
    {"username": "", "password": ""},
    {"username": [CLERK], "password": "demo"},
    {"username": CLERK, "password": "x" * 5000},
    {"username": CLERK, "password": 1234},
)


def test_credentials_of_another_shape_are_refused(client: Client, subtests: pytest.Subtests) -> None:
    for credentials in NO_CREDENTIALS:
        with subtests.test(repr(credentials)[:60]):
            refused(client.ask("POST", "/sessions", json=credentials), 422)


NOBODY = (
    NUL,
    "nobody",
    "😀",
    "' OR 1=1 --",
    CLERK.upper(),
    f"{CLERK}{NUL}x",
)


def test_a_name_that_nobody_has_signs_nobody_in(client: Client, subtests: pytest.Subtests) -> None:
    for username in NOBODY:
        with subtests.test(repr(username)[:60]):
            refused(client.ask("POST", "/sessions", json={"username": username, "password": "demo"}), 401)


def test_a_key_has_a_length(client: Client) -> None:
    for key in ("", "k" * 201):
        refused(client.ask("POST", "/complaints", json=complaint(), headers={"Idempotency-Key": key}), 422)
