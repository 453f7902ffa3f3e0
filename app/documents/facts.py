"""All that a paper may know, as plain data. Only what the template reads is gathered; rows never reach a template."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app import clock
from app.cases.models import Claim, Party
from app.cases.move import Move
from app.db import db
from app.documents import organs, queries
from app.documents.kinds import Paper
from app.documents.subject import Facts, Subject, given
from app.engine import operations
from app.org import queries as org
from app.org.models import User

ROLES = {
    "EMPLOYER": "用人单位",
    "CONTRACTOR": "施工总承包单位",
    "SUBCONTRACTOR": "分包单位",
    "OWNER": "建设单位",
    "INDIVIDUAL": "个人",
}
ALWAYS = ("title", "issued_on", "office", "recipient", "officers")


def facts_for(paper: Paper, move: Move) -> Facts:
    """What the template reads, as plain JSON data; instants and dates ISO, amounts fen."""
    subject = Subject(paper, move)
    names = sorted(set(ALWAYS) | (paper.reads.keys() & _PROVIDERS.keys()))
    found = {name: _PROVIDERS[name](subject) for name in names}
    found |= {
        name: operations.find("prefill", word).function(move.case) for name, word in paper.card.needs.items()
    }
    return {"kind": paper.kind, "number": "", **found}


def _organ(subject: Subject) -> tuple[str, str]:
    """The authority that issues, and the place it issues for."""
    card = subject.card
    above = org.wanted(card.organ, card.level, subject.region) if card.level else ""
    chosen = subject.facts.get(card.organ_from)
    if chosen in organs.known():
        return str(chosen), above or str(subject.facts.get("township") or subject.region)
    return card.organ, above or subject.region


def _office(subject: Subject) -> Facts:
    organ, region = _organ(subject)
    code = organs.seat(organ, region)
    return {
        "name": organs.name_of(organ, region),
        "self": organs.known()[organ]["self"],
        "series": f"{code}:{organs.short_name(code)}{subject.card.series}",
    }


def _contact(subject: Subject) -> Facts:
    """联系人、联系电话: as answered, else as the case knows them, else the first officer or who issues the paper."""
    said = subject.facts | subject.form
    own = next((row.get("name") for row in _officers(subject)), None) or _issuer(subject)["name"]
    return {"name": str(said.get("contact") or own), "phone": str(said.get("contact_phone") or "")}


def _organs(subject: Subject) -> Facts:
    return {
        organ: organs.name_of(organ, subject.region)
        for organ in sorted(subject.paper.reads.get("organs", ()))
    }


def _case(subject: Subject) -> Facts:
    case, project = subject.case, subject.case.project
    return {
        "number": case.number or "",
        "kind": case.kind,
        "channel": case.channel,
        "received_on": clock.local_date(case.received_at).isoformat(),
        "filed_on": case.filed_on.isoformat() if case.filed_on else "",
        "industry": case.industry,
        "head_count": case.head_count,
        "narrative": case.narrative
        if case.kind == "COMPLAINT"
        else "",  # a report's words may show who reported
        "project": project.name if project else "",
        "project_owner": project.owner_name if project else "",
        "project_contractor": project.contractor_name if project else "",
    }


def _party(party: Party) -> Facts:
    return {
        "role": ROLES.get(party.role, party.role),
        "kind": party.kind,
        "name": party.name,
        "uscc": party.uscc or "",
        "id_no": party.id_no or "",
        "legal_rep": party.legal_rep,
        "address": party.address,
        "phone": party.phone or "",
        "order": party.liable_order or 0,
        "article": party.liable_article,
        "cap": party.liable_cap,
    }


def _employer(subject: Subject) -> Facts:
    return _party(next(party for party in subject.case.parties if party.role == "EMPLOYER"))


def _parties(subject: Subject) -> list[Facts]:
    return [_party(party) for party in subject.case.parties]


def _liable(subject: Subject) -> list[Facts]:
    """Who pays, in order; the employer while nothing has been determined."""
    ordered = sorted(
        (party for party in subject.case.parties if party.liable_order),
        key=lambda party: party.liable_order or 0,
    )
    return [_party(party) for party in ordered] or [_employer(subject)]


def _complainant(subject: Subject) -> Facts:
    """Who complained, as papers call them. A reporter is never named."""
    claims = subject.case.claims
    names = [claim.name for claim in claims] if subject.case.kind == "COMPLAINT" else []
    if not names:
        return {"name": "举报人", "count": 0}
    return {"name": names[0] if len(names) == 1 else f"{names[0]}等{len(names)}人", "count": len(names)}


def _claim(claim: Claim) -> Facts:
    return {
        "claim": str(claim.serial),
        "name": claim.name,
        "id_no": claim.id_no or "",
        "phone": claim.phone or "",
        "job": claim.job,
        "team_leader": claim.team_leader,
        "period_from": claim.period_from.isoformat() if claim.period_from else "",
        "period_to": claim.period_to.isoformat() if claim.period_to else "",
        "months": claim.months_unpaid or 0,
        "claimed": claim.claimed,
        "owed": claim.claimed if claim.verified is None else claim.verified,
        "bank_name": claim.bank_name,
        "bank_no": claim.bank_no or "",
    }


def _totals(subject: Subject) -> Facts:
    rows = [_claim(claim) for claim in subject.case.claims]
    return {
        "count": len(rows),
        "claimed": sum(row["claimed"] for row in rows),
        "owed": sum(row["owed"] for row in rows),
    }


def _step_answers(subject: Subject) -> Facts:
    wanted = subject.paper.reads.get("answers", frozenset())
    rows = {step: row for step, row in subject.answers.items() if step in wanted}
    people = select(User.username, User.name).where(User.username.in_([row.by for row in rows.values()]))
    names = dict(db.session.execute(people).all())
    return {
        step: given(row.answers)
        | {"signed_by": names.get(row.by, row.by), "signed_on": clock.local_date(row.at).isoformat()}
        for step, row in rows.items()
    }


def _case_facts(subject: Subject) -> Facts:
    wanted = subject.paper.reads.get("facts", frozenset())
    return {name: value for name, value in subject.facts.items() if name in wanted}


def _papers(subject: Subject) -> Facts:
    return queries.references(subject.case.id, subject.paper.reads.get("papers", frozenset()))


def _officers(subject: Subject) -> list[Facts]:
    return [dict(row) for row in subject.form.get("officers") or subject.facts.get("officers") or []]


def _issuer(subject: Subject) -> Facts:
    return {"name": subject.move.by.name if subject.move.by else ""}


def _recipient(subject: Subject) -> str:
    """On whom the paper is served."""
    if named := subject.form.get("recipient"):
        return str(named)
    to = subject.card.to
    if to == "file":
        return ""
    if to == "complainant":
        return str(_complainant(subject)["name"])
    if to == "named":
        return _named(subject)
    if to in organs.known():
        return organs.name_of(to, subject.region)
    return str((_employer(subject) if to == "employer" else _liable(subject)[0])["name"])


def _named(subject: Subject) -> str:
    """Whom a fact names: an authority of the region, or a region, where it is the same kind of authority."""
    named = str((subject.facts | subject.form).get(subject.card.to_from) or "")
    if named in organs.known():
        return organs.name_of(named, subject.region)
    return organs.name_of(_organ(subject)[0], named) if named else ""


def _service(subject: Subject) -> Facts:
    return queries.last_service(subject.case.id)


_PROVIDERS: dict[str, Callable[[Subject], Any]] = {
    "title": lambda subject: subject.card.title,
    "issued_on": lambda subject: subject.move.today.isoformat(),
    "office": _office,
    "organs": _organs,
    "case": _case,
    "employer": _employer,
    "parties": _parties,
    "liable": _liable,
    "complainant": _complainant,
    "recipient": _recipient,
    "claims": lambda subject: [_claim(claim) for claim in subject.case.claims],
    "totals": _totals,
    "form": lambda subject: subject.form,
    "answers": _step_answers,
    "facts": _case_facts,
    "papers": _papers,
    "officers": _officers,
    "issuer": _issuer,
    "contact": _contact,
    "process": lambda subject: subject.move.process,
    "service": _service,
}
"""Every name that a paper may say, besides ``needs`` of its card."""


def known_names() -> frozenset[str]:
    """The names of all facts."""
    return frozenset(_PROVIDERS) | {"kind", "number", "replaces", "preview"}
