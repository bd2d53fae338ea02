"""Why an exercise comes now, without giving away what is to be found in it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from assessor.practice.exercises import Exercise, Kind
from assessor.practice.recall import FIRST_BOX, LAST_BOX, Box
from assessor.workbench.beijing_time import BEIJING


def why_now(exercise: Exercise, boxes: Iterable[Box], now: datetime) -> str:
    """Return why the exercise comes now; a defect that is to be found is not named."""
    box = _box_of(exercise, boxes)
    what = "这类内容" if exercise.kind is Kind.SPOT else f"“{exercise.topic.chinese}”"
    if box is None:
        return f"各项内容轮流练习，轮到{what}。"
    if box.due_at <= now:
        return f"你在{what}上答错过，按间隔到了复习的时候。"
    return f"你在{what}上答错过，再巩固一次。"


def why_at_last(
    exercise: Exercise, *, before: Iterable[Box], after: Iterable[Box], now: datetime
) -> str:
    """Return, after the answer, what was practised and what of it comes again when."""
    earlier = {box.topic: box for box in before}
    changed = [box for box in after if earlier.get(box.topic) != box]
    failed = [box for box in changed if box.box == FIRST_BOX]
    passed = [box for box in changed if box.box > FIRST_BOX]
    told = [f"这道题练的是“{exercise.topic.chinese}”。"]
    if failed:
        names = "、".join(f"“{box.topic.chinese}”" for box in failed)
        told.append(f"答错了{names}，{when(failed[0].due_at, now)}再练。")
    told += [
        f"“{box.topic.chinese}”升到第 {box.box} 格（共 {LAST_BOX} 格），{when(box.due_at, now)}再练。"
        for box in passed
    ]
    return "".join(told)


def when(moment: datetime, now: datetime) -> str:
    """Return when something is due, as one says it."""
    if moment <= now:
        return "现在就"
    left = moment - now
    if left < timedelta(hours=1):
        return f"{max(round(left / timedelta(minutes=1)), 1)} 分钟后"
    at = moment.astimezone(BEIJING)
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def _box_of(exercise: Exercise, boxes: Iterable[Box]) -> Box | None:
    return next((box for box in boxes if box.topic is exercise.topic), None)
