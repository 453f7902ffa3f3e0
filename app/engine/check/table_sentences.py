"""One sentence for each kind of fault in a decision table."""

from app.marking import N_

TABLES = {
    "dmn-namespace": N_(
        "决策表的命名空间应为 https://www.omg.org/spec/DMN/20191111/MODEL/（DMN 1.3）：否则引擎找不到其中的决策。"
    ),
    "dmn-decisions": N_(
        "文件中应当只有一个决策（现有 %(count)s 个）：引擎不支持决策之间的引用。请分成几个文件。"
    ),
    "dmn-id": N_("决策的编号 %(id)s 应与文件名 %(expected)s 相同：流程按这个名称查找。"),
    "dmn-table": N_("决策 %(id)s 中应当恰好有一张决策表：引擎不执行其他表达方式。"),
    "dmn-policy": N_("命中策略 %(policy)s 会被当作「取第一行」。请用 UNIQUE（不带聚合）。"),
    "dmn-input": N_("输入列 %(id)s 的表达式「%(text)s」应当是一个不重复的名称。"),
    "dmn-output": N_(
        "输出列 %(id)s 的名称「%(text)s」应当是一个不重复、不是 status 的名称：流程按 <表>_<名称> 读取。"
    ),
    "dmn-region": N_(
        '行 %(id)s 的地区「%(text)s」应当是一个带引号的行政区划代码或 "CN"，'
        "且 region 是第一列：否则按地区选行会失效。"
    ),
    "dmn-region-column": N_(
        '决策表 %(id)s 的第一个输入列应当是 region：按地区选行从这一列开始。请补上，全国适用写 "CN"。'
    ),
    "dmn-element": N_("决策表 %(id)s 含有 %(tag)s：引擎读到它就会停住。请删除。"),
    "dmn-ids": N_(
        "编号「%(id)s」为空或重复（%(count)s 处）："
        "没有编号的格子无法读取，编号相同的行会被当作一行。请给每一行、列、格不同的编号。"
    ),
    "dmn-values": N_("列 %(id)s 允许的值「%(text)s」无法读取：应当是用逗号分开的值，文字加引号。请改正。"),
    "dmn-annotations": N_(
        "决策表 %(id)s 的注释列是 %(found)s，"
        "应当依次是 article、valid_from、valid_to：否则看不出每一行的依据和有效期。"
    ),
    "dmn-row": N_("行 %(id)s 的格数（%(found)s）与列数（%(expected)s）不符：后面的格子会错位。请补齐。"),
    "dmn-article": N_("行 %(id)s 没有写明条文依据（article）。请补上。"),
    "dmn-date": N_(
        "行 %(id)s 的有效期「%(text)s」不是日期，或止日早于起日。请写成 2026-01-01；valid_to 可以留空。"
    ),
    "dmn-cell": N_("行 %(id)s 的 %(column)s 格：%(reason)s"),
    "dmn-never": N_(
        "行 %(id)s 的 %(column)s 格「%(text)s」永远不会按意图成立："
        '引擎会把整格与输入值比较是否相等。多个值请写 ? in ["a", "b"]，其余请以 ? 或比较符号开头。'
    ),
    "dmn-name": N_(
        "行 %(id)s 的 %(column)s 格「%(text)s」读取 %(name)s，它左边没有这个输入列（真假空请写 True、False、None）。"
    ),
    "dmn-type": N_("行 %(id)s 的 %(column)s 格「%(text)s」与列的类型 %(type)s 不符：永远不会相等。"),
    "dmn-value": N_(
        "行 %(id)s 的 %(column)s 格出现 %(value)s，不在允许的值之内（%(allowed)s）。请核对拼写。"
    ),
    "dmn-empty-output": N_(
        "行 %(id)s 的输出 %(column)s 是空的：引擎会悄悄给出空文字。请写明值，没有值写 None。"
    ),
    "dmn-error": N_("行 %(id)s 在 %(values)s 时无法计算：空值不能比较大小。请先排除 None。"),
    "dmn-overlap": N_("行 %(ids)s 会同时命中（%(values)s）：引擎只取第一行，不会提示。请让它们互斥。"),
    "dmn-gap": N_("没有一行覆盖 %(values)s：引擎给出空结果。请补一行，或收窄允许的输入值。"),
    "dmn-too-wide": N_("表的输入组合太多，无法核对重叠和空缺。请拆分决策表。"),
}
