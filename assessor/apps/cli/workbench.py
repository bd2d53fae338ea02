"""``assessor workbench``: what is done at the server itself, beside ``assessor serve``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.apps.cli import options
from assessor.apps.cli.output import layout_for, opened, write_lines
from assessor.apps.cli.talk import say
from assessor.errors import ConfigError
from assessor.reports.lines import Line, Style, hanging, visible

if TYPE_CHECKING:
    from assessor.workbench.accounts import Account
    from assessor.workbench.audit import Kept
    from assessor.workbench.data_folder import DataFolder
    from assessor.workbench.database import Database

SOUND, BROKEN, INCOMPLETE = 0, 1, 2
HELP = "管理工作台：建管理员、核验操作日志、备份、恢复、升级数据库"
ADMIN_HELP = """建立第一个管理员账号；忘记密码时用 --recover 重设

密码在屏幕上输入两次，不显示；脚本中用 --password-stdin 从标准输入读一行。密码不能写在命令行里。"""
ADMIN_EPILOG = """示例：
  assessor workbench admin guanli --name 张三
  assessor workbench admin guanli --recover          重设密码，并解除停用和锁定"""
USERS_HELP = "列出全部账号"
VERIFY_HELP = """核验操作日志：有没有记录被改动、删除、插入、调换或截断

日志逐条相扣，但能改写整个数据库的人可以把日志全部重写，这时只有另存的摘要能发现。请把每次核验显示的\
“第几条:摘要”记到别处（例如打印存档），下次用 --kept 核对。"""
VERIFY_EPILOG = """退出状态：0 日志完整；1 发现问题；2 无法核验。

示例：
  assessor workbench verify
  assessor workbench verify --kept 128:5f0c…（64 位摘要）"""
BACKUP_HELP = """备份全部记录和上传的文件，可在工作台运行时进行

备份是一个 ZIP 文件，含账号和申报内容，请妥善保管。SQLite 和 PostgreSQL 的备份通用。"""
BACKUP_EPILOG = """退出状态：0 已备份；1 已备份，但操作日志有问题；2 没有备份，或有上传的文件已丢失（其余已备份）。

示例：
  assessor workbench backup /backup/2026-03-02.zip"""
RESTORE_HELP = "把备份恢复到一个空的工作台；备份损坏或被改动时不恢复"
RESTORE_EPILOG = """退出状态：0 已恢复；1 已恢复，但备份时操作日志就有问题；2 没有恢复。

示例：
  assessor workbench restore /backup/2026-03-02.zip --data /srv/assessor-new
  assessor workbench restore 备份.zip --data 新文件夹 --database postgresql+psycopg://…"""
UPGRADE_HELP = "把数据库升级到这一版程序的结构（先备份；工作台须停止）"
LABELS_HELP = """把审核结论导出为语料行，供重新训练

每行一个 JSON 对象，可用 assessor corpus check 检查。"""
EPILOG = """示例：
  assessor workbench admin guanli --name 张三
  assessor workbench verify
  assessor workbench backup /backup/2026-03-02.zip"""

Data = Annotated[
    Path,
    typer.Option("--data", metavar="文件夹", help="工作台的数据文件夹，默认 assessor-data"),
]
Address = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="地址", help="数据库地址；不写则用数据文件夹里的 SQLite",
        envvar="ASSESSOR_DATABASE",
    ),
]  # fmt: skip
_DATA = Path("assessor-data")


