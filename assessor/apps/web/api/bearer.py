"""Who a request of the interface speaks for: a token in its header, never a cookie."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assessor.apps.web.answers import TOO_OFTEN, TokenError
from assessor.apps.web.guard import address_of
from assessor.apps.web.services import Services, services_of
from assessor.workbench import tokens
from assessor.workbench.permissions import Actor, RefusedError
from assessor.workbench.sessions import digest_of
from assessor.workbench.states import Scope

SCOPE_WORDS = {
    Scope.ASSESS: "检查指标、提修改建议",
    Scope.READ: "读取申报、结果和下载",
    Scope.SUBMIT: "上传申报文件",
    Scope.DECIDE: "写入审核意见",
}
_SCHEME = HTTPBearer(auto_error=False, scheme_name="令牌", description="在“我的账号”里建立的令牌")
_LONGEST = 200


class Limiter:
    """Counts of requests: per token, and per address for those without one that works."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def check(self, who: str, most: int) -> None:
        """Count a request.

        Raises
        ------
        TooOftenError
        """
        if not self._windows.hit(RateLimitItemPerMinute(most), who):
            raise TOO_OFTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The account that a request speaks for, with the services."""

    actor: Actor
    services: Services


def caller(scope: Scope) -> Callable[..., Caller]:
    """Return the dependency of routes for tokens with a scope."""

    def found(
        request: Request,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_SCHEME)],
    ) -> Caller:
        services = services_of(request)
        limiter, most = request.app.state.limiter, services.settings.requests_per_minute
        secret = credentials.credentials if credentials is not None else ""
        holder = None
        if 0 < len(secret) <= _LONGEST:
            holder = tokens.holder(services.database, secret, now=services.now())
        if holder is None:
            limiter.check(f"address:{address_of(request.scope)}", most)
            raise TokenError(
                "没有令牌，或令牌不对、已过期、已撤销",
                hint="请在请求头写 Authorization: Bearer 令牌；令牌在网页的“我的账号”里建立。",
                code="token.invalid",
            )
        limiter.check(f"token:{digest_of(secret)}", most)
        if scope not in holder.scopes:
            raise RefusedError(
                f"这个令牌不能用于：{SCOPE_WORDS[scope]}",
                hint="请用有这项用途的令牌。",
                code="token.scope",
            )
        return Caller(actor=holder.actor, services=services)

    return found


def open_to_all(request: Request) -> Services:
    """Count a request that needs no token, and return the services."""
    services = services_of(request)
    request.app.state.limiter.check(
        f"address:{address_of(request.scope)}", services.settings.requests_per_minute
    )
    return services


Assessing = Annotated[Caller, Depends(caller(Scope.ASSESS))]
Reading = Annotated[Caller, Depends(caller(Scope.READ))]
Submitting = Annotated[Caller, Depends(caller(Scope.SUBMIT))]
Deciding = Annotated[Caller, Depends(caller(Scope.DECIDE))]
Anybody = Annotated[Services, Depends(open_to_all)]
Responses = dict[int | str, dict[str, Any]]
