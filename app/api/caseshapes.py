"""The shapes of a case: the file, its claims, money, papers, runs and diagram. Numbers of people are masked."""

from marshmallow import Schema, fields

from app.api.shapes import ANY, NULL, At, CaseState, Masked, Said, Task, Yuan


class Case(Schema):
    """A case as lists show it."""

    number = fields.String(required=True)
    kind = fields.String(required=True)
    channel = fields.String(required=True)
    state = fields.String(required=True)
    region = fields.String(required=True, attribute="region_code")
    employer = fields.String(required=True, attribute="employer_name")
    head_count = fields.Integer(required=True)
    received_at = At(required=True)
    filed_on = fields.Date(required=True, **NULL)
    closed_at = At(required=True, **NULL)


class Party(Schema):
    """A unit or person in the case, and how it is liable."""

    role = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    uscc = fields.String(required=True, **NULL)
    address = fields.String(required=True)
    legal_rep = fields.String(required=True)
    phone = Masked(required=True, **NULL)
    id_no = Masked(required=True, **NULL)
    liable_order = fields.Integer(required=True, **NULL)
    liable_article = fields.String(required=True)
    liable_cap = Yuan(required=True, **NULL)


class Project(Schema):
    """The building project."""

    name = fields.String(required=True)
    code = fields.String(required=True, **NULL)
    nature = fields.List(fields.String(), required=True, attribute="natures")


class Totals(Schema):
    """Sums over all claims."""

    claimed = Yuan(required=True)
    owed = Yuan(required=True)
    reached = Yuan(required=True)
    outstanding = Yuan(required=True)


class OneCase(Case):
    """A case with its parties and sums."""

    origin = fields.String(required=True, attribute="origin_code")
    place_of_work_code = fields.String(required=True)
    external_ref = fields.String(required=True, **NULL)
    industry = fields.String(required=True)
    narrative = fields.String(required=True)
    wants_mediation = fields.Boolean(required=True)
    mediation_filed = fields.Boolean(required=True)
    arbitration_filed = fields.Boolean(required=True)
    lawsuit_filed = fields.Boolean(required=True)
    reopened = fields.Integer(required=True)
    parties = fields.List(fields.Nested(Party), required=True)
    project = fields.Nested(Project, required=True, **NULL)
    totals = fields.Nested(Totals, required=True)
    startable = fields.Dict(keys=fields.String(), values=Said(), required=True)


class Entry(Schema):
    """A line of the journal: ids, codes and hashes, no free text."""

    serial = fields.Integer(required=True)
    at = At(required=True)
    by = fields.String(required=True)
    verb = fields.String(required=True)
    what = fields.Dict(required=True, **ANY)
    hash = fields.String(required=True)


class Claim(Schema):
    """What one worker asks for; ``claim`` is the number by which forms name it."""

    claim = fields.String(required=True, attribute="serial")
    name = fields.String(required=True)
    id_type = fields.String(required=True)
    id_no = Masked(required=True, **NULL)
    phone = Masked(required=True, **NULL)
    is_migrant = fields.Boolean(required=True)
    flags = fields.List(fields.String(), required=True)
    job = fields.String(required=True)
    team_leader = fields.String(required=True)
    period_from = fields.Date(required=True, **NULL)
    period_to = fields.Date(required=True, **NULL)
    months_unpaid = fields.Integer(required=True, **NULL)
    claimed = Yuan(required=True)
    verified = Yuan(required=True, **NULL)
    bank_name = fields.String(required=True)
    bank_no = Masked(required=True, **NULL)
    has_iou = fields.Boolean(required=True)


class Standing(Schema):
    """How a worker's money stands."""

    claim = fields.String(required=True, attribute="serial")
    name = fields.String(required=True)
    owed = Yuan(required=True)
    reached = Yuan(required=True)
    outstanding = Yuan(required=True)
    from_fund = Yuan(required=True)
    recovered = Yuan(required=True)


class Posting(Schema):
    """One side of a movement of money."""

    account = fields.String(required=True)
    claim = fields.String(required=True, **NULL)
    amount = Yuan(required=True)


