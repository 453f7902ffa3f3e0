"""One sentence for each kind of fault: what is wrong, why it bites, what to do."""

from app.engine.check.table_sentences import TABLES
from app.marking import N_

FILES = {
    "doctype": N_("文件含有 DOCTYPE 或实体声明：实体可以读取本机文件或撑爆内存。请删除声明后重新导出。"),
    "unreadable": N_("文件不是可读的 XML（%(reason)s）。请用建模工具重新导出。"),
    "xsd": N_("第 %(line)s 行不符合标准的文件结构：%(reason)s。引擎会忽略或读错这一处；请按标准改写。"),
    "process-id": N_(
        "文件中应当只有一个流程，编号与文件名相同（应为 %(expected)s，"
        "现为 %(found)s）：版本、表单和调用都按这个编号查找。"
    ),
    "not-executable": N_('流程 %(id)s 标为不可执行，引擎会拒绝启动。请设 isExecutable="true"。'),
    "reference": N_("%(id)s 指向不存在的 %(target)s：这条线或附着关系会丢失。请重新连接。"),
    "id-form": N_(
        "%(label)s 的编号应为小写英文加下划线：网关条件按编号读取办理结论。请改名，如 review_claim。"
    ),
    "shared-id": N_(
        "%(id)s 在本文件中是「%(meaning)s」，在 %(in_file)s 中是「%(other)s」："
        "同一版本共用一张表，后读入的会覆盖前者。请改用不同的编号。"
    ),
}

ELEMENTS = {
    "not-in-use": N_("%(id)s 使用了 %(tag)s，本系统不使用这种元素，引擎也未必执行。请改用已列出的元素。"),
    "event-subprocess": N_(
        "%(id)s 是事件子流程：它不会中断流程，并会改坏后来所有案件共用的流程定义。请改用边界事件或单独的流程。"
    ),
    "subprocess": N_("%(id)s 是嵌入式子流程：其中的步骤不在检查范围内。请另建流程，用调用活动调用。"),
    "ad-hoc": N_(
        "%(id)s 是临时（ad-hoc）子流程：引擎对它的支持不可靠，并会改坏共用的流程定义。请画出明确的顺序。"
    ),
    "transaction": N_("%(id)s 是事务子流程：撤销和补偿都不会执行。请用调用活动和明确的退回路径。"),
    "signal": N_(
        "%(id)s 使用信号：结束信号会被当作普通结束，"
        "其他信号也出不了本次运行。请用服务任务 run.start 或 message.send。"
    ),
    "compensation": N_("%(id)s 使用补偿：引擎把它当作空事件，什么也不会撤回。请画出纠正的步骤。"),
    "link": N_("%(id)s 使用链接事件：引擎把它当作空事件，流程会在此断开。请直接连线。"),
    "conditional": N_(
        "%(id)s 使用条件事件：只有别的步骤办完时才会顺带检查，可能永远不触发。请用消息或网关。"
    ),
    "escalation": N_("%(id)s 使用升级事件：有的位置会被当作空事件。催办和升级由时限自动产生，请删除。"),
    "cancel": N_("%(id)s 使用取消事件：只在事务子流程中有效，而事务子流程不使用。请用终止结束事件。"),
    "inclusive-gateway": N_("%(id)s 是包容网关：在循环中会使引擎崩溃。请用排他网关或并行网关表达。"),
    "complex-gateway": N_("%(id)s 是复杂网关：引擎无法读取。请用排他网关或并行网关表达。"),
    "script": N_(
        "%(id)s 含有脚本：流程中不写 Python，脚本可以读取服务器上的任何东西。请用已登记的操作（服务任务）。"
    ),
    "untyped-task": N_(
        "%(id)s 是未定类型的任务：引擎会停在这里等人，而收件箱里没有它。请改为用户任务或服务任务。"
    ),
    "manual-task": N_("%(id)s 是手工任务：没有表单，办理结果无处登记。请改为用户任务。"),
    "send-task": N_("%(id)s 是发送任务：引擎发出的消息没有人接收。请用服务任务 message.send。"),
    "receive-task": N_("%(id)s 是接收任务。请用中间消息捕获事件，以便看出在等哪个消息。"),
    "throw-event": N_(
        "%(id)s 是中间抛出事件：多数种类会被当作空事件。请用服务任务 message.send 或 run.start。"
    ),
    "standard-loop": N_("%(id)s 使用循环标记：循环次数和条件在图上看不见。请用网关画出循环。"),
    "data-object": N_(
        "%(id)s 使用数据对象或输入输出关联：会悄悄改变哪些数据可见。请只用步骤编号、操作结果和 returns。"
    ),
    "extension": N_(
        "%(id)s 含有扩展 %(tag)s：引擎会忽略它，或按另一种方式执行。请只用 spiffworkflow:property。"
    ),
    "typed-start": N_(
        "%(label)s 带有触发条件（%(event)s）：引擎会把它当作空事件或一直等待。请用普通开始，由 run.start 启动。"
    ),
    "event-not-in-use": N_(
        "%(label)s 的事件种类（%(event)s）不在使用之列，引擎可能当作空事件。请改用已列出的种类。"
    ),
    "several-events": N_("%(label)s 同时等待几种事件：它们共用一个到期时间，先后会混淆。请分成几个事件。"),
    "boundary-host": N_(
        "%(label)s 附着在 %(host)s 上：那里不等人，事件永远不会触发。"
        "请附着在用户任务或调用活动上（错误事件只附着在调用活动上）。"
    ),
    "message-name": N_(
        "%(label)s 没有消息名称：没有消息能与它相符，流程会永远等待。请引用一个有名称的 message。"
    ),
    "timer-form": N_(
        "%(label)s 的定时写法不对：只能写 timeDate 和 due('时限')，否则延长、中止和日历调整都不起作用。"
    ),
    "timer-clock": N_(
        "%(label)s 等待时限 %(key)s，但没有任何 clock.start 启动它：永远不会到期。请先启动这个时限，或改正名称。"
    ),
    "mi-host": N_("%(label)s 是多实例，但不是用户任务。多实例只用于多人分别办理的步骤。"),
    "mi-sequential": N_(
        "%(label)s 是串行多实例：缺少输出项时第二个实例会崩溃，且看不出轮到谁。请用并行多实例或循环。"
    ),
    "mi-items": N_(
        "%(label)s 的多实例缺少 %(missing)s：各人的答复会互相覆盖，只留最后一个。请补全输入列表、输入项和输出项。"
    ),
    "mi-condition": N_(
        "%(label)s 的多实例写了完成条件：提前结束会丢掉其余人的答复。请等全部办完，或改用循环。"
    ),
    "mi-list": N_("%(label)s 的多实例名单 %(name)s 没有任何地方写它：运行到这里会报错。请先用操作取得名单。"),
    "mi-clash": N_("%(label)s 的多实例项 %(item)s 与已有的数据同名：运行到这里会报错。请换一个名称。"),
}

