"""The candidate groups (候选组): every department, body and party that a step of a process can be given to."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

LEVELS = ("country", "province", "city", "county", "township")


@dataclass(frozen=True)
class Group:
    """A candidate group, and the levels of regions that have such a department.

    ``outside``: no department but a party; its steps are worked in the portal or recorded on its behalf by ``home``.
    ``supervisor``: sees every case of its regions.
    """

    id: str
    name: str
    name_en: str
    levels: frozenset[str]
    outside: bool = False
    supervisor: bool = False
    home: str | None = None


# Where a group exists. The city also has what otherwise sits below it: a city handles cases of places that are not on
# the list of regions, development zones for example, and no step of such a case may be without a department.
CITY_COUNTY = frozenset({"city", "county"})
DOWN_TO_TOWNSHIP = CITY_COUNTY | {"township"}
FROM_PROVINCE = CITY_COUNTY | {"province"}
CITY = frozenset({"city"})
COUNTRY = frozenset({"country"})

_INSIDE = (
    # id, Chinese, English, levels
    ("hrss_intake", "人社受理窗口", "HRSS intake desk", DOWN_TO_TOWNSHIP),
    ("hrss_inspection", "劳动保障监察员", "Labour inspectors", CITY_COUNTY),
    ("hrss_inspection_lead", "监察机构负责人", "Head of labour inspection", CITY_COUNTY),
    ("hrss_legal", "人社法制审核", "HRSS legal review", CITY_COUNTY),
    (
        "hrss_principal",
        "人社局负责人",
        "HRSS principal",
        FROM_PROVINCE,
    ),  # the province designates jurisdiction
    ("hrss_city_principal", "设区的市级人社负责人", "City HRSS principal", CITY),
    ("arb_registry", "仲裁立案庭", "Arbitration registry", CITY_COUNTY),
    ("arb_tribunal", "仲裁庭", "Arbitration tribunal", CITY_COUNTY),
    ("arb_director", "仲裁院负责人", "Director of the arbitration court", CITY_COUNTY),
    ("mediation_township", "乡镇街道劳动争议调解组织", "Township mediation body", DOWN_TO_TOWNSHIP),
    ("mediation_people", "人民调解委员会", "People's mediation committee", DOWN_TO_TOWNSHIP),
    ("mediation_industry", "行业调解组织", "Industry mediation body", DOWN_TO_TOWNSHIP),
    ("grid_officer", "网格员", "Grid officer", DOWN_TO_TOWNSHIP),
    ("union_supervisor", "工会劳动法律监督员", "Union labour-law supervisor", DOWN_TO_TOWNSHIP),
    ("zhiqian_office", "根治欠薪工作领导小组办公室", "Wage-arrears leading-group office", FROM_PROVINCE),
    ("joint_conference", "联席会议", "Joint conference", CITY_COUNTY),
    ("ind_housing", "住房和城乡建设部门", "Housing and construction", CITY_COUNTY),
    ("ind_transport", "交通运输部门", "Transport", CITY_COUNTY),
    ("ind_water", "水利部门", "Water resources", CITY_COUNTY),
    ("ind_keyproject", "重点工程建设管理局", "Key projects office", CITY_COUNTY),
    ("housing_mgmt", "房产管理中心", "Housing management centre", CITY),
    ("ndrc", "发展改革部门", "Development and reform", CITY_COUNTY),
    ("finance", "财政部门", "Finance", CITY_COUNTY),
    ("sasac", "国有资产监督管理部门", "State-owned assets supervision", CITY_COUNTY),
    ("police", "公安机关", "Public security", DOWN_TO_TOWNSHIP),
    ("procuratorate", "人民检察院", "Procuratorate", CITY_COUNTY),
    ("justice_bureau", "司法行政部门", "Justice bureau", CITY_COUNTY),
    ("legal_aid", "法律援助中心", "Legal aid centre", CITY_COUNTY),
    ("union", "总工会", "Trade union", DOWN_TO_TOWNSHIP),
    ("petition", "信访部门", "Petitions office", CITY_COUNTY),
    ("gov_supervision", "政府督查室", "Government supervision office", CITY_COUNTY),
    ("market_reg", "市场监督管理部门", "Market regulation", CITY_COUNTY),
    ("pboc", "人民银行", "People's Bank", CITY_COUNTY),
    ("fin_reg", "金融监管部门", "Financial regulation", CITY_COUNTY),
    ("tax", "税务部门", "Taxation", CITY_COUNTY),
    ("utility", "供水供电供气单位", "Utilities", CITY_COUNTY),
    ("natural_resources", "自然资源部门", "Natural resources", CITY_COUNTY),
    ("bid_trading", "公共资源交易监管部门", "Public resource trading", CITY_COUNTY),
    ("discipline", "纪委监委", "Discipline inspection", CITY_COUNTY),
    ("political_legal", "政法委", "Political and legal affairs", CITY_COUNTY),
    ("publicity", "宣传网信部门", "Publicity and cyberspace", CITY_COUNTY),
    ("township_gov", "乡镇政府（街道办、管委会）", "Township government", DOWN_TO_TOWNSHIP),
    ("gov_leader", "同级政府分管负责人", "Government leader in charge", CITY_COUNTY),
    ("admin_system", "系统管理员", "System administrator", COUNTRY),
    ("admin_security", "安全管理员", "Security administrator", COUNTRY),
    ("admin_audit", "审计管理员", "Audit administrator", COUNTRY),
)

_OUTSIDE = (
    # id, Chinese, English, who records for it unless the process says otherwise
    ("court", "人民法院", "Court", "hrss_legal"),
    ("bank", "开户银行", "Bank", "hrss_inspection"),
    ("ext_employer", "用人单位", "Employer", "hrss_inspection"),
    ("ext_gc", "施工总承包单位", "General contractor", "hrss_inspection"),
    ("ext_sub", "分包单位", "Subcontractor", "hrss_inspection"),
    ("ext_owner", "建设单位", "Project owner", "hrss_inspection"),
    ("ext_worker", "农民工（代理人、代表人）", "Worker, agent or representative", "hrss_intake"),
)


def _supervises(group: str) -> bool:
    return group in {"zhiqian_office", "gov_supervision"} or group.endswith(
        ("_principal", "_director", "_lead")
    )


_ALL = (
    *(Group(name, zh, en, levels, supervisor=_supervises(name)) for name, zh, en, levels in _INSIDE),
    *(Group(name, zh, en, CITY_COUNTY, outside=True, home=home) for name, zh, en, home in _OUTSIDE),
)
GROUPS: Mapping[str, Group] = MappingProxyType({group.id: group for group in _ALL})

ADMINS: Mapping[str, str] = MappingProxyType(
    {"system": "admin_system", "security": "admin_security", "audit": "admin_audit"}
)
