"""Rows that answer another promise to the letter, and share with this one only a word in passing."""

from collections.abc import Sequence

from assessor.checks.promises import Promise
from assessor.checks.quantities import Quantity, alike_units
from assessor.checks.topics import Topic
from assessor.text.normalise import normalise


def is_answered_elsewhere(
    promise: Promise,
    others: Sequence[Promise],
    *,
    name: str,
    topic: Topic,
    amounts: Sequence[Quantity],
) -> bool:
    """Tell whether the row ``name`` is another promise's: 编印指南5000册 and 查处侵权案件数.

    The row does not speak of the thing that the promise counts (the last of its words), has
    another figure, and every word of it stands in another promise, which has its figure or none.
    """
    counted = [quantity for quantity in promise.quantities if quantity.unit != "%"]
    if not counted or not promise.topic.strong or not topic.strong or promise.follows:
        return False
    if any(_same_figure(mine, row) for mine in counted for row in amounts):
        return _only_by_synonyms(promise, name, topic) and _is_of(others, promise, topic, amounts)
    if topic.has(promise.topic.strong[-1]):
        return _only_by_synonyms(promise, name, topic) and _is_of(others, promise, topic, amounts)
    return _is_of(others, promise, topic, amounts)


def _only_by_synonyms(promise: Promise, name: str, topic: Topic) -> bool:
    text, called = normalise(promise.text), normalise(name)
    return not any(word in text for word in topic.strong) and not any(
        word in called for word in promise.topic.strong
    )


def _is_of(
    others: Sequence[Promise], promise: Promise, topic: Topic, amounts: Sequence[Quantity]
) -> bool:
    return any(
        other is not promise
        and all(word in normalise(other.text) for word in topic.strong)
        and (
            any(_same_figure(theirs, row) for theirs in other.quantities for row in amounts)
            or (len(topic.strong) > 1 and not other.quantities)
        )
        for other in others
    )


def _same_figure(one: Quantity, other: Quantity) -> bool:
    return alike_units(one.unit, other.unit) and one.equals(other)
