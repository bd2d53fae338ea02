"""What the entries of the audit log say, in Chinese."""

import json
import re
from collections.abc import Mapping
from typing import Any

from assessor.checks.rule_reference import titles
from assessor.practice.progress import Part
from assessor.workbench.states import REVIEW_WORDS, ROLE_WORDS, Choice, Round, Verdict

ACTIONS = {
    "session.start": "登录",
    "session.end": "退出登录",
    "session.end-all": "退出全部登录",
    "session.refused": "登录被拒绝",
    "user.create": "建立账号",
    "user.role": "改角色",
    "user.active": "停用或启用账号",
    "user.password": "本人改密码",
    "user.password-refused": "改密码被拒绝",
    "user.password-reset": "重设密码",
    "user.recover": "在服务器上恢复管理员",
    "token.create": "建立接口令牌",
    "token.revoke": "撤销接口令牌",
    "batch.add": "上传文件",
    "paper.assess": "检查文件",
    "paper.check-again": "要求重新检查文件",
    "paper.fail": "文件未能读取",
    "paper.unpack": "解开压缩包",
    "submission.take": "开始审核",
    "submission.state": "改审核状态",
    "submission.link": "关联上次申报",
    "correction.make": "更正读错的内容",
    "correction.undo": "撤销更正",
    "columns.correct": "更正读错的列",
    "columns.undo": "撤销列的更正",
    "finding.accept": "采纳问题",
    "finding.dismiss": "不采纳问题",
    "finding.edit": "修改问题的表述",
    "finding.undo": "撤销对问题的结论",
    "rewrite.adopt": "采用修改建议",
    "rewrite.edit": "改后采用修改建议",
    "rewrite.reject": "不采用修改建议",
    "rewrite.undo": "撤销对修改建议的结论",
    "second.assign": "分派复审人",
    "comment.add": "添加批注",
    "download.letter": "下载退回修改意见",
    "download.form-docx": "下载审核表（Word）",
    "download.form-xlsx": "下载审核表（Excel）",
    "download.annotated": "下载批注副本",
    "download.corrected": "下载修改稿",
    "download.report-html": "下载汇总报告（网页）",
    "download.report-xlsx": "下载汇总报告（Excel）",
    "download.report-docx": "下载汇总报告（Word）",
    "labels.export": "导出标签",
    "training.answer": "答题",
    "training.course-created": "开班",
    "training.course-renamed": "班级改名",
    "training.member-added": "学员加入班级",
    "training.member-removed": "学员移出班级",
}
SUBJECTS = {
    "user": "账号", "token": "令牌", "batch": "批次", "paper": "文件", "submission": "申报",
    "submissions": "申报", "labels": "标签", "course": "班级", "exercise": "练习题",
    "session": "登录",
}  # fmt: skip
_KEYS = {
    "login": "登录名", "name": "姓名或名称", "role": "角色", "unit": "单位", "from": "原来", "to": "改为",
    "before": "原来", "after": "改为", "active": "启用", "scopes": "用途", "failures": "连续输错次数",
    "papers": "文件", "profile": "指标体系", "code": "代码", "attempts": "次数", "attempt": "第几次",
    "skipped": "跳过", "submissions": "申报", "model_id": "模型", "digest": "文件摘要", "decision": "结论编号",
    "finding": "问题编号", "row": "行", "number": "序号", "turn": "版本", "reviewer": "复审人编号",
    "paper": "文件", "correction": "更正编号", "field": "栏目", "old": "原文", "new": "改为", "earlier": "上次申报",
    "comment": "批注编号", "text": "内容", "part": "类别", "right": "全对", "points": "得分", "title": "名称",
    "rows": "行数", "withheld": "未导出", "audience": "发给", "verdict": "结论", "reason": "理由",
    "round": "轮次", "choice": "选择", "reason_code": "理由类别", "hint": "改法", "kind": "种类",
    "value": "指标值", "level1": "一级指标", "level2": "二级指标", "format": "格式", "columns": "列",
    "message": "表述", "table": "表格", "sheet": "工作表", "header": "表头",
}  # fmt: skip
_VALUES = {
    **{role.value: word for role, word in ROLE_WORDS.items()},
    **{state.value: word for state, word in REVIEW_WORDS.items()},
    Verdict.ACCEPT.value: "采纳", Verdict.DISMISS.value: "不采纳", Verdict.EDIT.value: "修改",
    Choice.ADOPT.value: "采用", Choice.REJECT.value: "不采用",
}  # fmt: skip
_PARTS = {part.value: part.chinese for part in Part}
_ROUNDS = {
    Round.FIRST.value: "初审",
    Round.SECOND.value: "复审",
    Round.ADJUDICATION.value: "裁定",
}
_WORDED = ("role", "before", "after", "verdict", "choice")
_LONGEST = 400
_NAMED = re.compile(r"([^\W\d]+)(?:\s*[:：]\s*|\s+|(?=\d))([\w:.-]+)")


def action_word(action: str) -> str:
    """Return what was done, in Chinese."""
    return ACTIONS.get(action, action)


def subject_word(subject: str) -> str:
    """Return what it was done to, as ``申报 12``."""
    kind, _, number = subject.partition(":")
    name = SUBJECTS.get(kind, kind)
    return f"{name} {number}".strip()


def subject_key(text: str) -> str:
    """Return what the log writes for ``申报 12``; what is not understood stays as it is."""
    match = _NAMED.fullmatch(text.strip())
    if match is None:
        return text.strip()
    kind = next((key for key, name in SUBJECTS.items() if name == match[1]), match[1])
    return f"{kind}:{match[2]}"


def details_text(details: Mapping[str, Any]) -> str:
    """Return the details of an entry on one line, shortened if they are long."""
    text = "；".join(
        f"{_KEYS.get(key, key)}：{_value(key, value)}" for key, value in details.items()
    )
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"


def _value(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None or value == "":
        return "（空）"
    if isinstance(value, Mapping):
        return "、".join(f"{_KEYS.get(k, k)} {_value(k, v)}" for k, v in value.items()) or "（空）"
    if isinstance(value, list):
        return "、".join(_value(key, one) for one in value) or "（无）"
    if key == "part":
        return _PARTS.get(str(value), str(value))
    if key == "round":
        return _ROUNDS.get(str(value), str(value))
    if key == "code":
        return titles().get(str(value), str(value))
    if key in _WORDED:
        return _VALUES.get(str(value), str(value))
    return str(value) if isinstance(value, str | int | float) else json.dumps(value)
