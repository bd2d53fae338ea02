"""Quality assessment of Chinese budget performance indicators (绩效指标).

Three functions do the main job; everything heavy is loaded by the first call.

>>> import assessor
>>> [row] = assessor.assess_rows([{"name": "职工素质", "value": "明显提升"}])
>>> row.judgement.weak
True
"""

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from assessor.core.assessment import Assessment, IndicatorAssessment
    from assessor.core.limits import Limits
    from assessor.core.rewrite import Rewrites
    from assessor.core.submission import Indicator

__version__ = "0.1.0"
__all__ = ["__version__", "assess", "assess_rows", "suggest"]


def assess(
    *paths: str | PathLike[str],
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    model: str | PathLike[str] | None = None,
    limits: "Limits | None" = None,
    rewrites: int = 0,
    history: str | PathLike[str] | None = None,
    approved: str | PathLike[str] | None = None,
    as_submission: bool = False,
) -> "Assessment":
    """Assess files and folders.

    Parameters
    ----------
    paths
        Files of any readable format, or folders, which are searched recursively in sorted order.
    select, ignore
        Codes (``W01``), names (``vague-wording``) or families (``W``) of the checks to run and to
        leave out; by default all run.
    model
        Folder of a trained model, by default the shipped one.
    limits
        Bounds on input (:class:`assessor.core.limits.Limits`), by default its defaults.
    rewrites
        Most rewrites proposed for a weak row, 0 to 3.
    history, approved
        A file with last year's submissions, and one with the approved targets of
        self-evaluations; matched by organisation and project. Rewrites may take figures of last
        year's rows.
    as_submission
        A row file is one whole submission; else its rows are judged one by one.

    Returns
    -------
    Assessment
        Documents in input order. An input that cannot be used stands in ``errors`` with its
        reason and never stops the others.

    Raises
    ------
    ConfigError
        ``config.unknown-check``: ``select`` or ``ignore`` names no check; ``config.option``:
        ``rewrites`` is out of range.
    InputError
        ``history`` or ``approved`` cannot be read.
    ModelError
        The model is missing, altered or of another version.

    Examples
    --------
    >>> import assessor, pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "rows.jsonl").write_text('{"name": "培训场次", "value": "≥5场"}', "utf-8")
    >>> result = assessor.assess(folder)
    >>> result.documents[0].submissions[0].projects[0].indicators[0].judgement.weak
    False
    >>> assessor.assess("no-such-file.xlsx").errors[0].code
    'input.missing'
    """
    from pathlib import Path

    from assessor.checks.selection import Selection
    from assessor.core.limits import Limits
    from assessor.pipeline.references import read_references
    from assessor.pipeline.running import Run, RunOptions, assess_sources, assessment
    from assessor.pipeline.sources import find_sources

    bounds = limits or Limits()
    sources = find_sources([Path(path) for path in paths], limits=bounds)
    run = Run(
        RunOptions(
            selection=Selection(select=tuple(select), ignore=tuple(ignore)),
            model=_path(model),
            limits=bounds,
            rewrites=rewrites,
            as_submission=as_submission,
            history=read_references(_path(history), option="history", limits=bounds),
            approved=read_references(_path(approved), option="approved", limits=bounds),
        ),
        reads_files=sources.has_files,
    )
    with run.reader:
        return assessment(run.model_id, assess_sources(run, sources))


def assess_rows(
    rows: "Iterable[Mapping[str, object] | Indicator]",
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    model: str | PathLike[str] | None = None,
    rewrites: int = 0,
) -> "tuple[IndicatorAssessment, ...]":
    """Assess indicator rows.

    Not for millions of rows: all results are held. ``assessor.pipeline.running.assess_rows``
    yields them one by one.

    Parameters
    ----------
    rows
        Indicators, or mappings with ``name`` and ``value`` and, where known, ``level1``,
        ``level2``, ``cycle_value``, ``id``, ``sign``, ``unit``, ``weight``, ``description``,
        ``actual``, ``score``, ``reason`` and ``value_type``; other keys are ignored.
    select, ignore, model, rewrites
        As in :func:`assess`; no row draws on another.

    Returns
    -------
    tuple of IndicatorAssessment
        One per row, in order: judgement, findings, SMART scores, rewrites.

    Raises
    ------
    InputError
        ``input.row-columns``: a row lacks ``name`` or ``value``; the message names the row.

    Examples
    --------
    >>> import assessor
    >>> rows = [
    ...     {"level2": "社会效益指标", "name": "职工素质", "value": "明显提升"},
    ...     {"level2": "数量指标", "name": "开展心理健康课程", "value": "≥5场"},
    ... ]
    >>> [row.judgement.vague for row in assessor.assess_rows(rows)]
    [True, False]
    """
    from assessor.checks.selection import Selection
    from assessor.pipeline.running import Run, RunOptions
    from assessor.pipeline.running import assess_rows as stream

    run = Run(
        RunOptions(
            selection=Selection(select=tuple(select), ignore=tuple(ignore)),
            model=_path(model),
            rewrites=rewrites,
        )
    )
    return tuple(stream(run, rows))


def suggest(
    name: str,
    value: str = "",
    *,
    level: str = "",
    level1: str = "",
    goal: Iterable[str] = (),
    project: str = "",
    most: int = 3,
) -> "Rewrites":
    """Propose what should stand in place of one row.

    For many rows use :func:`assess_rows` with ``rewrites``: this loads the model at every call.

    Parameters
    ----------
    name, value
        As they stand in the form.
    level, level1
        Second and first level as forms print them (社会效益); for ``level`` also the English word
        of its type (``social``).
    goal
        Sentences of the project's goal: only their figures and those of the row itself may
        stand in a rewrite.
    project
        Name of the project.
    most
        Most rewrites, 1 to 3.

    Returns
    -------
    Rewrites
        ``shown``, best first; empty for a row without a defect that a rewording can mend.
        ``withheld`` says why a weak row gets none.

    Raises
    ------
    ConfigError
        ``config.level``: a level is not known; ``config.option``: ``most`` is out of range.
    InputError
        ``input.text``: something told is no text or cannot be written out.

    Examples
    --------
    >>> import assessor
    >>> best = assessor.suggest("职工的获得感", "有所提升", level="社会效益").shown[0]
    >>> best.verdict.value, [slot.field for slot in best.slots]
    ('needs-input', ['value'])
    >>> assessor.suggest("培训场次", "≥5场", level="数量指标").shown
    ()
    """
    from assessor.pipeline.running import Run, RunOptions
    from assessor.pipeline.suggesting import Told, suggest_for

    goals = tuple(goal) if isinstance(goal, Iterable) and not isinstance(goal, str) else goal
    told = Told(name=name, value=value, level=level, level1=level1, goals=goals, project=project)
    return suggest_for(Run(RunOptions(rewrites=most)), told).rewrites


def _path(given: str | PathLike[str] | None) -> "Path | None":
    from pathlib import Path

    return None if given is None else Path(given)