PATHS = {
    "start-count": N_("流程 %(id)s 有 %(count)s 个开始事件，应当恰好一个：多个开始会同时等待。"),
    "no-end": N_("流程 %(id)s 没有结束事件：看不出办结与否，也没有结果。请补画结束事件。"),
    "unreachable": N_("%(label)s 从开始无法到达：引擎会悄悄丢掉它。请连上或删除。"),
    "dead-end": N_("%(label)s 之后没有去向：流程会在此无结果地消失。请连到结束事件。"),
    "after-end": N_("%(label)s 是结束事件却有后续连线：之后的步骤不会按图执行。请删除连线。"),
    "split-without-gateway": N_(
        "%(label)s 有 %(count)s 条去向：引擎不接受，或会同时走每一条。请用网关分开。"
    ),
    "condition-ignored": N_(
        "顺序流 %(id)s 从 %(label)s 出发却带有条件：引擎会忽略条件照样通过。请在排他网关后写条件。"
    ),
    "condition-alone": N_(
        "%(label)s 只有一条去向 %(id)s 却带有条件：条件不成立时流程报错停住。请删除条件或补画另一条路。"
    ),
    "condition-on-default": N_(
        "%(label)s 的默认去向 %(id)s 带有条件：条件会被忽略。请删除条件，或另设默认去向。"
    ),
    "condition-missing": N_(
        "%(label)s 的去向 %(id)s 没有条件，又不是默认去向：引擎无法读取。请写条件或设为默认。"
    ),
    "event-gateway-alone": N_("%(label)s 是事件网关，但去向不足两条。请直接用一个捕获事件。"),
    "event-gateway-target": N_("%(label)s 之后直接是 %(target)s：事件网关之后只能是消息或定时捕获事件。"),
    "two-timers": N_(
        "%(label)s 之后有两个以上定时事件：它们会共用第一个的到期时间。请只留一个，其余用时限的预警。"
    ),
    "join-starved": N_(
        "%(label)s 要等齐所有分支，但有一种走法只有部分分支会到："
        "流程会永远停在这里。请把择一的分支先用排他网关合并。"
    ),
    "runs-twice": N_("%(label)s 会被两条并行分支同时走到：同一步要办两次。请先用并行网关汇合。"),
    "endless-loop": N_(
        "%(label)s 处在一个没有人参与的循环里（%(circle)s）："
        "到这里会一直空转直到报错。请在循环中放一个用户任务，或在返回前重新启动时限。"
    ),
}

