"""``python -m benchmarks``: measure everything once and print it."""

import os

# One thread, before numpy starts its own; children inherit it.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

from benchmarks.running import main  # noqa: E402

if __name__ == "__main__":
    main()
