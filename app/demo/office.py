"""The office before its first case: regions, people, calendar, parameters, funds, processes. Idempotent."""

from app.casework import definitions
from app.deadlines import actions as deadlines
from app.engine import catalogue
from app.law import actions as law
from app.ledgers import actions as ledgers
from app.ledgers import queries as ledger_queries
from app.org import demo as org
from app.paths import PROCESSES

FUNDS = {"411200": 500_000_00, "411221": 300_000_00, "341504": 200_000_00}
FLOORS = {"411200": 450_000_00, "411221": 280_000_00, "341504": 150_000_00}


def load_office() -> None:
    """Everything an office needs before its first case: who, where, when, by which law, and how."""
    org.load()
    for year in range(2025, 2027):
        deadlines.import_year(year)
    law.load_parameters()
    for region, amount in FUNDS.items():
        if ledger_queries.fund_balance(region) == 0:
            ledgers.allot(region, amount, "system")
            ledgers.set_floor(region, FLOORS[region])
    for process in catalogue.names(PROCESSES):
        definitions.deploy(process, "system")
