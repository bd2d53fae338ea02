"""Who reads a report, and which parts are for whom."""

from enum import StrEnum


class Section(StrEnum):
    """Parts of a report, in their order."""

    SUMMARY = "summary"
    DIVISION = "division"
    WORKLIST = "worklist"
    DETAILS = "details"
    RECORD = "record"


class Audience(StrEnum):
    """For whom a report is; the values are those of ``--for``."""

    LEADERS = "领导"
    DIVISION = "处室"
    REVIEWER = "审核人"
    UNIT = "单位"
    ARCHIVE = "存档"
    ALL = "全部"

    @property
    def sections(self) -> tuple[Section, ...]:
        """What this reader gets."""
        return _SECTIONS[self]

    @property
    def shows_rows(self) -> bool:
        """Whether single rows are shown, with rewrites."""
        return Section.DETAILS in self.sections


_SECTIONS = {
    Audience.LEADERS: (Section.SUMMARY,),
    Audience.DIVISION: (Section.SUMMARY, Section.DIVISION),
    Audience.REVIEWER: (Section.WORKLIST, Section.DETAILS),
    Audience.UNIT: (Section.DETAILS,),
    Audience.ARCHIVE: (Section.SUMMARY, Section.DIVISION, Section.RECORD),
    Audience.ALL: tuple(Section),
}
