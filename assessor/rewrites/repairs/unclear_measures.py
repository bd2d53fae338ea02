"""Names with a measure that do not say of what (综合事务保障率 ≥95%): the figure stays."""

from collections.abc import Iterator
from dataclasses import replace

from assessor.core.judgement import ValueKind
from assessor.core.rewrite import BLANK
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.joining import joined
from assessor.rewrites.repairs.drafting import Maker
from assessor.rewrites.repairs.knowledge import measure_at_end
from assessor.rewrites.repairs.naming import kept_name, short_core, statement
from assessor.rewrites.repairs.values import mended, number_targets

_UNCLEAR = frozenset({"W05", "W06"})
# A value with one of these measures nothing, or nothing that the name could keep.
_UNSOUND = frozenset({"V01", "V06", "V09", "V13", "V14", "W04", "W07", "W08"})
_OF_PROJECT = "名称没有说清是什么的{measure}，补上项目内容，数字不变"
_ASKED = "名称没有说清是什么的{measure}，由填报单位补上对象，数字不变"
_OF_WHAT = "{measure}指哪项工作或哪些对象的{measure}"


def keeps_figure(case: Case) -> bool:
    """Tell whether only the name of a row is at fault: it names a measure, its figure is sound."""
    return (
        _is_unclear(case)
        and not case.codes & _UNSOUND
        and case.assessed.judgement.value_kind is ValueKind.QUANTITATIVE
        and len(number_targets(case)) == 1
    )


def _is_unclear(case: Case) -> bool:
    found = measure_at_end(statement(case))
    # Whose satisfaction is asked is told by the group that is served (repairs of satisfaction).
    is_said = found is not None and found[1].kind != "satisfaction"
    return is_said and bool(case.codes & _UNCLEAR) and not case.parts.pieces


def drafts(case: Case) -> Iterator[Draft]:
    """Yield the name with the project, or a blank, in the place of its object."""
    if not keeps_figure(case):
        return
    name = statement(case)
    found = measure_at_end(name)
    term = found[0] if found else ""
    make = Maker(case, "unclear-measure")
    core = short_core(case)
    said = {"measure": term}
    if core and not name.startswith(core):
        for place, full in enumerate(dict.fromkeys((joined(core, name), joined(core, term)))):
            yield make.draft(
                full, mended(case, full).value, reason=_OF_PROJECT.format(**said),
                prior=0.9 - 0.2 * place,
            )  # fmt: skip
    if not core and kept_name(case) == name:
        draft = make.draft(
            f"{BLANK}{name}", mended(case, name).value, reason=_ASKED.format(**said), prior=0.8
        )
        yield replace(draft, name_question=_OF_WHAT.format(**said))
