"""Synthetic people and firms with right check digits, and the complaints they make."""

from datetime import timedelta

from app import clock
from app.cases.actions import Complaint, Worker
from app.forms.identity import id_check_digit

EMPLOYER = "渑池县示例建筑有限公司"
USCC = "91411221MA9TEBT191"
NAMES = (
    "张小满",
    "李立夏",
    "王芒种",
    "赵立秋",
    "陈处暑",
    "刘白露",
    "杨秋分",
    "黄寒露",
    "周霜降",
    "吴小雪",
    "徐冬至",
    "孙大寒",
)


def id_number(serial: int) -> str:
    """A synthetic ID number of somebody born in 1985, with the right check digit."""
    body = f"411221198503{serial % 28 + 1:02d}{serial * 10 % 1000:03d}"
    return body + id_check_digit(body)


def workers(*owed: int, months: int = 3) -> tuple[Worker, ...]:
    """Workers who are owed these amounts (fen) for so many months, the last month but one included."""
    this = clock.today().replace(day=1)
    end = (this - timedelta(days=1)).replace(day=1) - timedelta(days=1)
    begin = end.replace(day=1)
    for _month in range(months - 1):
        begin = (begin - timedelta(days=1)).replace(day=1)
    return tuple(
        Worker(
            name=NAMES[index],
            owed=amount,
            id_no=id_number(index + 1),
            phone=f"139000000{index + 1:02d}",
            period_from=begin,
            period_to=end,
            months_unpaid=months,
            bank_name="示例银行渑池支行",
            bank_no=f"62220000000000{index + 1:04d}",
        )
        for index, amount in enumerate(owed)
    )


def complaint(sample: str = "one_worker", region: str = "411221", **more: object) -> Complaint:
    """One of the sample complaints."""
    people = {
        "one_worker": workers(8500_00),
        "three_workers": workers(8500_00, 12000_00, 4300_50),
        "twelve_workers": workers(*[9000_00] * 12),
        "report": (),
    }[sample]
    return Complaint(
        **{  # type: ignore[arg-type]
            "kind": "REPORT" if sample == "report" else "COMPLAINT",
            "channel": "WINDOW",
            "region_code": region,
            "origin_code": region,
            "place_of_work_code": region,
            "employer_name": EMPLOYER,
            "employer_uscc": USCC,
            "project_name": "示例小区二期",
            "narrative": "在示例小区二期做工，工资一直没有发。",
            "workers": people,
            **more,
        }
    )
