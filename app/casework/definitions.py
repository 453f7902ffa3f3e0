"""The deployed versions: from a version id to the parsed diagrams and the compiled forms."""

import io
import zipfile
from functools import lru_cache

from app import clock
from app.casework.models import ProcessVersion
from app.db import db
from app.engine import catalogue
from app.engine.catalogue import Definition
from app.errors import NotFound
from app.forms import definition as forms
from app.paths import FORMS, PROCESSES


def active(process: str) -> ProcessVersion:
    """The version that a run started now takes.

    :raises NotFound: the process has not been deployed.
    """
    row = db.session.scalar(db.select(ProcessVersion).filter_by(process=process, active=True))
    if row is None:
        raise NotFound(f"流程“{process}”尚未部署。请管理员执行 flask processes deploy。")
    return row


def active_versions() -> dict[str, str]:
    """The version that a run started now takes, by process."""
    wanted = db.select(ProcessVersion.process, ProcessVersion.id).filter_by(active=True)
    return dict(db.session.execute(wanted.order_by(ProcessVersion.process)).all())


def active_names() -> list[str]:
    """The processes that can be run."""
    return list(
        db.session.scalars(
            db.select(ProcessVersion.process).filter_by(active=True).order_by(ProcessVersion.process)
        )
    )


def definition(version_id: str) -> Definition:
    """The parsed diagrams and forms of a version; parsed once a process."""
    return catalogue.definition(version_id, lambda: _files(version_id))


def _files(version_id: str) -> dict[str, bytes]:
    row = db.session.get_one(ProcessVersion, version_id)
    with zipfile.ZipFile(io.BytesIO(row.files)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


@lru_cache(maxsize=2000)
def _form(version_id: str, process: str, step: str) -> forms.Definition:
    return forms.parse(definition(version_id).form(process, step))


def form(version_id: str, process: str, step: str) -> forms.Definition:
    """The compiled form of a step as it stood in that version."""
    return _form(version_id, process, step)


def deploy(process: str, by: str) -> ProcessVersion:
    """Store and activate the bundle on disk; what is unchanged stays as it is. The gate has been asked before."""
    bundle = catalogue.read_bundle(process, PROCESSES, FORMS)
    row = db.session.get(ProcessVersion, bundle.version)
    if row is None:
        row = ProcessVersion(
            id=bundle.version,
            process=process,
            files=_packed(bundle.files),
            deployed_at=clock.now(),
            deployed_by=by,
        )
        db.session.add(row)
    db.session.execute(db.update(ProcessVersion).filter_by(process=process).values(active=False))
    row.active = True
    db.session.flush()
    return row


def _packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(files):
            bundle.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def titles() -> dict[str, str]:
    """The Chinese name of every process that can be run or is called by one, by its id."""
    found = {}
    for version in active_versions().values():
        for process, names in definition(version).titles.items():
            found[process] = names.get(process) or process
    return found
