"""Downloads and uploads: nobody gets another's bytes, outdated ones, or any not meant for them.

What Streamlit keeps of them and where, with real servers and visitors.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.formparsers import MultiPartParser
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import export_csv
from refoulement.intake.file.limits import FILE_BYTES
from refoulement.intake.template import template_csv
from refoulement.selecting.selection import Selection
from tests.conftest import (
    DASHBOARD,
    PATIENCE,
    PORT_VARIABLE,
    ROOT,
    Server,
    at_rest,
    get,
    select_nothing,
    visitor,
)
from ui.downloads import PRESSED_SECONDS, PrivateFiles

ROWS = 3_000  # of 700 bytes: some 2 MB
TEMPLATE = "template.csv"


def large_file(count: int) -> str:
    """A list of some 2 MB, in which a row a quarter of the way down has a one-digit count."""
    rows = (
        f"Dandong,2021-07-14,{count if number == ROWS // 4 else 5},held,Example Daily,"
        f"row {number:05} {'words ' * 110}"
        for number in range(ROWS)
    )
    return "\n".join(("place,date,count,measure,source,summary", *rows)) + "\n"


def uploaded(page: Page, content: str, rows: int) -> None:
    """Upload a list, and wait until it has been read and everything is drawn."""
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_text(re.compile(f"{rows:,} rows? read"))).to_be_visible()
    at_rest(page)


def pressed(page: Page, name: str) -> tuple[str, bytes]:
    """The path of a download, and its content."""
    with page.expect_download() as got:
        page.get_by_role("button", name=name).click()
    return urlsplit(got.value.url).path, Path(got.value.path()).read_bytes()


def open_and_deleted(server: Server) -> list[str]:
    """A server's open nameless files, which it has written to disk for itself."""
    opened = Path(f"/proc/{server.process.pid}/fd").iterdir()
    return [link for file in opened if (link := str(file.readlink())).endswith(" (deleted)")]


def offered(page: Page, name: str) -> str:
    """The path of the file behind a button."""
    path, _ = pressed(page, name)
    return path


def wait_until_gone(server: Server, path: str) -> None:
    end = time.monotonic() + PATIENCE
    while get(server, path)[0] != 404:
        assert time.monotonic() < end, f"{path} is still there"
        select_nothing(0.05)


def test_of_two_lists_that_differ_in_one_byte_each_visitor_gets_their_own(
    browser: Browser, server: Server
) -> None:
    lists = [large_file(count) for count in (7, 1)]
    assert len({len(content) for content in lists}) == 1
    assert len(lists[0]) > 2_000_000
    with visitor(browser, server) as one, visitor(browser, server) as other:
        copies = []
        for guest, content in zip((one, other), lists, strict=True):
            guest.open("check")
            uploaded(guest.page, content, ROWS)
            copies.append(pressed(guest.page, "Download a copy")[1])
    for copy, count in zip(copies, (7, 1), strict=True):
        row = next(line for line in copy.decode("utf-8-sig").splitlines() if "00750 " in line)
        assert row.startswith(f"Dandong,2021-07-14,{count},")


def test_an_address_cannot_be_made_from_what_lies_there(
    browser: Browser, server: Server, dataset: Dataset
) -> None:
    guessed = MemoryMediaFileStorage("").load_and_get_id(
        template_csv(dataset), "text/csv", MediaFileKind.DOWNLOADABLE, TEMPLATE
    )
    with visitor(browser, server) as guest:
        guest.open("check")
        at_rest(guest.page)
        path, content = pressed(guest.page, "Download template")
        assert content == template_csv(dataset)
        assert len(bytes.fromhex(Path(path).stem)) == 16
        assert get(server, f"/media/{guessed}.csv")[0] == 404
        with visitor(browser, server) as other:
            other.open("check")
            at_rest(other.page)
            assert pressed(other.page, "Download template")[0] != path, "one file for two visitors"


def test_a_download_stays_where_it_is_at_a_rerun_and_ends_with_the_visit(
    browser: Browser, server: Server
) -> None:
    with visitor(browser, server) as guest:
        guest.open("check")
        at_rest(guest.page)
        before = offered(guest.page, "Download template")
        guest.page.get_by_role("link", name="Map", exact=True).click()
        expect(guest.page.locator(".rm-figure").first).to_be_visible()
        at_rest(guest.page)
        guest.page.get_by_role("button", name="About & data").click()
        guest.page.get_by_role("link", name="Your data", exact=True).click()
        expect(guest.page.get_by_role("button", name="Download template")).to_be_visible()
        at_rest(guest.page)
        path = offered(guest.page, "Download template")
        uploaded(guest.page, "place,date,count\nTumen,2021,5\n", 1)
        assert offered(guest.page, "Download template") == path
        assert get(server, path)[0] == 200
    wait_until_gone(server, path)
    wait_until_gone(server, before)


def test_what_is_made_at_a_press_is_made_anew_at_each_and_after_a_move(
    browser: Browser, server: Server, dataset: Dataset
) -> None:
    with visitor(browser, server) as guest:
        guest.open()
        at_rest(guest.page)
        had = [pressed(guest.page, "CSV,") for _ in range(2)]
        guest.page.get_by_role("button", name="Since 2020").click()
        expect(guest.page).to_have_url(re.compile("dates="))
        at_rest(guest.page)
        path, later = pressed(guest.page, "CSV,")
    assert len({path, *(path for path, _ in had)}) == 3
    assert [content for _, content in had] == [export_csv(dataset, Selection())] * 2
    assert len(later) < len(had[0][1])


