"""In which order the drafts of a row are tried."""

from collections.abc import Sequence
from functools import cache

from assessor.rewrites.case import Case, Draft
from assessor.rewrites.figures import figures_of
from assessor.rewrites.own_nouns import lost_shares
from assessor.rewrites.precedents import is_precedent
from assessor.rewrites.ranking import Choice
from assessor.rewrites.repairs.unclear_measures import keeps_figure
from assessor.rewrites.repairs.values import is_wordy
from assessor.text.lexicon import terms_of

# A telling draft comes before a blunt one that is thought up to twice as likely.
_HANDICAP = 0.5
_COMPLIANCE = "repair.compliance"


def lined_up(
    case: Case, choices: Sequence[Choice], *, most: int
) -> tuple[list[Choice], list[Choice]]:
    """Return the drafts to be tried in turn, and those to be tried if none of them holds.

    A draft that loses more of the row's nouns than another one is in reserve, and so is one that
    loses the figure of a row of which only the name is at fault. Words in which nothing but the
    missing sign was put are for rows that no other draft serves without loss. A blunt draft is
    first only where no telling one is at hand. Of the drafts by precedent one may stand among
    three, never first and never alone in the place of another; where one rewrite is asked for,
    they are in reserve too.
    """
    wordy = [choice for choice in choices if is_wordy(case, choice[0].row.value)]
    if wordy:
        others = [choice for choice in choices if choice not in wordy]
        keeping = [choice for choice in others if not _loses_figure(case, choice[0])]
        losing = [choice for choice in others if choice not in keeping]
        own, reserve = lined_up(case, keeping, most=most)
        return own, [*reserve, *wordy, *losing]
    lost = lost_shares(case, [draft for draft, _ in choices])
    if keeps_figure(case):
        lost = tuple(
            share + _loses_figure(case, draft)
            for share, (draft, _) in zip(lost, choices, strict=True)
        )
    whole = [choice for choice, share in zip(choices, lost, strict=True) if not share]
    partial = [choice for choice, share in zip(choices, lost, strict=True) if share]
    own = [choice for choice in whole if not is_precedent(choice[0])]
    others = [choice for choice in whole if is_precedent(choice[0])]
    place = max(whole.index(others[0]), 1) if others else 0
    own = telling_first(own, names_standard="W03" in case.codes)
    if most == 1 or not own or not others:
        return own, [*others, *partial]
    return [*own[:place], others[0], *own[place:]], [*others[1:], *partial]


def _loses_figure(case: Case, draft: Draft) -> bool:
    """Tell whether a figure of the value stands nowhere in the draft."""
    kept = {
        figure.key
        for row in (draft.row, *draft.further)
        for figure in figures_of(f"{row.name} {row.value}")
    }
    return any(figure.key not in kept for figure in figures_of(case.value))


def telling_first(choices: Sequence[Choice], *, names_standard: bool = False) -> list[Choice]:
    """Move the likeliest telling draft before a blunt one that leads, the others stay.

    Parameters
    ----------
    names_standard
        The row refers to a rule or standard (W03): a rate of conformity tells something then.
    """
    blunt = [
        is_blunt(draft) or (draft.frame == _COMPLIANCE and not names_standard)
        for draft, _ in choices
    ]
    if not choices or not blunt[0]:
        return list(choices)
    least = choices[0][1] * _HANDICAP
    found = [i for i, (_, rank) in enumerate(choices) if not blunt[i] and rank >= least]
    found += [i for i, (draft, _) in enumerate(choices) if draft.frame in _frames("blunt.assessed")]
    if not found:
        return list(choices)
    first = found[0]
    return [choices[first], *choices[:first], *choices[first + 1 :]]


def is_blunt(draft: Draft) -> bool:
    """Tell whether a draft's measure fits nearly every row."""
    return draft.frame in _frames("blunt.frames") or is_precedent(draft)


@cache
def _frames(group: str) -> frozenset[str]:
    return frozenset(terms_of(group, package=__package__, folder="lexicons"))