def admin(
    login: Annotated[str, typer.Argument(metavar="登录名", help="管理员的登录名")],
    name: Annotated[
        str | None, typer.Option("--name", metavar="姓名", help="管理员的姓名，默认同登录名")
    ] = None,
    recover: Annotated[
        bool, typer.Option("--recover", help="已有的管理员：重设密码，解除停用和锁定")
    ] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="从标准输入读一行作为密码")
    ] = False,
    data: Data = _DATA,
    database: Address = None,
) -> None:
    """Make the first administrator, or let one in again."""
    from assessor.workbench import accounts
    from assessor.workbench.data_folder import DataFolder
    from assessor.workbench.upgrading import upgrade

    password = _password(from_stdin=password_stdin, rules=accounts.PASSWORD_RULES)
    if recover:
        with _record(data, database) as (_, record), record.writing() as session:
            accounts.recover_admin(session, login=login, password=password, now=_now())
        say(f"已重设管理员 {login} 的密码，请重新登录。")
        return
    upgrade(database or DataFolder(data).database_url)
    with _record(data, database) as (_, record), record.writing() as session:
        accounts.create_first_admin(
            session, login=login, name=name or login, password=password, now=_now()
        )
    say(f"已建立管理员 {login}。现在可以运行 assessor serve，用浏览器登录后添加其他账号。")


def users(data: Data = _DATA, database: Address = None) -> None:
    """List the accounts."""
    from assessor.workbench.accounts import every_account

    with _record(data, database) as (_, record), record.reading() as session:
        found = every_account(session)
    columns = layout_for(None, {}).columns
    write_lines((line for one in found for line in _account(one, columns)), output=None)
    if not found:
        say("还没有账号。请先运行 assessor workbench admin。")


def verify(
    kept: Annotated[
        str | None,
        typer.Option("--kept", metavar="条号:摘要", help="核对以前另存的一条，例如 128:5f0c…"),
    ] = None,
    data: Data = _DATA,
    database: Address = None,
) -> None:
    """Verify the audit log and print its head."""
    from assessor.workbench import audit

    noted = None if kept is None else _kept(kept)
    with _record(data, database) as (_, record), record.reading() as session:
        found = audit.verify(session, kept=noted)
    head = (("另存核对用：", Style.DIM), (f"{found.number}:{found.digest}", Style.PLAIN))
    if found.is_sound:
        text = f"操作日志完整，共 {found.entries} 条" + ("，与另存的摘要一致" if kept else "")
        write_lines([((text, Style.GOOD),), head], output=None)
        return
    text = f"操作日志有问题：{found.problem}"
    advice = "请保护现场，不要再写入；对照最近一次可信的备份查找原因。"
    write_lines([((text, Style.BLOCKER),), ((advice, Style.PLAIN),)], output=None)
    raise typer.Exit(BROKEN)


def backup(
    output: Annotated[
        Path, typer.Argument(metavar="文件", help="写到哪个文件（.zip）；已有的文件不会被覆盖")
    ],
    data: Data = _DATA,
    database: Address = None,
) -> None:
    """Back up all tables and files."""
    from assessor.workbench.backup import backup as write_backup

    with _record(data, database) as (folder, record):
        made = write_backup(record, folder.files, output, now=_now())
    say(f"已备份 {made.rows} 条记录、{made.files} 个文件：{output}")
    digest = (
        ("备份摘要（请另存，恢复时用 --digest 核对）：", Style.DIM),
        (made.digest, Style.PLAIN),
    )
    write_lines([digest], output=None)
    if made.audit.problem:
        say(f"操作日志有问题：{made.audit.problem}")
    if made.missing:
        say(f"有 {len(made.missing)} 个上传的文件已丢失或损坏，没有备份，例如 {made.missing[0]}")
        raise typer.Exit(INCOMPLETE)
    raise typer.Exit(BROKEN if made.audit.problem else SOUND)


def restore(
    source: Annotated[Path, typer.Argument(metavar="文件", help="备份文件")],
    digest: Annotated[
        str | None,
        typer.Option("--digest", metavar="摘要", help="备份时显示的摘要，不一致就不恢复"),
    ] = None,
    data: Data = _DATA,
    database: Address = None,
) -> None:
    """Restore a backup into an empty workbench."""
    from assessor.workbench.data_folder import DataFolder
    from assessor.workbench.restoring import restore as restore_backup

    told = restore_backup(source, DataFolder(data), database_url=database, digest=digest)
    say(f"已恢复 {told.rows} 条记录、{told.files} 个文件（备份于 {told.made_at}），操作日志共 "
        f"{told.audit_number} 条，已核验。")  # fmt: skip
    if told.missing:
        say(f"备份时已有 {told.missing} 个上传的文件丢失，无法恢复。")
    if told.audit_problem:
        say(f"备份时操作日志就有问题：{told.audit_problem}")
        raise typer.Exit(BROKEN)


