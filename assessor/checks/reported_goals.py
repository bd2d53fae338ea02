"""Goals of a report of which no section tells how far they were reached."""

import re
from collections.abc import Iterator

from assessor.checks.goal_links import promised_goals
from assessor.core.submission import Goal, Project, Submission
from assessor.text.normalise import normalise

_TITLE = re.compile(
    r"^[\s(（]*[一二三四五六七八九十\d]{0,3}[)）、.．]?\s*([\u4e00-\u9fff]{4,24}?)(?:绩效)?目标(?:任务)?完成情况"
)
_FEW = 1


def untold_goals(submission: Submission, project: Project) -> Iterator[tuple[int, Goal]]:
    """Yield the goals without a section, where the report has a titled section for others.

    Titles such as 推进队伍建设改革目标完成情况 each belong to the goal they share most with; a goal
    is untold only if its first clause has next to nothing in common with any title.
    """
    titles = [m[1] for p in submission.paragraphs if (m := _TITLE.search(normalise(p.text)))]
    goals = promised_goals(project)
    if len(titles) < 2 or len(goals) < 3:
        return
    told = {
        max(goals, key=lambda goal: len(_pairs(title) & _pairs(goal[1].text)))[0]
        for title in titles
    }
    for number, goal in goals:
        first = re.split(r"[,，。;；:：]", normalise(goal.text))[0]
        if number not in told and all(len(_pairs(t) & _pairs(first)) <= _FEW for t in titles):
            yield number, goal


def _pairs(text: str) -> set[str]:
    plain = normalise(text)
    return {plain[i : i + 2] for i in range(len(plain) - 1)}
