"""Who issues a paper: the full names of authorities in a region, and the short name before their numbers."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from app.org import queries as org
from app.org.models import Region
from app.paths import DOCUMENTS

TABLE = DOCUMENTS / "organs.json"


@cache
def _table() -> dict[str, Any]:
    return json.loads(TABLE.read_text(encoding="utf-8"))


def known() -> Mapping[str, Mapping[str, str]]:
    """Every authority that a paper can name."""
    return _table()["organs"]


def seat(organ: str, region_code: str) -> str:
    """The region whose authority is competent for a place: its own, or the nearest above that has one."""
    group = known()[organ].get("group")
    return (org.nearest_holding(group, region_code) if group else None) or _at(organ, region_code)


def _at(organ: str, region_code: str) -> str:
    """Where an authority without a department of ours sits: the level it has a name for."""
    names = known()[organ]
    for code in [region_code, *org.ancestors(region_code)]:
        found = org.region(code)
        if found and (found.level in names or ("name" in names and found.level != "township")):
            return code
    return region_code


def name_of(organ: str, region_code: str) -> str:
    """The full name (发文机关全称): 渑池县人力资源和社会保障局, 六安市叶集区人民法院.

    A region whose authority is called otherwise, or another one (综合行政执法局), stands in the table by its code.
    """
    code = seat(organ, region_code)
    region, names = org.region(code), known()[organ]
    if region is None:
        return ""
    pattern = names.get(code) or names.get(region.level) or names["name"]
    return pattern.format(region=_full(region))


def short_name(region_code: str) -> str:
    """The region in a number (机关代字的地区简称): 渑 for 渑池县, 豫 for 河南省."""
    region = org.region(region_code)
    return _table()["short_names"].get(region_code) or (region.name[0] if region else "")


def _full(region: Region) -> str:
    """Districts of a city and townships are named with what they belong to."""
    above = org.region(region.parent_code) if region.parent_code else None
    belongs = region.level == "township" or (region.level == "county" and region.name.endswith("区"))
    return f"{above.name}{region.name}" if belongs and above else region.name
