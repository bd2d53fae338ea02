"""The heads: one linear score each over the same features."""

from assessor.core.judgement import ValueKind
from assessor.taxonomy.level_type import LevelType

FLAGS = ("vague", "unclear_name", "compound", "name_value_mismatch")
KINDS = tuple(f"value_kind.{kind.value}" for kind in ValueKind)
NO_LEVEL = "none"
LEVELS = (*(f"level.{level.value}" for level in LevelType), f"level.{NO_LEVEL}")
HEADS = FLAGS + KINDS + LEVELS
THRESHOLDS = (*FLAGS, "level_mismatch")
