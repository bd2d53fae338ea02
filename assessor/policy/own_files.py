"""Files of the user that add to the shipped knowledge: which are in force, and their safe reading.

They are data: plain YAML without aliases, bounded in size, number and depth, never followed
through a link. What is in force holds for the whole process; a run hands it to its workers.
"""

import hashlib
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assessor.errors import ConfigError

MOST_BYTES = 200_000
MOST_FILES = 100
_DEEPEST = 12
_LENGTH = 12
_LONGEST_KEY = 40
_ENDS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFiles:
    """Where the user's data stand; nothing by default.

    Attributes
    ----------
    profiles
        One file per frame of indicators.
    lexicons, checks
        Folders; only the YAML files directly inside are read.
    digest
        Of the contents of all files when they were taken into force, ``""`` without files.
    """

    profiles: tuple[Path, ...] = ()
    lexicons: Path | None = None
    checks: Path | None = None
    digest: str = ""


@dataclass(slots=True)
class _InForce:
    files: OwnFiles


_IN_FORCE = _InForce(OwnFiles())
_FORGETTERS: list[Callable[[], None]] = []


def own_files() -> OwnFiles:
    """Return the files in force."""
    return _IN_FORCE.files


def use_own_files(files: OwnFiles) -> None:
    """Take files into force; whatever was read with others is forgotten."""
    if files == _IN_FORCE.files:
        return
    _IN_FORCE.files = files
    for forget in _FORGETTERS:
        forget()


def on_change(forget: Callable[[], None]) -> None:
    """Have ``forget`` called when other files come into force."""
    _FORGETTERS.append(forget)


def digest_of(files: OwnFiles) -> str:
    """Return the digest of the contents of all files, ``""`` without any.

    Raises
    ------
    ConfigError
        ``config.own-file``
    """
    digest = hashlib.sha256()
    paths = [("profile", path) for path in files.profiles]
    for kind, folder in (("lexicon", files.lexicons), ("check", files.checks)):
        paths += [(kind, path) for path in yaml_files(folder)] if folder else []
    for kind, path in paths:
        digest.update(f"{kind}/{path.name}\0".encode() + _bytes(path) + b"\0")
    return digest.hexdigest()[:_LENGTH] if paths else ""


def yaml_files(folder: Path) -> tuple[Path, ...]:
    """Return the YAML files directly inside a folder, by name.

    Raises
    ------
    ConfigError
        ``config.own-file``: the folder cannot be listed, is a link, or holds links or too much.
    """
    try:
        if folder.is_symlink() or not folder.is_dir():
            raise wrong(folder, "不是文件夹（或是链接）", "请写一个真正的文件夹。")
        names = sorted(folder.iterdir())
    except OSError as error:
        raise wrong(folder, f"打不开（{error.strerror}）", "请检查访问权限。") from error
    paths = [path for path in names if path.suffix.lower() in _ENDS]
    # Windows hides the last part of a name, and its editor adds one.
    hidden = [path for path in names if path.stem.lower().endswith(_ENDS) and path not in paths]
    if hidden:
        raise wrong(hidden[0], "没有读取：文件名不以 .yaml 结尾", f"请改名为 {hidden[0].stem}。")
    if not paths:
        raise wrong(
            folder, "中没有 YAML 文件", "请放入以 .yaml 结尾的文件，或从设置文件中删去这一项。"
        )
    if len(paths) > MOST_FILES:
        raise wrong(folder, f"有 {len(paths)} 个 YAML 文件，最多 {MOST_FILES} 个", "请合并文件。")
    return tuple(paths)


def read_own(path: Path) -> object:
    """Return what one file holds.

    Raises
    ------
    ConfigError
        ``config.own-file``: a link, too large, not UTF-8, no YAML, or with aliases or too deep.
    """
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise wrong(path, "不是 UTF-8 编码", "请用记事本打开，另存为 UTF-8 编码。") from error
    # Who has no own data does not load the parser.
    import yaml  # noqa: PLC0415

    from assessor.text.yaml_text import read_yaml  # noqa: PLC0415

    try:
        _refuse_tricks(path, text)
        return read_yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行" if mark is not None else ""
        raise wrong(
            path, f"{place}不是正确的 YAML", "请检查缩进、冒号后的空格和引号；含 : # [ { 的文字放在引号里。"
        ) from error  # fmt: skip


def wrong(path: Path, what: str, hint: str) -> ConfigError:
    """Return the error that tells of a file."""
    return ConfigError(f"{path}：{what}", hint=hint, code="config.own-file")


def _refuse_tricks(path: Path, text: str) -> None:
    import yaml  # noqa: PLC0415 - see above

    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise wrong(path, f"{_line(event)}用了引用（*）", "请把内容直接写出来。")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise wrong(path, f"{_line(event)}嵌套超过 {_DEEPEST} 层", "请检查括号和缩进。")
    _refuse_doubles(path, yaml.compose(text, Loader=yaml.SafeLoader))


def _refuse_doubles(path: Path, node: object) -> None:
    """Refuse a key that stands twice: the first one would be lost without a word."""
    content = getattr(node, "value", None)
    if not isinstance(content, list):
        return
    seen: set[str] = set()
    for item in content:
        for part in item if isinstance(item, tuple) else (item,):
            _refuse_doubles(path, part)
        key = getattr(item[0], "value", None) if isinstance(item, tuple) else None
        if isinstance(key, str) and key in seen:
            shown = key if len(key) <= _LONGEST_KEY else f"{key[:_LONGEST_KEY]}…"
            raise wrong(path, f"{_line(item[0])}的 {shown} 重复", "同一个键只写一次。")
        if isinstance(key, str):
            seen.add(key)


def _line(event: object) -> str:
    mark = getattr(event, "start_mark", None)
    return f"第 {mark.line + 1} 行" if mark is not None else ""


def _bytes(path: Path) -> bytes:
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise wrong(path, "不是普通文件（链接和文件夹不读取）", "请把文件本身放在这里。")
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise wrong(
            path, f"打不开（{error.strerror or type(error).__name__}）", "请检查文件名和访问权限。"
        ) from error
    if len(data) > MOST_BYTES:
        raise wrong(path, f"超过 {MOST_BYTES:,} 字节", "请拆成几个文件。")
    return data
