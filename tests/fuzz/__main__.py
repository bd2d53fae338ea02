"""A long run: ``python -m tests.fuzz --minutes 10 --reader pdf --keep faults``."""

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path

from .cases import READERS, case
from .running import Found, batches, run_batch


def main() -> int:
    """Fuzz, print a line per reader, return 1 if a fault was found."""
    options = _options()
    readers = options.reader or list(READERS)
    faults = 0
    for reader in readers:
        count, found = _fuzz(reader, options, seconds=60 * options.minutes / len(readers))
        faults += found.total()
        told = "; ".join(f"{number} × {kind}" for kind, number in found.most_common())
        line = f"{reader}: {count} cases, {found.total()} faults{': ' if told else ''}{told}"
        print(line, flush=True)
    return 1 if faults else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="for all readers together")
    parser.add_argument(
        "--reader", action="append", choices=sorted(READERS), help="may be repeated"
    )
    parser.add_argument("--start", type=int, default=0, help="number of the first case")
    parser.add_argument("--case-seconds", type=float, default=20, help="a slower case is a fault")
    parser.add_argument("--keep", type=Path, help="folder for failing inputs, smallest per fault")
    return parser.parse_args()


def _fuzz(reader: str, options: argparse.Namespace, *, seconds: float) -> tuple[int, Counter[str]]:
    end = time.monotonic() + seconds
    count, kinds = 0, Counter[str]()
    for numbers in batches(options.start):
        for found in run_batch(reader, numbers, seconds=options.case_seconds):
            count += 1
            if found.fault is not None:
                kinds[found.fault.kind] += 1
                if options.keep is not None:
                    _keep(options.keep, reader, found)
            if time.monotonic() > end:
                return count, kinds
    return count, kinds


def _keep(folder: Path, reader: str, found: Found) -> None:
    """Write the input and what it did; of several with one fault the smallest stays."""
    assert found.fault is not None
    spoiled = case(reader, found.number)
    place = folder / reader / re.sub(r"[^\w.-]+", "_", found.fault.kind)[:80]
    place.mkdir(parents=True, exist_ok=True)
    kept = [path for path in place.iterdir() if path.name.startswith("input-")]
    if kept and kept[0].stat().st_size <= len(spoiled.data):
        return
    for path in kept:
        path.unlink()
    (place / f"input-{found.number}-{spoiled.name}").write_bytes(spoiled.data)
    (place / "what.txt").write_text(f"case {found.number}\n{found.fault.detail}\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
