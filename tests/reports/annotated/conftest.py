"""Small Word files are made by the module that the tests of readers use."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "documents"))
