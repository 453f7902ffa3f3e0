"""The blind index can only be asked with the key that made it: nothing serves with another."""

from sqlalchemy import select

from app import vault
from app.cases.models import Claim
from app.config import ConfigError
from app.db import db


def refuse_another() -> None:
    """Web and worker ask before they serve.

    :raises ConfigError: the key that made the index is not the last of FIELD_KEYS any more.
    """
    if not db.inspect(db.engine).has_table(Claim.__tablename__):
        return
    newest = select(Claim.id_no, Claim.id_index).where(Claim.id_index.is_not(None))
    try:
        row = db.session.execute(newest.order_by(Claim.id.desc()).limit(1)).first()
        fits = row is None or vault.blind_index(row.id_no or "") == row.id_index
    except vault.Undecipherable:
        fits = False
    if not fits:
        raise ConfigError(
            "FIELD_KEYS has lost the key it began with: people would not be found by their ID number any more, and no "
            "query code would open its case. Put that key back as the last one."
        )
