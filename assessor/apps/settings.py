"""Where corpus and models are, and what the environment says; read once, at the edge."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Defaults of a machine.

    Attributes
    ----------
    corpus
        Labelled corpus: of the working tree, else the shipped one.
    models
        Where new models are written: ``models/`` of the working tree, else of the current folder.
    use_colour
        Whether the user wants colours at all (https://no-color.org, dumb terminals).
    """

    corpus: Path
    models: Path
    use_colour: bool


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of this machine."""
    given = os.environ if environment is None else environment
    tree = _PACKAGE.parent
    is_tree = (tree / "corpus" / "rows").is_dir() and (tree / "pyproject.toml").is_file()
    shipped = _PACKAGE / "_shipped" / "corpus"
    return Settings(
        corpus=tree / "corpus" if is_tree else shipped,
        models=tree / "models" if is_tree else Path("models"),
        use_colour=not given.get("NO_COLOR") and given.get("TERM", "") != "dumb",
    )