def test_what_is_private_is_kept_by_no_cache(browser: Browser, server: Server) -> None:
    with visitor(browser, server) as guest:
        guest.open("check")
        at_rest(guest.page)
        path = offered(guest.page, "Download template")
        for asked in (path, "/media/none.csv"):
            assert get(server, asked)[1]["cache-control"] == "no-store"
    for method in ("PUT", "DELETE"):
        _, headers, _ = get(server, "/_stcore/upload_file/session/file", method)
        assert headers["cache-control"] == "no-store"


def test_no_part_of_an_upload_is_on_the_disk_while_it_comes(
    browser: Browser, server: Server
) -> None:
    boundary = b"--limit"
    head = b'\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\n\r\n'
    end = b"\r\n" + boundary + b"--\r\n"
    size = FILE_BYTES - 2**20  # far more than fits in transit between the two programs
    with visitor(browser, server) as guest:
        guest.open("check")
        page = guest.page
        with page.expect_request(lambda asked: asked.method == "PUT") as sent:
            file = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"place,date,count\n"}
            page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        given = sent.value.all_headers()
        session = urlsplit(sent.value.url).path.split("/")[-2]
        fields = {
            "Host": urlsplit(server.url).netloc,
            "Cookie": given["cookie"],
            "X-Xsrftoken": given["x-xsrftoken"],
            "Content-Type": f"multipart/form-data; boundary={boundary[2:].decode()}",
            "Content-Length": str(len(boundary + head + end) + size),
            "Connection": "close",
        }
        lines = [f"PUT /_stcore/upload_file/{session}/large HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        address = urlsplit(server.url)
        with socket.create_connection((address.hostname, address.port), PATIENCE) as upload:
            upload.sendall("\r\n".join((*lines, "", "")).encode() + boundary + head)
            upload.sendall(b"a" * size)
            assert open_and_deleted(server) == []
            upload.sendall(end)
            assert upload.recv(100).startswith(b"HTTP/1.1 204")


def test_a_streamlit_that_keeps_downloads_in_another_way_does_not_start(tmp_path: Path) -> None:
    other = tmp_path / "app.py"
    other.write_text(
        "import streamlit as st\nfrom ui import downloads\n"
        f"app = st.App({str(ROOT / 'ui' / 'dashboard.py')!r}, lifespan=downloads.required)\n"
    )
    ended = subprocess.run(
        [*DASHBOARD[:-1], str(other)],
        cwd=ROOT,
        env={**os.environ, PORT_VARIABLE: "0", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert ended.returncode == 1
    (line,) = [line for line in ended.stderr.splitlines() if line.startswith("error: ")]
    assert "install the versions in requirements.lock" in line
    assert "Traceback" not in ended.stderr


# What is kept, and how long


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def press(manager: MediaFileManager, content: bytes) -> str:
    """The name of a file generated by a button press."""
    made = manager.add_deferred(lambda: content, "text/csv", "", file_name="all.csv")
    return manager.execute_deferred(made).rpartition("/")[2]


def test_other_bytes_have_another_address_even_of_one_length_and_name() -> None:
    before, after = (b"x" * 700_000 + end + b"x" * 1_400_000 for end in (b"1", b"2"))
    files = PrivateFiles("/media")
    again = bytes(bytearray(after))
    names = [press(MediaFileManager(files), content) for content in (before, after, again)]
    assert len(set(names)) == 3
    held = [files.get_file(name).content for name in names]
    assert held == [before, after, after]
    assert held[1] is held[2], "the same bytes are in memory once"


def test_what_was_made_at_a_press_can_be_fetched_for_a_while_whoever_moves_meanwhile() -> None:
    """After each visitor's run Streamlit deletes what no page shows."""
    clock = Clock()
    files = PrivateFiles("/media", clock)
    manager = MediaFileManager(files)
    name = press(manager, b"a,b")
    for _ in range(3):
        manager.remove_orphaned_files()
    clock.now = PRESSED_SECONDS - 1
    assert files.get_file(name).content == b"a,b"
    clock.now = PRESSED_SECONDS
    with pytest.raises(MediaFileStorageError):
        files.get_file(name)
    manager.remove_orphaned_files()
    press(manager, b"c,d")
    assert [file.content for file in files._files_by_id.values()] == [b"c,d"]


def test_streamlit_has_what_the_private_files_replace() -> None:
    """If this fails, Streamlit keeps files differently: review what and how."""
    replaced = {"load_and_get_id", "get_file", "get_url", "delete_file"}
    assert replaced <= set(vars(MemoryMediaFileStorage)) & set(vars(PrivateFiles))
    assert {"_files_by_id", "_media_endpoint"} <= set(vars(MemoryMediaFileStorage("")))
    assert hasattr(MediaFileManager(PrivateFiles("")), "_storage")
    assert hasattr(MultiPartParser, "spool_max_size")  # server.limits.hold_uploads_in_memory
