"""Qingqian 清欠: wage-arrears cases as BPMN processes. ``create_app`` is the table of contents of the system."""

from typing import Any

from flask import Flask
from flask_babel import gettext
from flask_migrate import Migrate

from app import clock, config, db, translating, vault, vendor, web
from app.api import blueprints as api
from app.api import models as _api
from app.cases import aid as _aid_words
from app.cases import models as _cases
from app.cases import operations as _case_words
from app.cases import search as _search
from app.casework import awards as _award_words
from app.casework import credit as _credit_words
from app.casework import deposits as _deposit_questions
from app.casework import models as _casework
from app.casework import operations as _casework_words
from app.casework import suits as _suit_words
from app.casework import supervision as _supervision_words
from app.casework import transfers as _transfer_words
from app.casework import warnings as _warning_words
from app.cli import commands
from app.deadlines import models as _deadlines
from app.deadlines import operations as _deadline_words
from app.deadlines import tasks as _task_words
from app.desk import blueprints as desk
from app.documents import files
from app.documents import models as _documents
from app.documents import operations as _document_words
from app.forms import messages
from app.inbox import models as _inbox
from app.law import models as _law
from app.ledgers import deferral as _deferral_words
from app.ledgers import deposit as _deposit_words
from app.ledgers import fund as _fund_words
from app.ledgers import models as _ledgers
from app.ledgers import operations as _ledger_words
from app.ledgers import penalty as _penalty_words
from app.ledgers import register as _register_words
from app.notices import models as _notices
from app.notices import operations as _notice_words
from app.org import models as _org
from app.org import passwords
from app.paths import MIGRATIONS, TEMPLATES
from app.portal import blueprints as portal

TABLES = (_api, _cases, _casework, _deadlines, _documents, _inbox, _law, _ledgers, _notices, _org, _search)
WORDS = (
    _aid_words,
    _award_words,
    _case_words,
    _casework_words,
    _credit_words,
    _deadline_words,
    _deposit_questions,
    _deposit_words,
    _document_words,
    _deferral_words,
    _fund_words,
    _ledger_words,
    _penalty_words,
    _notice_words,
    _register_words,
    _suit_words,
    _supervision_words,
    _task_words,
    _transfer_words,
    _warning_words,
)


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Build the application from the environment; ``overrides`` are for tests."""
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.config.update(config.load(), **(overrides or {}))
    clock.read_offset_from(app.config["DATA_DIR"] if app.config["APP_ENV"] == "demo" else None)
    vault.open_with(app.config["FIELD_KEYS"])
    passwords.set_up(cheap=app.config["APP_ENV"] == "test", min_length=app.config["PASSWORD_MIN_LENGTH"])
    translating.compile_if_stale()
    messages.translate = gettext
    files.keep_under(app.config["DATA_DIR"])
    db.init_app(app)
    Migrate(app, db.db, directory=str(MIGRATIONS))
    web.init_app(app)
    vendor.register(app)
    for surface in (api, desk, portal):
        surface.register(app)
    commands.register(app)
    return app
