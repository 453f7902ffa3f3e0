"""A payment that the bank sent back is reversed when the case is taken up again."""

import json

from flask import Flask

from app.demo.player import Player
from app.ledgers import queries
from app.paths import PROCESSES


def test_a_returned_payment_is_owed_again_and_paid_once_more(office: Flask) -> None:
    path = PROCESSES / "wage_case" / "scenarios" / "payment_returned.json"
    player = Player(json.loads(path.read_text("utf-8")))
    player.play()
    kinds = [transfer.kind for transfer in queries.statement(player.case.id)]
    assert kinds.count("REVERSE") == 1
    (standing,) = queries.standings(player.case.id)
    assert (standing.outstanding, standing.reached) == (0, standing.owed)
