"""Civil suits over wages (民事诉讼): what the court orders while the suit runs, and what it fixes in the end."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.cases.move import Move
from app.casework.awards import within_owed
from app.engine.operations import answer
from app.errors import Invalid


@answer("suit.advance")
def advance(move: Move, answers: Mapping[str, Any]) -> None:
    """法院裁定先予执行 (民诉法109、110条): what each worker is to be paid at once (roster ``items``).

    :raises Invalid: somebody gets more than is still owed, or nobody anything.
    """
    within_owed(move, answers)


@answer("suit.fixed")
def fixed(move: Move, answers: Mapping[str, Any]) -> None:
    """生效文书 (roster ``claims``): it speaks of every worker of the case; a claim that was dismissed stands at 0.

    :raises Invalid: somebody is missing.
    """
    told = {row["claim"] for row in answers.get("claims") or []}
    missing = [claim.name for claim in move.case.claims if str(claim.serial) not in told]
    if missing:
        raise Invalid(
            errors={"claims": [_("请逐人填写，还差：%(names)s。驳回请求的填 0。", names="、".join(missing))]}
        )
