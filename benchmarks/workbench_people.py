"""People at the workbench, as the server sees them: they upload, list, open, decide and look."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import httpx

from benchmarks.workbench_papers import UploadedPaper

PASSWORD = "Yali-Ceshi-2026"
_REASON = "已核对原件，指标写得清楚"
_FORM = re.compile(r'name="form" value="([^"]+)"')
_FINE = frozenset({200, 201, 202})
_DECIDED_MEANWHILE = 409
_ROUND = "first"
_LOOK_AGAIN_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account with a token of the interface."""

    login: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDecision:
    """A decision that the server has answered with success."""

    id: int
    submission: int
    finding: str
    verdict: str
    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptUpload:
    """An upload that the server has answered with success: the papers, in their order."""

    batch: int
    papers: tuple[tuple[int, UploadedPaper], ...]


@dataclass(slots=True, kw_only=True)
class Experience:
    """What somebody has lived through; those of several people can be put together.

    Attributes
    ----------
    seconds
        Of each request that was answered well, by its kind.
    unforeseen
        Answers that nobody should get.
    unanswered
        Requests on which the connection broke, by their kind; and the papers in such uploads.
    """

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    unforeseen: list[str] = field(default_factory=list)
    unanswered: Counter[str] = field(default_factory=Counter)
    unanswered_uploads: list[tuple[UploadedPaper, ...]] = field(default_factory=list)
    decisions: list[KeptDecision] = field(default_factory=list)
    uploads: list[KeptUpload] = field(default_factory=list)

    def add(self, other: "Experience") -> None:
        """Take over what another one holds."""
        for kind, seconds in other.seconds.items():
            self.seconds.setdefault(kind, []).extend(seconds)
        self.statuses += other.statuses
        self.unforeseen += other.unforeseen
        self.unanswered += other.unanswered
        self.unanswered_uploads += other.unanswered_uploads
        self.decisions += other.decisions
        self.uploads += other.uploads

    @classmethod
    def of(cls, people: "Iterable[Client]") -> Self:
        """Return what some people have lived through together."""
        whole = cls()
        for one in people:
            whole.add(one.experience)
        return whole


class BrokenError(Exception):
    """The connection broke before an answer came."""