DRAWING = {
    "process-name": N_("流程 %(id)s 没有名称：列表和案卷中无法称呼它。请填写中文名称。"),
    "lane-name": N_("泳道 %(id)s 没有名称：名称就是办理的候选组。请填写组的编号，如 hrss_intake。"),
    "lane-unknown": N_("泳道 %(id)s 的名称 %(name)s 不是已有的候选组：任务无处可送。请改正或先登记这个组。"),
    "lane-missing": N_("%(label)s 不在任何泳道里：不知道由谁办理。请放入一个泳道。"),
    "lane-twice": N_("%(label)s 同时在几个泳道里（%(lanes)s）：只有一个会生效。请只留一个。"),
    "home-missing": N_(
        "流程 %(id)s 有外部当事人的步骤（%(groups)s），却没有 home：当事人不上网时无人能代为登记。请写明代办的组。"
    ),
    "name-missing": N_("%(label)s 没有名称：收件箱、时间线和读屏软件都无法称呼它。请填写中文名称。"),
    "documentation-missing": N_(
        "%(label)s 没有办理说明：任务页上没有告诉承办人做什么。请在 documentation 中写明。"
    ),
    "shape-missing": N_("%(id)s 没有图形：流程图上看不见它。请运行 flask processes layout。"),
    "edge-missing": N_("顺序流 %(id)s 没有画线：流程图上看不见这条路。请运行 flask processes layout。"),
    "drawn-unknown": N_(
        "图形指向不存在的 %(id)s：打开流程图时会出现警告。请删除，或运行 flask processes layout。"
    ),
}

WORDS = {
    "property-unknown": N_("%(label)s 的属性 %(name)s 不认识：会被忽略。请核对拼写。"),
    "property-value": N_("%(label)s 的属性 %(name)s 不能是 %(value)s。可用的值：%(allowed)s。"),
    "property-unreadable": N_("%(label)s：%(reason)s"),
    "article-region": N_(
        "%(label)s 的依据写了地区 %(region)s，但没有该地区的期限：这条依据不会被引用。请核对 article 和 term 的地区。"
    ),
    "group-unknown": N_("%(label)s 写到的组 %(group)s 不存在：没有人能办。请改正或先登记这个组。"),
    "operation-unknown": N_(
        "%(label)s 的操作 %(operation)s 没有登记：运行到这里会停住。请核对 operation 的拼写。"
    ),
    "parameter-missing": N_("%(label)s 的操作 %(operation)s 缺少参数 %(name)s：运行到这里会停住。请补上。"),
    "parameter-unknown": N_(
        "%(label)s 的操作 %(operation)s 没有参数 %(name)s：运行到这里会停住。请核对拼写。"
    ),
    "clock-unknown": N_(
        "%(label)s 的时限 %(key)s 没有任何 clock.start 启动它：这一步将没有期限。请先启动，或改正名称。"
    ),
    "document-unknown": N_("%(label)s 要出具的文书 %(document)s 没有模板。请新建模板或改正名称。"),
    "document-outcome": N_(
        "%(label)s 的文书 %(document)s 只在结论为 %(value)s 时出具，"
        "而表单没有这个结论（现有：%(allowed)s）：永远不会出具。"
    ),
    "assignee-alone": N_(
        "%(label)s 写了 assignee_from=item，但不是多实例：没有项可取。请加多实例标记或删除。"
    ),
    "not-by-unknown": N_(
        "%(label)s 要求与步骤 %(step)s 由不同的人办理，但没有这个步骤：回避要求落空。请核对编号。"
    ),
    "not-by-ambiguous": N_(
        "%(label)s 要求与步骤 %(step)s 由不同的人办理，"
        "但有几个流程都有这个编号：会误把无关的人排除在外。请改用不同的编号。"
    ),
    "answer-unknown": N_("%(label)s 的 applies 写了 %(word)s，没有登记：答复不会作用于案件。请核对拼写。"),
    "rule-missing": N_("%(label)s 要问的决策表 %(rule)s 不存在。请新建或改正名称。"),
}

