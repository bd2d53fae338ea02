"""The progress of ``assessor coach``: a small file of the user's own."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from assessor.apps.cli.output import opened, refused
from assessor.errors import ConfigError
from assessor.practice.exercises import Kind
from assessor.practice.progress import Answered, Part
from assessor.practice.recall import FIRST_BOX, LAST_BOX, Box
from assessor.practice.topics import Topic

MOST_KEPT = 5000
_MOST_BYTES = 20_000_000
_NAME = "coach.json"


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    exercise: str = Field(max_length=80)
    kind: Kind
    topic: Topic
    right: bool
    points: float = Field(ge=0, le=1, allow_inf_nan=False)
    answered_at: AwareDatetime


class _Recall(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    topic: Topic
    box: int = Field(ge=FIRST_BOX, le=LAST_BOX)
    due_at: AwareDatetime


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    version: Literal[1] = 1
    answers: tuple[_Answer, ...] = ()
    recalls: tuple[_Recall, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachFile:
    """What is remembered of a trainee, and where."""

    path: Path
    answers: tuple[Answered, ...] = ()
    boxes: tuple[Box, ...] = ()

    def with_answer(self, answer: Answered, boxes: Mapping[Topic, Box]) -> "CoachFile":
        """Return what is remembered after one more answer; the oldest are forgotten."""
        kept = (*self.answers, answer)[-MOST_KEPT:]
        return replace(self, answers=kept, boxes=tuple(boxes.values()))

    def write(self) -> None:
        """Write the file whole or not at all.

        Raises
        ------
        ConfigError
            ``config.output``: it cannot be written.
        """
        told = _File(
            answers=tuple(
                _Answer(exercise=a.exercise, kind=a.kind, topic=a.topic, right=a.right,
                        points=a.points, answered_at=a.answered_at)
                for a in self.answers
            ),
            recalls=tuple(_Recall(topic=b.topic, box=b.box, due_at=b.due_at) for b in self.boxes),
        )  # fmt: skip
        with opened(self.path) as stream:
            stream.write(told.model_dump_json(indent=1) + "\n")


def default_path(environment: Mapping[str, str] | None = None, *, system: str = "") -> Path:
    """Return where the file lies unless the user says otherwise: the user's data folder.

    Raises
    ------
    ConfigError
        ``config.progress``: the system tells no such folder.
    """
    given = os.environ if environment is None else environment
    system = system or sys.platform
    try:
        home = Path(given["HOME"]) if given.get("HOME") else Path.home()
    except RuntimeError:
        raise ConfigError("找不到用户的数据文件夹", hint="请用 --progress 写明进度文件。",
                          code="config.progress") from None  # fmt: skip
    if system == "win32":
        folder = Path(given.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif system == "darwin":
        folder = home / "Library" / "Application Support"
    else:
        told = given.get("XDG_DATA_HOME", "")
        folder = Path(told) if told.startswith("/") else home / ".local" / "share"
    return folder / "assessor" / _NAME


def read_coach_file(path: Path | None) -> CoachFile:
    """Read a progress file; one that is not there yet is empty.

    Parameters
    ----------
    path
        ``None``: the one of the user's data folder, whose folder is made.

    Raises
    ------
    ConfigError
        ``config.progress``: it cannot be read, or is no progress file; it is left as it is.
    """
    place = default_path() if path is None else path
    try:
        if path is None:
            place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            return CoachFile(path=place)
        if not place.is_file() or place.stat().st_size > _MOST_BYTES:
            raise _damaged(place, "不是进度文件")
        told = _File.model_validate(json.loads(place.read_text("utf-8")))
    except OSError as error:
        raise ConfigError(f"{place}：进度文件无法读取（{refused(error)}）",
                          hint="请检查权限，或用 --progress 另写一个文件。",
                          code="config.progress") from error  # fmt: skip
    except (ValueError, ValidationError, RecursionError) as error:
        raise _damaged(place, "内容不是练习进度") from error
    return CoachFile(
        path=place,
        answers=tuple(
            Answered(exercise=a.exercise, kind=a.kind, topic=a.topic, part=Part.PRACTICE,
                     right=a.right, points=a.points, answered_at=a.answered_at)
            for a in told.answers
        ),
        boxes=tuple(Box(topic=r.topic, box=r.box, due_at=r.due_at) for r in told.recalls),
    )  # fmt: skip


def _damaged(path: Path, what: str) -> ConfigError:
    return ConfigError(
        f"{path}：{what}，没有改动它",
        hint="请用 --progress 另写一个文件；不再需要旧进度的，可以先把它移走。",
        code="config.progress",
    )
