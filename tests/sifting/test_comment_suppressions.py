"""What a comment asks for, and for which row."""

import pytest

from assessor.core.submission import Comment, Origin
from assessor.sifting.comment_suppressions import orders_of

CODES = frozenset(["W01", "W03", "V02"])


def orders(text: str):
    return list(orders_of(Comment(text=text, origin=Origin(sheet="表", row=5, column=3)), CODES))


@pytest.mark.parametrize(
    ("text", "codes", "reason"),
    [
        ("assessor: 忽略 W01 上级文件规定", ("W01",), "上级文件规定"),
        ("Assessor：忽略W01，上级文件规定", ("W01",), "上级文件规定"),
        ("张三:\nassessor: 忽略 w01、V02 原因：上级\n文件规定", ("W01", "V02"), "上级 文件规定"),
        ("[线程批注]\n\n注释:\n    assessor: ignore W03 合同已约定", ("W03",), "合同已约定"),
        ("assessor: 忽略 W01 见W03号文件", ("W01",), "见W03号文件"),
        ("assessor: 忽略 W01 上级规定\n\n李四:\n同意", ("W01",), "上级规定"),
    ],
)
def test_orders_are_read_as_people_write_them(text, codes, reason):
    [order] = orders(text)
    assert (order.codes, order.reason, order.problem) == (codes, reason, "")
    assert order.place == "工作表“表”单元格 C5 的批注"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("assessor: 忽略 W01", "忽略 W01 没有写原因"),
        ("assessor: 忽略 W01 原因", "没有写原因"),
        ("assessor: 忽略 W01 原因：……", "没有写原因"),
        (
            "assessor: 忽略 W01 because",
            "的原因“because”不是中文，未生效；请写明为什么可以不改，至少 3 个",
        ),
        ("assessor: 忽略 W01 x", "“x”不是中文"),
        ("assessor: 忽略 W01 原因：试试", "“试试”太短"),
        ("assessor: 忽略 W01 哈哈哈哈", "太短"),
        ("assessor: 忽略 W01 没有原因", "没有说明为什么可以不改"),
        ("assessor: 忽略 W99 上级规定", "没有编码为 W99 的检查"),
        ("assessor: 忽略 上级规定", "看不懂"),
        ("assessor: 忽略 W011 上级规定", "看不懂"),
        ("assessor:", "看不懂"),
        ("assessor: " + "请" * 500, "请请…”看不懂"),
    ],
)
def test_what_cannot_be_obeyed_says_why(text, words):
    [order] = orders(text)
    assert words in order.problem
    assert not order.codes
    assert len(order.problem) < 120


def test_one_comment_may_ask_twice():
    two = orders("assessor: 忽略 W01 上级规定\nassessor: 忽略 V02 必须恰好")
    assert [(order.codes, order.reason) for order in two] == [
        (("W01",), "上级规定"), (("V02",), "必须恰好"),
    ]  # fmt: skip
