"""Whether a text of completion is a text of a goal over again."""

import re
from difflib import SequenceMatcher

from assessor.checks.scoring_rules import scoring_rules
from assessor.checks.word_lists import check_pattern
from assessor.text.normalise import normalise

_MARKS = re.compile(r"[\s，,。.；;：:、！!“”\"'（）()]+|(?<!\d)\d{1,2}[.．、)）]")
_LONGEST = 2000


def is_copy(result: str, plan: str) -> bool:
    """Tell whether a result is a goal over again; a goal reported with its figures is a report."""
    rules = scoring_rules().copied_share
    told, wanted = (_MARKS.sub("", normalise(text)) for text in (result, plan))
    if len(told) < rules.least_length:
        return False
    if told == wanted:
        return True
    if re.search(r"\d", told):
        return False
    intent = check_pattern("e03.intent")
    told, wanted = (intent.sub("", text)[:_LONGEST] for text in (told, wanted))
    matcher = SequenceMatcher(None, told, wanted, autojunk=False)
    return matcher.quick_ratio() >= rules.value and matcher.ratio() >= rules.value
