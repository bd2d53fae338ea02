"""What a record can be: roles, states and verdicts, with the words that users see."""

from enum import StrEnum


class Role(StrEnum):
    """What an account may do; each account has one."""

    REVIEWER = "reviewer"
    LEAD = "lead"
    TRAINER = "trainer"
    TRAINEE = "trainee"
    UNIT = "unit"
    ADMIN = "admin"


class PaperState(StrEnum):
    """How far the assessment of an uploaded file has come."""

    QUEUED = "queued"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class ReviewState(StrEnum):
    """How far the review of a submission has come."""

    PENDING = "pending"
    REVIEWING = "reviewing"
    RETURNED = "returned"
    PASSED = "passed"


class Verdict(StrEnum):
    """What a reviewer says of a finding."""

    ACCEPT = "accept"
    DISMISS = "dismiss"
    EDIT = "edit"


class Choice(StrEnum):
    """What a reviewer says of a rewrite."""

    ADOPT = "adopt"
    EDIT = "edit"
    REJECT = "reject"


class Round(StrEnum):
    """Whose word a decision is."""

    FIRST = "first"
    SECOND = "second"
    ADJUDICATION = "adjudication"


class Scope(StrEnum):
    """What a token of the interface may do."""

    ASSESS = "assess"
    READ = "read"
    SUBMIT = "submit"
    DECIDE = "decide"


ROLE_WORDS = {
    Role.REVIEWER: "审核人",
    Role.LEAD: "审核组长",
    Role.TRAINER: "培训教师",
    Role.TRAINEE: "学员",
    Role.UNIT: "申报单位",
    Role.ADMIN: "管理员",
}
PAPER_WORDS = {
    PaperState.QUEUED: "排队",
    PaperState.WORKING: "正在检查",
    PaperState.DONE: "已检查",
    PaperState.FAILED: "未能读取",
}
REVIEW_WORDS = {
    ReviewState.PENDING: "待审",
    ReviewState.REVIEWING: "审核中",
    ReviewState.RETURNED: "退回",
    ReviewState.PASSED: "通过",
}
