"""Make the notebooks from their scripts, and run them: ``python notebooks/build.py``.

A notebook is written as a percent script (``corpus.py``); its ``.ipynb`` is generated with
outputs and never edited. Nothing of the machine that ran it stays in the file: no paths, no
times, no names of a kernel.
"""

import os
import sys
from pathlib import Path

import jupytext  # type: ignore[import-untyped]
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parent
NAMES = ("corpus", "classifiers")
TIMEOUT_S = 600
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def source(name: str) -> NotebookNode:
    """Return a notebook as its script says, not yet run."""
    notebook: NotebookNode = jupytext.read(FOLDER / f"{name}.py")
    notebook.metadata = {"kernelspec": _KERNEL}
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"{name}-{number}"
        cell.metadata = {}
    return notebook


def executed(name: str, folder: Path) -> NotebookNode:
    """Run a notebook in ``folder`` and return it with its outputs.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        A cell failed.
    """
    notebook = source(name)
    NotebookClient(
        notebook,
        timeout=TIMEOUT_S,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    ).execute(env=_environment())
    return stripped(notebook)


def _environment() -> dict[str, str]:
    """Return an environment in which the kernel finds this working tree and keeps to its core."""
    paths = (str(FOLDER.parent), os.environ.get("PYTHONPATH", ""))
    return {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }


def stripped(notebook: NotebookNode) -> NotebookNode:
    """Remove what differs from machine to machine; messages on standard error too."""
    notebook.metadata = {"kernelspec": _KERNEL}
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if o.get("name") != "stderr"]
            for output in cell.outputs:
                if "metadata" in output:
                    output.metadata = {}
    return notebook


def main(names: tuple[str, ...]) -> None:
    """Write ``.ipynb`` files beside the scripts."""
    for name in names or NAMES:
        notebook = executed(name, FOLDER)
        nbformat.write(notebook, FOLDER / f"{name}.ipynb")  # type: ignore[no-untyped-call]
        sys.stdout.write(f"{name}.ipynb\n")


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