def upgrade(data: Data = _DATA, database: Address = None) -> None:
    """Bring the database to the tables of this version."""
    from assessor.workbench.data_folder import DataFolder
    from assessor.workbench.upgrading import upgrade as upgrade_database

    folder = DataFolder(data)
    with folder.lock():
        upgrade_database(database or folder.database_url)
    say("数据库已是这一版程序的结构。")


def export_labels(
    output: options.Output = None, data: Data = _DATA, database: Address = None
) -> None:
    """Write decisions as rows of a corpus."""
    import json

    from assessor.workbench.labels import export_labels as labels
    from assessor.workbench.permissions import Actor
    from assessor.workbench.states import Role

    keeper = Actor(id=0, login="（服务器命令行）", name="", role=Role.ADMIN)
    count = 0
    with (
        _record(data, database) as (_, record),
        record.writing() as session,  # the export is itself an entry of the log
        opened(output) as stream,
    ):
        for row in labels(session, keeper, now=_now()):
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    say(f"已导出 {count} 行" + (f"：{output}" if output else ""))


COMMANDS = (
    ("admin", admin, ADMIN_HELP, ADMIN_EPILOG),
    ("users", users, USERS_HELP, None),
    ("verify", verify, VERIFY_HELP, VERIFY_EPILOG),
    ("backup", backup, BACKUP_HELP, BACKUP_EPILOG),
    ("restore", restore, RESTORE_HELP, RESTORE_EPILOG),
    ("upgrade", upgrade, UPGRADE_HELP, None),
    ("export-labels", export_labels, LABELS_HELP, None),
)


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _record(data: Path, address: str | None) -> "Iterator[tuple[DataFolder, Database]]":
    """Open an existing record that is at the tables of this version."""
    from assessor.workbench.data_folder import DataFolder
    from assessor.workbench.database import Database
    from assessor.workbench.upgrading import check_current

    if address is None and (not data.is_dir() or DataFolder(data).is_new):
        raise ConfigError(
            f"{data}：不是工作台的数据文件夹",
            hint="请用 --data 指定；第一次使用请先运行 assessor workbench admin。",
            code="config.data-folder",
        )
    folder = DataFolder(data)
    url = address or folder.database_url
    check_current(url)
    record = Database(url)
    try:
        yield folder, record
    finally:
        record.close()


def _password(*, from_stdin: bool, rules: str) -> str:
    """Ask for a password twice, unseen, or read one line."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise ConfigError(
            "没有终端，不能输入密码",
            hint="在脚本中请加 --password-stdin，从标准输入送一行密码。",
            code="config.usage",
        )
    import getpass

    say(rules)
    first = getpass.getpass("密码：")
    if first != getpass.getpass("再输入一次："):
        raise ConfigError("两次输入的密码不一致", hint="请重新运行。", code="config.usage")
    return first


def _kept(text: str) -> "Kept":
    from assessor.workbench.audit import Kept

    number, _, digest = text.replace("：", ":").strip().partition(":")
    is_digest = len(digest) == 64 and set(digest.lower()) <= set("0123456789abcdef")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18 and is_digest):
        raise ConfigError(
            "--kept 的写法不对",
            hint="应为“条号:摘要”，如 assessor workbench verify 显示的那样。",
            code="config.usage",
        )
    return Kept(number=int(number), digest=digest.lower())


def _account(one: "Account", columns: int) -> Iterator[Line]:
    from assessor.workbench.states import ROLE_WORDS

    told = [ROLE_WORDS[one.role], *filter(None, [one.unit]), "" if one.active else "已停用"]
    text = f"{one.name}（{'，'.join(filter(None, told))}）"
    head = ((f"{visible(one.login)}  ", Style.HEADING),)
    yield from hanging(head, ((visible(text), Style.PLAIN),), columns)
