"""What must be true of every case that has come to its end, seen over the API, and of the system it went through."""

import re
import subprocess
from decimal import Decimal

from tests.journey import Client, Json
from tests.system import System

OFFICE = "zhiqian_office@411221"


def must_be_whole(system: System, number: str) -> None:
    """The case is closed and silent, its journal holds, its terms explain themselves, its papers are papers."""
    client = Client(system.base)
    assert client.get(f"/cases/{number}", OFFICE)["state"] == "CLOSED"
    runs = client.get(f"/cases/{number}/runs", OFFICE)["items"]
    # The credit list (失信联合惩戒名单) has a life of its own: three years, whatever becomes of the case.
    assert {run["status"] for run in runs if run["process"] != "credit_list"} == {"finished"}
    for term in client.get(f"/cases/{number}/deadlines", OFFICE)["items"]:
        must_explain_itself(term)
    for paper in client.get(f"/cases/{number}/documents", OFFICE)["items"]:
        must_be_a_paper(client, paper)
    assert "日志完整" in system.flask("journal", "verify", number)
    assert system.ready()
    counted = system.gauges()
    assert (counted["incidents_open"], counted["runs_silent"], counted["timers_due"]) == (0, 0, 0)


def must_explain_itself(term: Json) -> None:
    """A term names its article and, day by day, how its last day came about."""
    assert term["article"], term
    assert term["due"], term
    if term["unit"] == "H":
        assert term["due_at"], term
        return
    assert term["days"][-1]["date"] == term["due"], term
    assert all(day["reason"] for day in term["days"]), term
    if term["unit"] == "WD":
        assert sum(day["counted"] for day in term["days"]) == term["length"], term


def must_be_a_paper(client: Client, paper: Json) -> None:
    """An issued paper is a PDF with its title and number on it."""
    content = client.ask("GET", f"/documents/{paper['id']}.pdf", by=OFFICE).content
    assert content.startswith(b"%PDF"), paper
    read = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    text = re.sub(r"\s", "", read.stdout.decode())
    assert paper["number"], paper
    assert re.sub(r"\s", "", paper["number"]) in text, (paper, text[:500])


def must_be_settled(client: Client, number: str) -> Json:
    """Every worker has received exactly what was owed, and the fund exactly what it advanced; the ledger of the case.

    What the debtors paid went to the workers and back to the fund, to the fen.
    """
    ledger = client.get(f"/cases/{number}/ledger", OFFICE)
    for claim in ledger["claims"]:
        assert claim["reached"] == claim["owed"], claim
        assert claim["outstanding"] == "0.00", claim
        assert claim["recovered"] == claim["from_fund"], claim
    sums: dict[str, Decimal] = {}
    for transfer in ledger["transfers"]:
        assert sum(Decimal(posting["amount"]) for posting in transfer["postings"]) == 0, transfer
        for posting in transfer["postings"]:
            sums[posting["account"]] = sums.get(posting["account"], Decimal()) + Decimal(posting["amount"])
    assert sums["reached"] == sum(Decimal(claim["owed"]) for claim in ledger["claims"])
    assert sums.get("fund:411221", Decimal()) == 0
    return ledger
