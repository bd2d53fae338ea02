"""A baseline: the findings that were there at some time, file by file."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from assessor.core.finding import Place
from assessor.core.fingerprint import FindingContent
from assessor.core.submission import Extraction
from assessor.sifting.same_things import SameThings, similarity

_FREE_TEXT = frozenset([Place.GOAL.value, Place.PARAGRAPH.value])
_LEAST_TEXT = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFinding:
    """A finding that was there, ``count`` times in one file.

    Attributes
    ----------
    where
        For people, in files of the first format.
    content
        What it is known by after small edits, ``None`` in files of the first format.
    """

    fingerprint: str
    count: int = 1
    where: str = ""
    content: FindingContent | None = None

    @property
    def code(self) -> str:
        """Code of its check."""
        return code_of(self.fingerprint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What was found when it was written.

    Attributes
    ----------
    files
        Findings by the name of the file as seen from the baseline; a clean file has none.
    model_id
        The model that judged then.
    """

    files: Mapping[str, tuple[KnownFinding, ...]] = field(default_factory=dict)
    model_id: str = ""

    @property
    def count(self) -> int:
        """How many findings it holds."""
        return sum(known.count for entries in self.files.values() for known in entries)

    @property
    def is_old(self) -> bool:
        """Whether some findings are known word by word only."""
        return any(known.content is None for entries in self.files.values() for known in entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worse:
    """A file that has more findings of one check than before."""

    file: str
    code: str
    before: int
    now: int


class BaselineMatcher:
    """Takes findings of a run out of a baseline, each as often as it was there.

    What nothing stands for word by word may be one whose row, project or words were edited a
    little: the same check at the same field of what was the same row.

    Findings of files that are no longer there may be taken by a file that is new: it was
    renamed or moved.

    Parameters
    ----------
    present
        Names of all files of the run.
    """

    def __init__(self, baseline: Baseline, *, present: Collection[str]) -> None:
        self.baseline = baseline
        self._present = frozenset(present)
        self._own = {
            file: Counter({known.fingerprint: known.count for known in entries})
            for file, entries in baseline.files.items()
        }
        self._homeless: dict[str, list[str]] = {}
        for file, entries in baseline.files.items():
            if file not in present:
                for known in entries:
                    self._homeless.setdefault(known.fingerprint, []).extend([file] * known.count)
        self.taken_from: Counter[tuple[str, str]] = Counter()
        self._moved: Counter[tuple[str, str]] = Counter()
        self._same: SameThings | None = None
        self._by_place: dict[tuple[str, ...], list[KnownFinding]] = {}

    def begin(self, file: str, extraction: Extraction) -> None:
        """Turn to another file, as it is now."""
        entries = [
            (known, known.content)
            for known in self.baseline.files.get(file, ())
            if known.content is not None
        ]
        self._by_place = {}
        for known, content in entries:
            at = (content.unit, content.project, content.thing)
            key = _key(at, known.code, content)
            self._by_place.setdefault(key, []).append(known)
        self._same = (
            SameThings((content for _, content in entries), extraction) if entries else None
        )

    def take_similar(self, file: str, code: str, content: FindingContent) -> bool:
        """Tell whether a finding that :meth:`take` did not know was there before small edits."""
        own = self._own.get(file)
        at = self._same.before(content) if self._same is not None else None
        if own is None or at is None:
            return False
        best: tuple[float, str] | None = None
        for known in self._by_place.get(_key(at, code, content), ()):
            if own[known.fingerprint] > 0 and known.content is not None:
                score = similarity(known.content.words, content.words)
                best = max(best or (-1.0, ""), (score, known.fingerprint))
        if best is None or (content.place in _FREE_TEXT and best[0] < _LEAST_TEXT):
            return False
        own[best[1]] -= 1
        return True

    def take(self, file: str, fingerprint: str) -> bool:
        """Tell whether a finding was there, and count it as seen."""
        own = self._own.get(file)
        if own is not None:
            if own[fingerprint] <= 0:
                return False
            own[fingerprint] -= 1
            return True
        homes = self._homeless.get(fingerprint)
        if not homes:
            return False
        self.taken_from[homes.pop(), fingerprint] += 1
        self._moved[file, code_of(fingerprint)] += 1
        return True

    def of_present(self) -> Iterator[tuple[str, tuple[KnownFinding, ...]]]:
        """Yield what was found in each of the files of the run."""
        for file, entries in self.baseline.files.items():
            if file in self._present:
                yield file, entries

    def before(self, file: str, code: str) -> int:
        """Return how many findings of a check the file had."""
        entries = self.baseline.files.get(file)
        if entries is None:
            return self._moved[file, code]
        return sum(known.count for known in entries if known.code == code)


def worse_counts(
    matcher: BaselineMatcher, found: Mapping[str, Iterable[KnownFinding]]
) -> tuple[Worse, ...]:
    """Return every file and check with more findings than before."""
    worse = []
    for file, entries in found.items():
        now: Counter[str] = Counter()
        for known in entries:
            now[known.code] += known.count
        for code in sorted(now):
            before = matcher.before(file, code)
            if now[code] > before:
                worse.append(Worse(file=file, code=code, before=before, now=now[code]))
    return tuple(worse)


def tightened(
    matcher: BaselineMatcher,
    found: Mapping[str, Iterable[KnownFinding]],
    *,
    judged: Mapping[str, frozenset[str]],
    model_id: str,
) -> Baseline:
    """Return the baseline with what is there now, where that was looked at.

    Parameters
    ----------
    found
        Findings of the files that could be assessed.
    judged
        Codes of the checks that judged each of them; what other checks had found before stays.
    """
    files: dict[str, tuple[KnownFinding, ...]] = {}
    for file, entries in matcher.baseline.files.items():
        if file not in found:
            left = _left(matcher, file, entries)
            if left or not entries:
                files[file] = left
    for file, now in found.items():
        codes = judged.get(file, frozenset())
        before = matcher.baseline.files.get(file, ())
        files[file] = in_order([*now, *(known for known in before if known.code not in codes)])
    return Baseline(files=files, model_id=model_id)


def in_order(entries: Iterable[KnownFinding]) -> tuple[KnownFinding, ...]:
    """Return each finding once, with the largest of its counts, sorted."""
    best: dict[str, KnownFinding] = {}
    for known in entries:
        other = best.get(known.fingerprint)
        if other is None or other.count < known.count:
            best[known.fingerprint] = known
    return tuple(best[fingerprint] for fingerprint in sorted(best))


def code_of(fingerprint: str) -> str:
    """Return the code of the check that a fingerprint begins with."""
    return fingerprint.partition("-")[0]


def _left(
    matcher: BaselineMatcher, file: str, entries: tuple[KnownFinding, ...]
) -> tuple[KnownFinding, ...]:
    kept = []
    for known in entries:
        count = known.count - matcher.taken_from[file, known.fingerprint]
        if count > 0:
            kept.append(replace(known, count=count))
    return tuple(kept)


def _key(at: tuple[str, str, str], code: str, content: FindingContent) -> tuple[str, ...]:
    return (*at, code, content.place, content.field)
