"""Debian's Firefox and WebKitGTK, driven by their own protocols without a driver package.

Firefox has WebDriver BiDi over a WebSocket; WebKitGTK has WebDriver over HTTP. Mouse and keyboard
actions are written the same way for both.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from websockets.sync.client import connect

from tests.conftest import PATIENCE, select_nothing

#: Settings of careful readers, and of Tor Browser at its safer level.
CAREFUL: dict[str, object] = {
    "privacy.resistFingerprinting": True,
    "javascript.options.wasm": False,
    "javascript.options.baselinejit": False,
    "javascript.options.ion": False,
}
WIDTH, HEIGHT = 1366, 900
_TRIES = PATIENCE * 10  # a tenth of a second each


@dataclass(frozen=True)
class Tourist:
    """A browser window, with the means to control it."""

    go: Callable[[str], None]
    evaluate: Callable[[str], Any]  # takes a JavaScript expression whose value is JSON
    act: Callable[[list[dict[str, Any]]], None]  # takes WebDriver input sources
    downloads: Path

    def wait_for(self, expression: str) -> None:
        """Wait until an expression is true; if it throws, keep waiting."""
        for _ in range(_TRIES):
            if self.evaluate(f"(() => {{ try {{ return !!({expression}) }} catch {{}} }})()"):
                return
            select_nothing(0.1)
        raise AssertionError(f"this never came true: {expression}")

    def middle(self, element: str) -> tuple[int, int]:
        """The middle of an element in window coordinates, even if it is inside a frame."""
        self.wait_for(f"({element}) != null")
        self.evaluate(f"({element}).scrollIntoView({{block: 'nearest'}})")
        box = (
            f"(e => {{ const r = e.getBoundingClientRect(), f = e.ownerDocument.defaultView"
            f".frameElement?.getBoundingClientRect() ?? {{left: 0, top: 0}};"
            f" return [f.left + r.left + r.width / 2, f.top + r.top + r.height / 2] }})({element})"
        )
        x, y = self.evaluate(box)
        return round(x), round(y)

    def pointer(self, *steps: tuple[int, int] | str) -> None:
        """Mouse moves to positions in the window, and its button: "down" and "up"."""
        actions = [
            {"type": f"pointer{step.capitalize()}", "button": 0}
            if isinstance(step, str)
            else {"type": "pointerMove", "x": step[0], "y": step[1], "duration": 60}
            for step in steps
        ]
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
        self.act([mouse | {"actions": actions}])

    def click(self, element: str) -> None:
        """Click the middle of an element."""
        self.pointer(self.middle(element), "down", "up")

    def type(self, text: str) -> None:
        """Press keys, one after another."""
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self.act([{"type": "key", "id": "keyboard", "actions": keys}])


@contextmanager
def firefox(where: Path, **preferences: object) -> Iterator[Tourist]:
    """Firefox with its own profile."""
    settings = {
        "browser.download.folderList": 2,
        "browser.download.dir": str(where),
        "browser.helperApps.neverAsk.saveToDisk": "text/csv",
        "datareporting.policy.dataSubmissionEnabled": False,
        "remote.active-protocols": 1,
        **preferences,
    }
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in settings.items())
    (where / "user.js").write_text("\n".join(lines))
    size = (f"--width={WIDTH}", f"--height={HEIGHT}")
    command = ["firefox-esr", "--headless", *size, "--profile", where, "--no-remote"]
    with ExitStack() as stack:
        log = stack.enter_context(_running([*command, "--remote-debugging-port=0"], where))
        address = _said(log, r"BiDi listening on (ws://\S+)")
        wire = stack.enter_context(connect(f"{address}/session", max_size=None))
        number = 0

        def ask(method: str, **params: Any) -> Any:
            nonlocal number
            number += 1
            wire.send(json.dumps({"id": number, "method": method, "params": params}))
            while (answer := json.loads(wire.recv(PATIENCE))).get("id") != number:
                pass
            assert answer["type"] == "success", answer
            return answer["result"]

        ask("session.new", capabilities={})
        window = ask("browsingContext.getTree")["contexts"][0]["context"]

        def evaluate(expression: str) -> Any:
            told = ask(
                "script.evaluate",
                expression=f"JSON.stringify({expression})",
                target={"context": window},
                awaitPromise=False,
            )
            return json.loads(told["result"].get("value", "null"))

        yield Tourist(
            lambda url: ask("browsingContext.navigate", context=window, url=url, wait="complete"),
            evaluate,
            lambda sources: ask("input.performActions", context=window, actions=sources),
            where,
        )


def careful_firefox(where: Path) -> AbstractContextManager[Tourist]:
    """Firefox that resists fingerprinting, without WebAssembly and compiled code."""
    return firefox(where, **CAREFUL)


@contextmanager
def webkit(where: Path) -> Iterator[Tourist]:
    """WebKitGTK's small browser, on an invisible screen."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (found,) = Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")
    with ExitStack() as stack:
        (where / "screen").mkdir()
        screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
        display = _said(stack.enter_context(_running(screen, where / "screen")), r"^(\d+)\n")
        own = {"DISPLAY": f":{display}", "HOME": str(where), "XDG_CONFIG_HOME": str(where)}
        stack.enter_context(_running(["WebKitWebDriver", f"--port={port}"], where, own))

        def ask(method: str, path: str, **content: Any) -> Any:
            body = json.dumps(content).encode() if method == "POST" else None
            asked = Request(f"http://127.0.0.1:{port}{path}", body, method=method)
            with urlopen(asked, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]

        options = {"binary": str(found), "args": ["--automation"]}
        for _ in range(_TRIES):
            try:
                ask("GET", "/status")
                break
            except URLError:
                select_nothing(0.1)
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        session = f"/session/{ask('POST', '/session', capabilities=wanted)['sessionId']}"
        stack.callback(ask, "DELETE", session)
        ask("POST", f"{session}/window/rect", width=WIDTH, height=HEIGHT)
        yield Tourist(
            lambda url: ask("POST", f"{session}/url", url=url),
            lambda code: ask("POST", f"{session}/execute/sync", script=f"return {code}", args=[]),
            lambda sources: ask("POST", f"{session}/actions", actions=sources),
            where,
        )


@contextmanager
def _running(
    command: list[Any], where: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Path]:
    """A program until the end of the block, by the file of what it says."""
    log = where / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )
    try:
        yield log
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _said(log: Path, pattern: str) -> str:
    for _ in range(_TRIES):
        found = re.search(pattern, log.read_text(errors="replace"), re.MULTILINE)
        if found:
            return found[1]
        select_nothing(0.1)
    raise AssertionError(f"it never said {pattern}: {log.read_text(errors='replace')}")
