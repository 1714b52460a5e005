"""The console: for the operator only, forms that another site cannot send, and pages that read well without a mouse."""

import re
import stat
from html.parser import HTMLParser

from fastapi.testclient import TestClient

from central.platform import Platform
from tests.central.conftest import TerminalSide
from tests.offline.people import BIRTH, NAME


class _Page(HTMLParser):
    """Every element closed, every label for something, every id once."""

    VOID = ("meta", "link", "input", "br")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.buttons: list[str] = []
        self.links: list[str] = []
        self.feed(html)
        assert self.open == []
        assert len(self.ids) == len(set(self.ids))
        assert set(self.labels) <= set(self.ids)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in known:
            self.ids.append(known["id"] or "")
        self.labels += [known[name] or "" for name in ("for", "aria-labelledby") if name in known]
        if tag == "button":
            self.buttons.append(known.get("value") or "")
        if tag == "a":
            self.links.append(known["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_password_is_made_once_and_for_its_owner(platform: Platform, officer: tuple[str, str]) -> None:
    file = platform.database.folder / "operator-password"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text("utf-8") == officer[1]
    if platform.database.url.drivername == "sqlite":
        assert stat.S_IMODE((platform.database.folder / "platform.db").stat().st_mode) == 0o600


def test_nobody_else_gets_in(web: TestClient, officer: tuple[str, str]) -> None:
    for auth in (None, ("operator", "wrong"), ("someone", officer[1])):
        for path in ("/console", "/console/applications/0001-000001-1", "/operator/applications/0001-000001-1"):
            answer = web.get(path, auth=auth)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Basic")


def test_an_empty_list_says_so(web: TestClient, officer: tuple[str, str]) -> None:
    page = web.get("/console", auth=officer)
    assert "还没有申请" in page.text
    assert "script" not in page.text
    assert page.headers["cache-control"] == "no-store"
    _Page(page.text)


def test_an_application_can_be_read_and_moved(terminal: TerminalSide, officer: tuple[str, str]) -> None:
    made, _ = terminal.hand_in(BIRTH, ways={"marriage_certificate": "promised"})
    web = terminal.web
    listed = _Page(web.get("/console", auth=officer).text)
    url = f"/console/applications/{made.number}"
    assert url in listed.links
    shown = web.get(url, auth=officer)
    page = _Page(shown.text)
    assert NAME in shown.text
    assert "承诺补交" in shown.text
    assert page.buttons == ["accepted", "in_progress", "materials_missing", "completed", "returned"]

    documents = [link for link in page.links if "/attachments/" in link]
    assert len(documents) == len([ref for one in made.materials for ref in one.attachments]) + 2
    opened = web.get(documents[0], auth=officer)
    assert opened.status_code == 200
    assert "sandbox" in opened.headers["content-security-policy"]

    token = re.search(r'name="csrf" value="([0-9a-f]{64})"', shown.text)
    assert token
    form = {"csrf": token[1], "state": "accepted", "note": "<b>您好</b>"}
    assert web.post(url, data=form, auth=officer).status_code == 303
    after = web.get(url, auth=officer).text
    assert "已受理" in after
    assert "&lt;b&gt;您好&lt;/b&gt;" in after
    late = web.post(url, data=form, auth=officer)
    assert late.status_code == 409
    assert 'role="alert"' in late.text


def test_another_site_cannot_move_it(terminal: TerminalSide, officer: tuple[str, str]) -> None:
    made, _ = terminal.hand_in(BIRTH)
    url = f"/console/applications/{made.number}"
    for cookies in (True, False):
        if cookies:
            terminal.web.get(url, auth=officer)
        else:
            terminal.web.cookies.clear()
        answer = terminal.web.post(url, data={"csrf": "0" * 64, "state": "accepted"}, auth=officer)
        assert answer.status_code == 403
