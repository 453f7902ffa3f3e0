"""Sample complaints: synthetic people and firms with right check digits."""

from datetime import date

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
    """Workers who are owed these amounts (fen) for the months before August 2026."""
    return tuple(
        Worker(
            name=NAMES[index],
            owed=amount,
            id_no=id_number(index + 1),
            phone=f"139000000{index + 1:02d}",
            period_from=date(2026, 8 - months - 1, 1),
            period_to=date(2026, 7, 31) if months == 4 else date(2026, 8 - 2, 30),
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