class Client:
    """One person with a browser (a session) and a program (a token).

    Parameters
    ----------
    seed
        What is chosen by chance is chosen by it.
    """

    def __init__(self, address: str, person: Person, *, seed: int = 0) -> None:
        self.person = person
        self.experience = Experience()
        self._chance = random.Random(seed)
        patience = httpx.Timeout(120)
        self._browser = httpx.Client(base_url=address, timeout=patience, trust_env=False)
        self._program = httpx.Client(
            base_url=f"{address}/api/v1", timeout=patience, trust_env=False,
            headers={"Authorization": f"Bearer {person.token}"},
        )  # fmt: skip
        self._address = address

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._browser.close()
        self._program.close()

    def handed_over(self) -> Experience:
        """Return what was lived through so far, and begin anew."""
        lived, self.experience = self.experience, Experience()
        return lived

    def signing_in(self) -> Iterator[None]:
        """Begin a session with the form of the sign-in page; one step."""
        yield self._sign_in()

    def reviewing(self, rounds: int) -> Iterator[None]:
        """Yield after each round of a reviewer."""
        for _ in range(rounds):
            yield self._review()

    def uploading(self, requests: Iterable[Sequence[UploadedPaper]]) -> Iterator[None]:
        """Yield after each upload."""
        for chosen in requests:
            yield self._upload(chosen)

    def sees_no_queue(self) -> bool:
        """Tell whether the server has worked off all papers."""
        told = self._program.get("/health").json()
        return bool(told["queue"] == 0)

    def _sign_in(self) -> None:
        page = self._asked("sign-in page", self._browser, "GET", "/sign-in")
        form = _FORM.search(page.text)
        if form is None:
            return
        self._asked(
            "sign-in", self._browser, "POST", "/sign-in", fine=frozenset({303}),
            data={"login": self.person.login, "password": PASSWORD, "form": form[1]},
            headers={"Origin": self._address},
        )  # fmt: skip

    def _upload(self, chosen: Sequence[UploadedPaper]) -> None:
        """Hand papers in with one request."""
        try:
            answer = self._asked(
                "upload", self._program, "POST", "/submissions",
                files=[("files", (one.name, one.data)) for one in chosen],
            )  # fmt: skip
        except BrokenError:
            self.experience.unanswered_uploads.append(tuple(chosen))
            raise
        if answer.status_code in _FINE:
            told = answer.json()
            by_name = {one.name: one for one in chosen}
            self.experience.uploads.append(
                KeptUpload(
                    batch=told["id"],
                    papers=tuple((one["id"], by_name[one["name"]]) for one in told["papers"]),
                )
            )

    def _review(self) -> None:
        """List, open one, decide on a finding of it, and look at both pages."""
        listed = self._asked(
            "list", self._program, "GET", "/submissions",
            params={"size": 50, "sort": self._chance.choice(("risk", "unit", "assessed_at"))},
        )  # fmt: skip
        rows = listed.json()["rows"] if listed.status_code in _FINE else []
        if not rows:
            time.sleep(_LOOK_AGAIN_S)
            return
        number = self._chance.choice(rows)["id"]
        opened = self._asked("open", self._program, "GET", f"/submissions/{number}")
        if opened.status_code in _FINE:
            self._decide(number, opened.json())
        for kind, path in (("inbox page", "/inbox"), ("submission page", f"/submissions/{number}")):
            self._asked(kind, self._browser, "GET", path, headers={"Accept": "text/html"})

    def _decide(self, number: int, told: dict[str, Any]) -> None:
        known = {one["finding"]: one["id"] for one in told["decisions"] if one["round"] == _ROUND}
        found = sorted(_findings(told["result"]))
        if not found:
            return
        finding = self._chance.choice(found)
        verdict = self._chance.choice(("accept", "dismiss"))
        answer = self._asked(
            "decide", self._program, "POST", f"/submissions/{number}/decisions",
            fine=_FINE | {_DECIDED_MEANWHILE},
            json={
                "finding": finding, "verdict": verdict, "seen": known.get(finding),
                "reason": _REASON if verdict == "dismiss" else "",
            },
        )  # fmt: skip
        if answer.status_code in _FINE:
            self.experience.decisions.append(
                KeptDecision(
                    id=answer.json()["id"],
                    submission=number,
                    finding=finding,
                    verdict=verdict,
                    login=self.person.login,
                )
            )

    def _asked(
        self,
        kind: str,
        client: httpx.Client,
        method: str,
        path: str,
        *,
        fine: frozenset[int] = _FINE,
        **content: Any,  # noqa: ANN401 - what httpx takes
    ) -> httpx.Response:
        """Send a request and note its answer.

        Raises
        ------
        BrokenError
        """
        begun = time.monotonic()
        try:
            answer = client.request(method, path, **content)
        except httpx.TransportError as error:
            self.experience.unanswered[kind] += 1
            raise BrokenError(f"{kind}: {error!r}") from error
        self.experience.statuses[answer.status_code] += 1
        if answer.status_code in fine:
            self.experience.seconds.setdefault(kind, []).append(time.monotonic() - begun)
        else:
            self.experience.unforeseen.append(f"{kind}: {answer.status_code} {answer.text[:300]}")
        return answer


def _findings(result: dict[str, Any]) -> Iterator[str]:
    """Yield the ids of all findings of a submission."""
    parts = [result, *result["projects"]]
    parts += [row for project in result["projects"] for row in project["indicators"]]
    for part in parts:
        yield from (finding["id"] for finding in part["findings"])


@contextmanager
def clients(address: str, people: Sequence[Person]) -> Iterator[tuple[Client, ...]]:
    """Open a client for each person."""
    opened = tuple(Client(address, one, seed=seed) for seed, one in enumerate(people, 1))
    try:
        yield opened
    finally:
        for one in opened:
            one.__exit__()


def together(works: Sequence[Iterable[object]]) -> None:
    """Let people work at the same time, each step by step, until all are done.

    Who meets a broken connection stops; that is noted in the experience.
    """
    begin = threading.Barrier(len(works))

    def work(steps: Iterable[object]) -> None:
        begin.wait()
        try:
            for _ in steps:
                pass
        except BrokenError:
            return

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(work, steps) for steps in works]:
            done.result()
