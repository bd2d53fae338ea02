"""Papers to upload: copies of sample forms, each with the name of another place."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, cycle, islice
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[1]
_DOCUMENTS = _REPOSITORY / "corpus" / "documents"
_FORMS = _REPOSITORY / "tests" / "forms"
# Forms and the places whose names stand in them.
SOURCES = (
    (_DOCUMENTS / "declaration.xlsx", "栖梧县"),
    (_DOCUMENTS / "declaration_table.csv", "云汀县"),
    (_DOCUMENTS / "tab_table.txt", "岚江市"),
    (_FORMS / "excel" / "18_beijing_style.xlsx", "永泽区"),
    (_FORMS / "mixed_a" / "12_养老机构运营补贴项目绩效目标申报表.docx", "汉阴洲区"),
    (_DOCUMENTS / "inline_list.txt", "澄湖市"),
    (_FORMS / "excel" / "04_transfer_payment.xlsx", "南江省"),
    (_DOCUMENTS / "cell_per_line.txt", "云麓县"),
    (_FORMS / "excel" / "01_system_export.xlsx", "云河市"),
    (_FORMS / "excel" / "17_lists_in_cells.xlsx", "柘阳县"),
)
_PACKED = (".xlsx", ".docx")
_NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedPaper:
    """One file to upload; ``source`` is the form that it is a copy of."""

    name: str
    data: bytes
    source: str

    @property
    def digest(self) -> str:
        """Digest under which the record keeps the bytes."""
        return sha256(self.data).hexdigest()


def papers(number: int) -> tuple[UploadedPaper, ...]:
    """Return so many papers; no two of them have the same bytes."""
    return tuple(islice(_papers(), number))


def in_parts(chosen: Sequence[UploadedPaper], size: int) -> tuple[tuple[UploadedPaper, ...], ...]:
    """Return papers in parts of that size, as they are handed in together."""
    return tuple(tuple(chosen[start : start + size]) for start in range(0, len(chosen), size))


def _papers() -> Iterator[UploadedPaper]:
    for turn, (path, place) in zip(count(1), cycle(SOURCES), strict=False):
        another = place[:-1] + str(turn).translate(_NUMERALS) + place[-1]
        make = _packed if path.suffix in _PACKED else _renamed
        yield UploadedPaper(
            name=f"第{turn}份/{path.name}",
            data=make(path.read_bytes(), place, another),
            source=path.name,
        )


def _packed(data: bytes, place: str, another: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.infolist():
            new.writestr(member, _renamed(old.read(member), place, another))
        # The name may stand there in pieces; the bytes differ all the same.
        new.comment = another.encode()
    return made.getvalue()


def _renamed(data: bytes, place: str, another: str) -> bytes:
    for form in (str, _references):
        data = data.replace(form(place).encode(), form(another).encode())
    return data


def _references(text: str) -> str:
    """Return a text as some programs write it into XML."""
    return "".join(f"&#{ord(letter)};" for letter in text)
