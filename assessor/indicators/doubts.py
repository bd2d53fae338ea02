"""How sure a reading is: what lowers the confidence, and the reasons a person is told."""

from dataclasses import dataclass, field

from assessor.indicators.tables import ReadTable


@dataclass(slots=True)
class Doubts:
    """What lowers the confidence, counted over all tables."""

    unfilled: int = 0
    inferred: int = 0
    orphans: int = 0
    moved: int = 0
    valueless: int = 0
    guessed: dict[str, None] = field(default_factory=dict)

    def add(self, table: ReadTable) -> None:
        """Count the doubts of one table."""
        self.unfilled += table.unfilled
        self.inferred += table.inferred
        self.orphans += table.orphans
        self.moved += table.moved
        self.valueless += table.valueless
        self.guessed.update(dict.fromkeys(table.guessed))

    def judge(self, rows: int, unread: float) -> tuple[float, tuple[str, ...]]:
        """Return the confidence 0..1 and its reasons."""
        weighed = (
            (0.4 * self.unfilled / rows, f"有 {self.unfilled} 行没有读到级次（一级或二级指标）"),
            (
                0.2 * self.inferred / rows,
                f"有 {self.inferred} 行排在级次标签之上，级次按前后文推断",
            ),
            (
                0.3 * self.valueless / rows if self.valueless > rows / 2 else 0.0,
                f"有 {self.valueless} 行没有读到指标值",
            ),
            (0.2 * self.moved / rows, f"有 {self.moved} 行的单元格错位，按内容归列"),
            (0.3 * min(1.0, self.orphans / rows), f"有 {self.orphans} 个单元格没有归入任何列"),
            (0.15 if self.guessed else 0.0, "；".join(self.guessed)),
            (0.3 * max(0.0, unread - 0.4), f"约 {unread:.0%} 的文字没有读懂"),
        )
        lost = sum(loss for loss, _ in weighed)
        reasons = tuple(reason for loss, reason in weighed if loss > 0.005)
        return round(max(0.0, 1.0 - lost), 3), reasons
