"""Form fields of a page: what stands filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_WITHOUT_TEXT = frozenset({"hidden", "password", "submit", "button", "reset", "image", "file"})


def field_text(attributes: Mapping[str, str]) -> str:
    """Return what an input field shows: its value, or a box for a choice."""
    kind = attributes.get("type", "text").strip().lower()
    if kind in ("checkbox", "radio"):
        return "☑" if "checked" in attributes else "□"
    if kind in _WITHOUT_TEXT:
        return ""
    return attributes.get("value", "")


@dataclass(slots=True)
class Choice:
    """A drop-down list while it is read."""

    _options: list[tuple[bool, list[str]]] = field(default_factory=list)

    def start_option(self, *, selected: bool) -> None:
        """Begin an option."""
        self._options.append((selected, []))

    def add(self, text: str) -> None:
        """Take text of the open option."""
        if self._options:
            self._options[-1][1].append(text)

    def text(self) -> str:
        """Return the selected options, or the first, which is what a browser shows."""
        chosen = [parts for selected, parts in self._options if selected]
        if not chosen:
            chosen = [parts for _, parts in self._options[:1]]
        return "、".join(text for parts in chosen if (text := "".join(parts).strip()))
