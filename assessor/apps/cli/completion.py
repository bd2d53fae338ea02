"""``assessor completion``: the script by which a shell completes commands and options."""

import os
import sys
from typing import Annotated

import typer

from assessor.apps.cli import options
from assessor.errors import ConfigError

VARIABLE = "_ASSESSOR_COMPLETE"
SHELLS = ("bash", "zsh", "fish", "powershell")
HELP = "输出命令补全脚本：按 Tab 键补全命令和选项"
EPILOG = """不写名称时按当前使用的命令行识别。

示例：
  bash  assessor completion bash >> ~/.bashrc
  zsh   assessor completion zsh > ~/.zfunc/_assessor
  fish  assessor completion fish > ~/.config/fish/completions/assessor.fish
  PowerShell
        assessor completion powershell >> $PROFILE"""


def completion(
    shell: Annotated[
        str, typer.Argument(metavar="[名称]", help=f"{'、'.join(SHELLS)}", show_default=False)
    ] = "",
) -> None:
    """Write the script of one shell."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    name = options.choice(shell, SHELLS, option="名称") if shell else _current()
    script = get_completion_script(prog_name="assessor", complete_var=VARIABLE, shell=name)
    sys.stdout.write(script + "\n")


def prepare() -> None:
    """Let typer answer the calls of a shell's script; costs nothing in other calls."""
    if os.environ.get(VARIABLE):
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()


def _current() -> str:
    name = os.path.basename(os.environ.get("SHELL", "")).removesuffix(".exe").lower()
    if name in SHELLS:
        return name
    if os.name == "nt":
        return "powershell"
    raise ConfigError(
        "看不出当前用的是哪种命令行",
        hint=f"请写明：{'、'.join(f'assessor completion {shell}' for shell in SHELLS)}。",
        code="config.option",
    )
