"""The application, for gunicorn and the flask command."""

import gc
import os

from app import create_app
from app.cases import indexkey
from app.org import demo

app = create_app()
# What start-up has made stays: walking it again and again would hold up everybody by a tenth of a second each time.
gc.collect()
gc.freeze()

if (
    os.environ.get("FLASK_RUN_FROM_CLI") != "true"
):  # set by the flask command, which also makes and mends the database
    with app.app_context():
        demo.refuse_in_production(app.config["APP_ENV"])
        indexkey.refuse_another()
