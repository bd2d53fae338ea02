"""Passwords: what they must be like, and how they are kept (argon2id)."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assessor.workbench.permissions import RequestError

SHORTEST, LONGEST = 10, 128
LONG_ENOUGH = 20  # a passphrase of this length needs no mixture
KINDS = 3
SHORTEST_LOGIN = 4  # a shorter one may well stand in a password by chance
PASSWORD_RULES = (
    f"密码须有 {SHORTEST} 到 {LONGEST} 个字符，含大写字母、小写字母、数字、其他字符中的 {KINDS} 种"
    f"（满 {LONG_ENOUGH} 个字符不限），不得含登录名（4 个字符以上的），不得是同一段字符的重复"
)
HASHER = PasswordHasher()  # today's parameters of the library; tests put a cheaper one here


def check_password(password: str, *, login: str) -> None:
    """Refuse a password that is too easily guessed.

    Raises
    ------
    RequestError
        ``request.password``
    """
    plain = _normal(password)
    problem = ""
    if not SHORTEST <= len(plain) <= LONGEST:
        problem = "密码太短" if len(plain) < SHORTEST else "密码太长"
    elif any(unicodedata.category(letter) in ("Cc", "Cs") for letter in plain):
        problem = "密码中有不能使用的字符"
    elif len(login) >= SHORTEST_LOGIN and login.casefold() in plain.casefold():
        problem = "密码中含有登录名"
    elif _is_repetition(plain):
        problem = "密码只是同一段字符的重复"
    elif len(plain) < LONG_ENOUGH and _kinds(plain) < KINDS:
        problem = "密码中字符的种类太少"
    if problem:
        raise RequestError(problem, hint=f"{PASSWORD_RULES}。", code="request.password")


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return HASHER.hash(_normal(password))


def is_right(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that was kept.

    ``None`` stands for an unknown account: it takes the same work and is never right.
    """
    try:
        HASHER.verify(
            _of_nobody(HASHER) if kept is None else kept, _normal(password)[: LONGEST + 1]
        )
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a password was kept with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)


@cache
def _of_nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")


def _normal(password: str) -> str:
    """Take full-width letters of a Chinese keyboard for the plain ones; NFKC, as NIST advises."""
    plain = unicodedata.normalize("NFKC", password)
    return plain.encode("utf-8", "replace").decode("utf-8")


def _kinds(password: str) -> int:
    return sum(
        any(test(letter) for letter in password)
        for test in (str.isupper, str.islower, str.isdecimal, _is_other)
    )


def _is_other(letter: str) -> bool:
    return not (letter.isupper() or letter.islower() or letter.isdecimal())


def _is_repetition(password: str) -> bool:
    """Tell whether a short piece makes up the whole, as in ``Ab1Ab1Ab1Ab1``."""
    return any(
        (password[:width] * (len(password) // width + 1))[: len(password)] == password
        for width in range(1, len(password) // 3 + 1)
    )
