"""The error tree of the package.

AssessorError
├── InputError    the caller's file, text or row cannot be used
├── ConfigError   settings, selections or knowledge files are wrong
└── ModelError    a trained artefact is missing, altered or of another version

Messages are Chinese: users read them. ``message`` says what is wrong and where, ``hint``
says what to do, ``code`` is stable and may be matched by programs.
"""


class AssessorError(Exception):
    """Base of everything this package raises on purpose.

    Parameters
    ----------
    message
        What is wrong and where, in Chinese, with the value found.
    hint
        What would be accepted or what to do next; may be empty.
    code
        Stable identifier such as ``"input.empty-file"``.
    """

    def __init__(self, message: str, *, hint: str = "", code: str = "error") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the keyword-only arguments, so that child processes can raise it."""
        return (_rebuild, (type(self), self.message, self.hint, self.code))


def _rebuild(kind: type[AssessorError], message: str, hint: str, code: str) -> AssessorError:
    return kind(message, hint=hint, code=code)


class InputError(AssessorError):
    """The caller's file, text or row cannot be used."""


class ConfigError(AssessorError):
    """Settings, selections or knowledge files are wrong."""


class ModelError(AssessorError):
    """A trained artefact is missing, altered or of another version."""
