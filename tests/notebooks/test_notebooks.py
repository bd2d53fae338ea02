"""Both notebooks run from a clean start, show their key figures, and match their scripts."""

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from nbformat import NotebookNode

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
LARGEST_TOTAL = 1_500_000
MACHINE_PATH = re.compile(r"/(?:home|root|tmp|work|Users|usr|opt)/|[A-Z]:\\\\")
FEWEST_PLOTS = {"corpus": 7, "classifiers": 6}
KEY_FIGURES = {
    "corpus": (
        r"rows: [1-9]\d{3}",
        r"sector groups: [1-9]\d",
        r"rows for which more than one type is accepted: \d+%",
        r"\| further-1-vague \| [1-9]\d* \| \d+% \|",
        r"\*\*open\*\* \([1-9]\d* rows\)",
        r"words in at least ten rows: [1-9]",
        r"\| vague \| [1-9]\d* \| [\d.]+% \| [01]\.\d\d \|",
        r"weak rows with a rewrite: [1-9]\d*",
    ),
    "classifiers": (
        r"\| vague \| [1-9]\d* \|(?: 0\.\d{3} \|){3} 0\.\d{3}–[01]\.\d{3} \| 0\.\d{3} \|",
        r"value_kind: \d+ of \d+ right \(0\.\d{3}\)",
        r"level: \d+ of \d+ right \(0\.\d{3}\)",
        r"weak: F1 0\.\d{3}",
        r"\w+ taken for \w+: [1-9]\d* rows",
        r"\*\*level\*\*",
        r"traps: [1-9]\d* rows",
        r"明显提升 \(value, \+",
    ),
}


def _build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notebook_build", NOTEBOOKS / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]


def _printed(notebook: NotebookNode) -> str:
    texts = []
    for output in _outputs(notebook):
        data = output.get("data", {})
        texts.append(output.get("text", "") + data.get("text/markdown", ""))
    return "\n".join(texts)


def _assert_key_figures(name: str, notebook: NotebookNode) -> None:
    printed = _printed(notebook)
    for figure in KEY_FIGURES[name]:
        assert re.search(figure, printed), figure
    plots = [o for o in _outputs(notebook) if "image/png" in o.get("data", {})]
    assert len(plots) >= FEWEST_PLOTS[name]


@pytest.mark.parametrize("name", sorted(KEY_FIGURES))
def test_every_cell_runs_and_the_key_figures_are_there(name: str, tmp_path: Path) -> None:
    notebook = _build().executed(name, tmp_path)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert cells
    assert all(cell.execution_count for cell in cells)
    _assert_key_figures(name, notebook)


@pytest.mark.parametrize("name", sorted(KEY_FIGURES))
def test_the_kept_notebook_has_the_cells_of_its_script_and_outputs(name: str) -> None:
    kept = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    written = _build().source(name)
    assert [(c.cell_type, c.source) for c in kept.cells] == [
        (c.cell_type, c.source) for c in written.cells
    ]
    _assert_key_figures(name, kept)


def test_kept_notebooks_are_small_and_name_no_machine() -> None:
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    assert [path.stem for path in paths] == sorted(KEY_FIGURES)
    assert sum(path.stat().st_size for path in paths) < LARGEST_TOTAL
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        for output in _outputs(notebook):
            texts = {k: v for k, v in output.get("data", {}).items() if not k.startswith("image/")}
            assert not MACHINE_PATH.search(json.dumps([texts, output.get("text", "")]))
