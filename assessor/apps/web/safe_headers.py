"""Headers of every answer: what a browser may do with it."""

from collections.abc import Mapping

# The pages' library compiles its templates in the browser and starts them from the page itself.
_OF_PAGES = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_OF_PLAIN = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_OF_FILES = "default-src 'none'; frame-ancestors 'none'; sandbox"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_YEAR_SECONDS = 31_536_000


def safe_headers(path: str, *, is_https: bool) -> Mapping[str, str]:
    """Return the headers of an answer for a path."""
    headers = {"Content-Security-Policy": _policy(path), **_ALWAYS}
    if is_https:
        headers["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}"
    if not path.startswith(("/_nicegui/", "/static/")):
        headers["Cache-Control"] = "no-store"
    return headers


def _policy(path: str) -> str:
    if path.startswith("/downloads/") or (path.startswith("/api/") and path != "/api/docs"):
        return _OF_FILES
    return _OF_PLAIN if path in ("/sign-in", "/api/docs") else _OF_PAGES
