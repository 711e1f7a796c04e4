"""Streamlit's files: compressed as browsers accept, once per content, and unchanged."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont

from scripts.build_fonts import ligatures
from server.compressed import FONTS, OF_STREAMLIT, Compressor, encodings, files
from tests.conftest import Server, get
from tests.server.test_requests import until

ROOT = Path(__file__).parent.parent.parent
TEXT = b"export const words = 1;\n" * 1000
DECODED: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "words.js"
    path.write_bytes(TEXT)
    return path


def compressed(script: Path, folder: Path) -> Compressor:
    """A compressor that has finished its work."""
    compressor = Compressor(folder)
    compressor.ask("words", script.read_bytes)
    until(lambda: compressor.best("words", "br") is not None)
    return compressor


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("identity", None),
        ("gzip;q=nonsense", None),
        ("", None),
    ],
)
def test_the_smallest_is_sent_that_a_browser_takes(
    accepted: str, encoding: str | None, script: Path, tmp_path: Path
) -> None:
    best = compressed(script, tmp_path / "kept").best("words", accepted)
    assert (best and best[0]) == encoding
    if best:
        assert DECODED[best[0]](best[1]) == TEXT


def test_what_is_not_compressed_yet_is_not_waited_for(tmp_path: Path) -> None:
    assert Compressor(tmp_path).best("words", "br") is None


def test_a_content_is_compressed_once_and_another_content_anew(
    script: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    compressed(script, folder)
    (kept,) = folder.iterdir()
    before = kept.stat().st_mtime_ns
    compressed(script, folder)
    assert kept.stat().st_mtime_ns == before
    script.write_bytes(TEXT + b"//")
    best = compressed(script, folder).best("words", "br")
    assert best
    assert brotli.decompress(best[1]) == TEXT + b"//"
    assert len([*folder.iterdir()]) == 2


def test_a_kept_file_that_is_not_whole_is_made_again(script: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    compressed(script, folder)
    (kept,) = folder.iterdir()
    kept.write_bytes(brotli.compress(b"something else"))
    best = compressed(script, folder).best("words", "br")
    assert best
    assert brotli.decompress(best[1]) == TEXT


def test_a_folder_that_cannot_be_written_is_done_without(script: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file", encoding="ascii")
    assert compressed(script, tmp_path / "kept").best("words", "br")


def test_an_accept_encoding_of_nonsense_allows_nothing() -> None:
    assert encodings("\x00, ;;, q=1, " * 100) == set()


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_a_file_of_streamlit_comes_as_it_is_accepted(server: Server, encoding: str) -> None:
    page = get(server, "/")[2].decode()
    (path,) = re.findall(r'src="\./(static/js/index\.[^"]+)"', page)
    content = (OF_STREAMLIT / path).read_bytes()

    def answer() -> tuple[int, dict[str, str], bytes]:
        return get(server, f"/{path}", **{"Accept-Encoding": encoding})

    if encoding != "identity":
        until(lambda: answer()[1].get("content-encoding") == encoding)
    status, headers, body = answer()
    assert status == 200
    assert DECODED.get(encoding, bytes)(body) == content
    assert "accept-encoding" in headers["vary"].lower()
    assert "immutable" in headers["cache-control"]
    assert "javascript" in headers["content-type"]


def test_every_font_that_is_sent_in_the_place_of_streamlits_has_its_name() -> None:
    """If this fails, Streamlit has new fonts: run scripts/build_fonts.py."""
    for font in FONTS.glob("*.woff2"):
        assert (OF_STREAMLIT / "static" / "media" / font.name).exists(), font.name
        assert f"/static/media/{font.name}" in files()


def test_the_letters_and_icons_in_use_are_in_the_fonts() -> None:
    (letters,) = FONTS.glob("SourceSansVF-Upright*")
    assert {*map(ord, "AZaz09–—‘’“”…≤≥→×é×")} <= TTFont(letters).getBestCmap().keys()
    (icons,) = FONTS.glob("MaterialSymbols*")
    names = dict(ligatures(TTFont(icons)))
    used = {
        name
        for folder in ("ui", "pages")
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(r":material/(\w+):", path.read_text(encoding="utf-8"))
    }
    assert used <= names.keys()
