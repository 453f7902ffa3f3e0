"""The application, for gunicorn and the flask command."""

import os

from app import create_app
from app.cases import indexkey
from app.org import demo

app = create_app()

if (
    os.environ.get("FLASK_RUN_FROM_CLI") != "true"
):  # set by the flask command, which also makes and mends the database
    with app.app_context():
        demo.refuse_in_production(app.config["APP_ENV"])
        indexkey.refuse_another()