class Transfer(Schema):
    """A movement of money; its postings sum to zero."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    source = fields.String(required=True)
    paid_on = fields.Date(required=True, **NULL)
    reference = fields.String(required=True)
    reverses = fields.Integer(required=True, **NULL)
    by = fields.String(required=True)
    at = At(required=True)
    postings = fields.List(fields.Nested(Posting), required=True)


class Ledger(Schema):
    """The money of a case."""

    claims = fields.List(fields.Nested(Standing), required=True)
    transfers = fields.List(fields.Nested(Transfer), required=True)


class ExtensionRule(Schema):
    """How a clock may be extended: by how much, who approves, how often."""

    length = fields.Integer(required=True)
    unit = fields.String(required=True)
    group = fields.String(required=True)
    times = fields.Integer(required=True)


class Clock(Schema):
    """A legal term of the case, with every day that was counted and why."""

    id = fields.Integer(required=True)
    key = fields.String(required=True)
    title = Said(required=True)
    article = fields.String(required=True)
    state = fields.String(required=True)
    lamp = fields.String(required=True)
    due = fields.String(required=True, **NULL)
    due_at = fields.String(required=True, **NULL)
    provisional = fields.Boolean(required=True)
    length = fields.Integer(required=True)
    unit = fields.String(required=True)
    direction = fields.String(required=True)
    from_event = fields.String(required=True)
    started_on = fields.String(required=True)
    met_on = fields.String(required=True, **NULL)
    extension = fields.List(fields.Nested(ExtensionRule), required=True)
    consequence = fields.String(required=True)
    extended_by = fields.Integer(required=True)
    periods = fields.List(fields.Dict(**ANY), required=True)
    days = fields.List(fields.Dict(**ANY), required=True)


class Document(Schema):
    """An issued paper."""

    id = fields.Integer(required=True)
    document = fields.String(required=True, attribute="kind")
    title = Said(required=True)
    number = fields.String(required=True)
    task = fields.String(required=True, attribute="task_id", **NULL)
    issued_on = fields.Date(required=True)
    issued_by = fields.String(required=True)
    signatories = fields.List(fields.String(), required=True)
    for_complainant = fields.Boolean(required=True)
    replaces = fields.Integer(required=True, attribute="replaces_id", **NULL)
    facts_hash = fields.String(required=True)
    template_version = fields.String(required=True)
    sha256 = fields.String(required=True, attribute="pdf_hash", **NULL)


class Service(Schema):
    """How a paper was served; without a date it was only tried."""

    recipient = fields.String(required=True)
    method = fields.String(required=True)
    served_on = fields.Date(required=True, **NULL)
    by = fields.String(required=True)


class OneDocument(Document):
    """A paper, whose it is, and how it was served."""

    case = fields.String(required=True)
    services = fields.List(fields.Nested(Service), required=True)
    pdf = fields.String(required=True)


class Run(Schema):
    """A running process of the case; ``where`` are the elements that are active now."""

    id = fields.Integer(required=True)
    process = fields.String(required=True)
    name = Said(required=True)
    version = fields.String(required=True, attribute="version_id")
    status = fields.String(required=True)
    result = fields.String(required=True, **NULL)
    started_at = At(required=True)
    started_by = fields.String(required=True)
    ended_at = At(required=True, **NULL)
    where = fields.List(fields.Dict(keys=fields.String(), values=fields.String()), required=True)


class Started(Schema):
    """A side procedure that was started, and what this caller may do next in the case."""

    id = fields.Integer(required=True)
    process = fields.String(required=True)
    status = fields.String(required=True)
    case = fields.Nested(CaseState, required=True)
    next = fields.List(fields.Nested(Task), required=True)


class MatterKind(Schema):
    """A kind of matter that this caller may open."""

    process = fields.String(required=True)
    name = fields.String(required=True)
    region_code = fields.String(
        required=True, metadata={"description": "Where, unless the answers say otherwise."}
    )
    form = fields.Dict(keys=fields.String(), required=True)


class MatterKinds(Schema):
    """All of them."""

    items = fields.List(fields.Nested(MatterKind), required=True)


class DrawnProcess(Schema):
    """A process that can be drawn."""

    run = fields.Integer(required=True)
    process = fields.String(required=True)
    name = Said(required=True)
    status = fields.String(required=True)


class Diagram(Schema):
    """A process of a run, as BPMN in the reader's language, and where it stands (element ids)."""

    run = fields.Integer(required=True, attribute="run_id")
    process = fields.String(required=True)
    version = fields.String(required=True)
    name = fields.String(required=True, attribute="title")
    xml = fields.String(required=True)
    done = fields.List(fields.String(), required=True)
    active = fields.List(fields.String(), required=True)
    overdue = fields.List(fields.String(), required=True)
    processes = fields.List(fields.Nested(DrawnProcess), required=True)