VALUES = {
    "name-reserved": N_(
        "%(label)s 写入的名称 %(name)s 是保留名称：会遮住内部函数或与结论字段混淆。请换一个名称。"
    ),
    "name-clash": N_(
        "%(label)s 写入的名称 %(name)s 已另有来源（%(other)s）：后写的会悄悄覆盖先写的。请换一个名称。"
    ),
    "name-form": N_("%(label)s 写入的名称 %(name)s 不能在条件中读取。请用英文字母、数字和下划线。"),
    "parallel-name": N_(
        "%(label)s 分出的两条并行路径都写 %(name)s：汇合后只留一个，留哪个取决于先后。请用不同的名称。"
    ),
    "name-unknown": N_(
        "%(id)s 读取 %(name)s，但本流程没有任何地方写它：运行到这里会报错。请核对「%(text)s」。"
    ),
    "name-unset": N_(
        "%(label)s 读取 %(name)s，但有一条路到这里时它还没有值：运行到这里会报错。请改道，或先读另一个名称。"
    ),
    "bare-outcome": N_('%(id)s 读取 outcome：看不出是哪一步的结论。请写步骤的编号，如 review == "ACCEPT"。'),
    "form-outcome": N_(
        "%(id)s 读取步骤 %(name)s 的结论，但它的表单没有带选项的 outcome 字段。请在表单中补上。"
    ),
    "expression": N_("%(id)s：%(reason)s"),
    "value-unknown": N_(
        "%(id)s 把 %(name)s 与 %(value)s 比较，而它只能是 %(allowed)s：这个条件永远不会按意图成立。请核对拼写。"
    ),
    "gateway-uncovered": N_(
        "%(label)s 没有覆盖所有情况（%(values)s）：遇到时流程报错停住。请补一条去向或设默认去向。"
    ),
    "gateway-overlap": N_(
        "%(label)s 的去向 %(first)s 和 %(second)s 会同时成立（%(values)s）："
        "走哪一条取决于图形的上下位置。请让条件互斥。"
    ),
    "rule-unset": N_(
        "%(label)s 的去向 %(flow)s 读取 %(name)s，而决策表无法判断（unknown）时没有这个值：运行到这里会报错。"
        '请先判断 %(status)s，如 %(status)s == "decided" and …。'
    ),
    "condition-error": N_(
        "%(label)s 的去向 %(flow)s 在 %(values)s 时无法计算：空值不能比较大小。请先排除 None。"
    ),
    "flow-never": N_(
        "%(label)s 的去向 %(id)s 永远不会走：到这里时它读取的名称已不可能取这些值。请核对条件，或删除这条线。"
    ),
    "gateway-too-wide": N_(
        "%(label)s 读取的名称太多（%(names)s），无法逐一核对。请设默认去向，或分成几个网关。"
    ),
}

CALLS = {
    "call-missing": N_("%(label)s 要启动或调用的流程 %(process)s 不存在。请核对名称。"),
    "call-recursion": N_("%(label)s 调用的流程 %(process)s 又会调用回来：没有尽头。请改为循环或 run.start。"),
    "result-missing": N_("%(label)s 没有 result，而本流程会被别的流程调用：调用者读不到结果。请写明结果。"),
    "passes-unknown": N_(
        "%(label)s 要传入 %(name)s，但本流程没有写它：被调用的流程会读不到。请核对 passes。"
    ),
    "returns-unknown": N_(
        "%(label)s 要取回 %(name)s，但流程 %(process)s 没有写它：返回时会报错。请核对 returns。"
    ),
    "error-uncaught": N_(
        "%(label)s 调用的流程 %(process)s 可能以错误 %(end)s 结束，"
        "而这里没有相应的错误边界事件：流程会当作正常结束继续。请补画边界事件。"
    ),
    "error-uncalled": N_(
        "%(label)s 是错误结束事件，但没有流程调用本流程：错误无人接收，会当作正常结束。请改用普通或终止结束事件。"
    ),
    "rule-unknown": N_(
        "%(label)s 的决策表 %(rule)s 无法判断（unknown）时，"
        "流程会不经人手就到 %(end)s。请为 unknown 画一条通向用户任务的路。"
    ),
}

FORMS = {
    "form-unreadable": N_("表单不是可读的 JSON 对象（%(reason)s）。请改正。"),
    "form-missing": N_("%(label)s 没有表单 %(form)s：承办人无法填写。请新建。"),
    "form-unused": N_("表单 %(id)s 没有对应的用户任务（流程 %(process)s）：没有人会看到它。请改名或删除。"),
    "start-form-missing": N_(
        "流程 %(id)s 可以单独启动，却没有 %(form)s：启动页无从填写。请新建，或删除 started_by。"
    ),
    "matter-subject": N_(
        "流程 %(id)s 单独立为事项（opens），%(form)s 却没有必填的 subject："
        "事项没有名称，找不到。请补上并写上 started_by。"
    ),
    "form-definition": N_("表单 %(id)s：%(reason)s"),
    "prefill-unknown": N_("表单 %(id)s 的 x-prefill 写了 %(word)s，没有登记：字段不会预填。请核对拼写。"),
}

SENTENCES = FILES | ELEMENTS | PATHS | DRAWING | WORDS | VALUES | CALLS | FORMS | TABLES
