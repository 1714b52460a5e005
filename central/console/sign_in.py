"""Signing in to the console: HTTP Basic with the password that lies in the platform's folder. Roles come with accounts."""

import hashlib
import hmac
import secrets
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from central.platform import Platform

OPERATOR = "operator"
CSRF_COOKIE = "xzz_console"
_basic = HTTPBasic(auto_error=False, realm="xinzhizhu")


def password(platform: Platform) -> str:
    """Made at first use, in the file `operator-password`."""
    return platform.secret("operator-password", lambda: secrets.token_urlsafe(18).encode()).decode().strip()


def operator(request: Request, credentials: Annotated[HTTPBasicCredentials | None, Depends(_basic)]) -> None:
    """Raises 401 that makes a browser ask."""
    right = password(request.app.state.platform)
    if (
        credentials is None
        or not secrets.compare_digest(credentials.username.encode(), OPERATOR.encode())
        or not secrets.compare_digest(credentials.password.encode(), right.encode())
    ):
        raise HTTPException(401, "请登录", {"WWW-Authenticate": 'Basic realm="xinzhizhu", charset="UTF-8"'})


def csrf_token(platform: Platform, cookie: str) -> str:
    """What a form must bring beside the cookie. Another site can make a browser send the cookie, but cannot know this."""
    key = platform.secret("console.key", lambda: secrets.token_bytes(32))
    return hmac.new(key, cookie.encode(), hashlib.sha256).hexdigest()


def check_csrf(platform: Platform, cookie: str | None, token: str) -> None:
    """Raises 403."""
    if not cookie or not hmac.compare_digest(csrf_token(platform, cookie), token):
        raise HTTPException(403, "页面已过期，请返回刷新后再试")
