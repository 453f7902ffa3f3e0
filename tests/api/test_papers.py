"""Papers and files over the API."""

import hashlib

import pytest

from app.cases import queries
from app.documents import queries as documents
from tests.journey import Client, as_shown

CLERK, OTHER_COUNTY = "hrss_intake@411221", "hrss_intake@341504"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def receipt(client: Client) -> dict:
    return client.complain()


@pytest.fixture
def paper(client: Client, receipt: dict) -> dict:
    client.do(receipt["number"], "register", CLERK, as_shown)
    return client.get(f"/cases/{receipt['number']}/documents", CLERK)["items"][0]


def test_a_paper_says_what_was_frozen(client: Client, receipt: dict, paper: dict) -> None:
    said = client.get(f"/documents/{paper['id']}", CLERK)
    assert said["case"] == receipt["number"]
    assert said["number"] == "渑人社监收字〔2026〕1号"
    assert said["pdf"] == f"/api/v1/documents/{paper['id']}.pdf"
    assert len(said["facts_hash"]) == len(said["template_version"]) == 64


def test_a_paper_is_handed_out_as_the_same_bytes_each_time(client: Client, paper: dict) -> None:
    first, second = (client.ask("GET", f"/documents/{paper['id']}.pdf", by=CLERK) for _time in range(2))
    assert first.content.startswith(b"%PDF-")
    assert first.content == second.content
    assert first.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("ending", ["", ".pdf"])
def test_a_paper_of_a_case_one_may_not_see_does_not_exist(client: Client, paper: dict, ending: str) -> None:
    client.get(f"/documents/{paper['id']}{ending}", OTHER_COUNTY, 404)
    client.get(f"/documents/999{ending}", CLERK, 404)
    client.get(f"/documents/99999999999999999999{ending}", CLERK, 404)
    client.get(f"/documents/{paper['id']}{ending}", "", 401)


def test_a_file_is_taken_in_under_its_hash(client: Client) -> None:
    said = client.upload("../../etc/凭证.pdf", PDF, by=CLERK)
    assert said.keys() == {"id", "name", "size", "sha256", "media_type"}
    assert said["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert (said["name"], said["size"], said["media_type"]) == ("凭证.pdf", len(PDF), "application/pdf")


def test_a_file_is_typed_by_its_content(client: Client) -> None:
    assert client.upload("roster.xlsx", b"name,owed\nx,1\n", by=CLERK)["media_type"] == "text/plain"
    client.upload("virus.pdf", b"MZ\x90\x00\x03", by=CLERK, status=415)
    client.upload("empty.pdf", b"", by=CLERK, status=415)


def test_a_file_of_more_than_20_mb_is_too_large(client: Client) -> None:
    client.upload("large.txt", b"x" * (20 * 1024 * 1024), by=CLERK)
    client.upload("large.txt", b"x" * (20 * 1024 * 1024 + 1), by=CLERK, status=413)
    client.upload("larger.txt", b"x" * (21 * 1024 * 1024), by=CLERK, status=413)


def test_exactly_one_file_is_sent(client: Client) -> None:
    assert client.ask("POST", "/files", by=CLERK, files={"roster": ("a.pdf", PDF)}).status == 422
    two = {"file": ("a.pdf", PDF), "other": ("b.pdf", PDF)}
    assert client.ask("POST", "/files", by=CLERK, files=two).status == 422
    assert client.ask("POST", "/files", by=CLERK, json={"file": "x"}).status == 415


def test_a_complainant_adds_files_with_number_and_code(client: Client, receipt: dict) -> None:
    credential = {"number": receipt["number"], "code": receipt["query_code"]}
    said = client.upload("考勤.pdf", PDF, **credential)
    (upload,) = documents.uploads(queries.by_number(receipt["number"]).id)
    assert (upload.id, upload.by) == (said["id"], "portal")
    assert client.get(f"/cases/{receipt['number']}/timeline", CLERK)["items"][-1]["verb"] == "file.hand_in"


def test_a_complainant_adds_ten_files_of_ten_megabytes(client: Client, receipt: dict) -> None:
    credential = {"number": receipt["number"], "code": receipt["query_code"]}
    client.upload("large.txt", b"x" * (10 * 1024 * 1024 + 1), status=413, **credential)
    for _file in range(10):
        client.upload("考勤.pdf", PDF, **credential)
    assert "10" in client.upload("考勤.pdf", PDF, status=422, **credential)["errors"]["file"][0]


def test_without_token_or_right_code_no_file_is_taken(client: Client, receipt: dict) -> None:
    client.upload("a.pdf", PDF, status=401)
    client.upload("a.pdf", PDF, status=401, code=receipt["query_code"])
    client.upload("a.pdf", PDF, status=404, number=receipt["number"])
    client.upload("a.pdf", PDF, status=404, number=receipt["number"], code="AAAAAAAAAAAA")
    client.upload("a.pdf", PDF, status=404, number="411221202699999", code=receipt["query_code"])
    for _try in range(8):
        client.upload("a.pdf", PDF, status=404, number=receipt["number"], code="AAAAAAAAAAAA")
    client.upload("a.pdf", PDF, status=429, number=receipt["number"], code=receipt["query_code"])
