"""What goes wrong inside the engine, always with the process and the element where it happened."""

from collections.abc import Iterator
from contextlib import contextmanager

from app import faults
from app.errors import AppError
from app.marking import N_


class EngineFault(AppError):
    """A run cannot move on because of its definition, an operation or the engine itself; the whole move is undone."""

    title = N_("流程运行故障")

    def __init__(self, process: str, element: str, sentence: str) -> None:
        super().__init__(
            f"流程「{process}」在「{element}」处无法继续：{sentence}", process=process, element=element
        )
        self.process = process
        self.element = element
        self.sentence = sentence


class BrokenDefinition(EngineFault):
    """A process file cannot be read at all. Files that passed the deployment gate never raise this."""

    title = N_("流程定义有误")


class NoSuchStep(AppError):
    """The step is not open in this run: it was completed, cancelled or never existed."""

    status = 409
    title = N_("步骤已不在办理中")


class CannotReopen(AppError):
    """A completed step cannot be taken back any more."""

    status = 409
    title = N_("不能退回或撤回")


class Incomprehensible(AppError):
    """A property, an expression or a word that the notation does not know. The message is one sentence."""

    title = N_("写法有误")


@contextmanager
def blamed_on(process: str, element: str) -> Iterator[None]:
    """Turn whatever is raised inside into an ``EngineFault`` there; refusals meant for the user pass unchanged."""
    try:
        yield
    except Incomprehensible as error:
        raise EngineFault(process, element, error.message) from error
    except AppError:
        raise
    except RecursionError as error:
        raise EngineFault(process, element, "步骤嵌套过深，可能存在不会结束的循环。") from error
    except Exception as error:
        raise EngineFault(process, element, faults.told(error)) from error
