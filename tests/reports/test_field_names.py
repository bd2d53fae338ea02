"""Every text that a finding can point at has a name for people."""

from assessor.core.submission import Field
from assessor.reports.places import FIELD_NAMES


def test_every_field_has_its_own_chinese_name():
    assert set(FIELD_NAMES) == set(Field)
    assert len(set(FIELD_NAMES.values())) == len(Field)
