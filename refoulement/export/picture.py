"""The filtered map with all that a picture needs to stand alone: as SVG, and as PNG for slides.

Above the map is the selection, beside it the figures, below it the legend and how to
cite it. Nothing is cut off: more lines make the picture taller.
"""

from __future__ import annotations

from collections.abc import Iterable

import resvg_py

from refoulement.counting.rules import Tally
from refoulement.dataset.tables import Dataset
from refoulement.drawing.ground import COLOURS, border_view
from refoulement.drawing.legend import (
    HALF,
    Entry,
    do_not_add,
    how_to_read,
    measures,
    signs,
    why_not,
)
from refoulement.drawing.still_map import StillMap, border_map, far_map, unlabelled_text
from refoulement.drawing.typeset import (
    FAMILIES,
    FONT_FILES,
    LEADING,
    Face,
    has_letter,
    text_svg,
    wrap,
)
from refoulement.messages import gettext, ngettext
from refoulement.presentation.citation import citation
from refoulement.presentation.html import escape
from refoulement.presentation.summary import (
    figure_facts,
    heading,
    how_to_reopen,
    matching_text,
    no_figures,
    not_counted,
    purpose,
    selection_text,
    summary,
    title_text,
    warning,
)
from refoulement.selecting.selection import Selection
from refoulement.vocabulary import MEASURES, STYLES

WIDTH = 1320  # all sizes here are in the page's own pixels
SCALE = 1.4  # the document scales them up, to a width of 1,848 pixels
LEAST_HEIGHT = 1000
EDGE = 28
MAP = (960, 620)
BESIDE = WIDTH - 2 * EDGE - MAP[0] - 20  # the column beside the map
FAR_HEIGHT = 210
PNG_ZOOM = 2


def export_svg(dataset: Dataset, selection: Selection) -> bytes:
    """The map of a selection with its caption as one SVG document, in UTF-8.

    It holds no script and refers to nothing outside. Lengths are pixels.
    """
    matching = selection.reports(dataset)
    sheet = _Sheet()
    sheet.lines(heading(dataset), 30, "semibold")
    sheet.lines(purpose(dataset), 14)
    said = selection_text(dataset, selection)
    if said:
        sheet.lines(said, 17)
    nothing = "" if matching else gettext("Nothing matches.")
    sheet.lines(" ".join(filter(None, (matching_text(dataset, selection), nothing))), 14)
    sheet.space(12)
    has_figures = selection.has_figures
    border = border_map(dataset, matching, *MAP, has_figures)
    far = far_map(dataset, matching, BESIDE, FAR_HEIGHT, border_view(*MAP), has_figures)
    top = sheet.y
    sheet.drawing(border)
    sheet.space(4)
    sheet.left_out(border)
    column = _Sheet(left=WIDTH - EDGE - BESIDE, top=top, room=BESIDE)
    for figure in summary(dataset, selection).values():
        column.figure(dataset, figure)
    if not has_figures:
        column.lines(no_figures(), 14)
    if far:
        column.y = max(column.y, top + MAP[1] - FAR_HEIGHT - 22)
        column.lines(gettext("Farther away: the frame is the map beside this one."), 12)
        column.space(4)
        column.drawing(far)
        column.left_out(far)
    sheet.add(column)
    sheet.space(10)
    sheet.columns(
        [measures(), signs(dataset, is_still=True)[:3], signs(dataset, is_still=True)[3:]]
    )
    sheet.lines(how_to_read(), 13)
    sheet.lines(f"{do_not_add()}: {why_not()}", 13, "semibold")
    sheet.lines(warning(), 13, "semibold")
    sheet.space(6)
    for line in about(dataset, selection):
        sheet.lines(line, 12.5, fill=COLOURS["quiet"])
    return sheet.document(title_text(dataset, selection))


def export_png(dataset: Dataset, selection: Selection) -> bytes:
    """The picture of `export_svg` as PNG, twice as large: fit for slides and print.

    Set in our own font. The machine's fonts are loaded only if the text has letters that
    ours lacks (Hangul, hanzi); if the machine has none for them either, each such letter
    is a crossed box, and the address at the foot still gives what was
    searched for.
    """
    svg = export_svg(dataset, selection).decode()
    ours = all(has_letter(char) for char in set(selection_text(dataset, selection)))
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        font_files=list(FONT_FILES.values()),
        skip_system_fonts=ours,
        zoom=PNG_ZOOM,
    )


def about(dataset: Dataset, selection: Selection) -> list[str]:
    """How to cite a download, how to find it again, and whom to credit, in plain text."""
    checked = dataset.descriptor.get("last_checked", "")
    licence = dataset.descriptor["licenses"][0]
    return [
        gettext(
            "Cite as: %(citation)s Licence: %(licence)s.",
            citation=citation(dataset),
            licence=licence.get("title") or licence["name"],
        ),
        *([gettext("Last checked: %(day)s.", day=checked)] if checked else []),
        how_to_reopen(dataset, selection),
        gettext("Data: GeoNames (CC BY 4.0), Natural Earth. Border accurate to about 2 km."),
    ]


class _Sheet:
    """A column of text and drawings that grows downwards."""

    def __init__(self, left: float = EDGE, top: float = EDGE, room: float = WIDTH - 2 * EDGE):
        self.left, self.y, self.room = left, top, room
        self.parts: list[str] = []

    def space(self, height: float) -> None:
        """Leave some room."""
        self.y += height

    def lines(
        self,
        text: str,
        size: float,
        face: Face = "regular",
        fill: str = COLOURS["text"],
        left: float = 0,
    ) -> None:
        """A paragraph over the whole width, indented by `left` pixels."""
        for line in wrap(text, self.room - left, size, face):
            base = self.y + size
            more = f' fill="{fill}"'
            self.parts.append(text_svg(self.left + left, base, line, size, face, more=more))
            self.y += size * LEADING

    def drawing(self, still: StillMap) -> None:
        """A map."""
        self.parts.append(f'<g transform="translate({self.left:g} {self.y:.1f})">{still.svg}</g>')
        self.y += still.height

    def left_out(self, still: StillMap) -> None:
        """What had no room on a map, in words."""
        if still.unlabelled:
            self.lines(unlabelled_text(still), 12)

    def figure(self, dataset: Dataset, figure: Tally) -> None:
        """A figure and what it rests on, beside a bar in its measure's colour."""
        top = self.y
        self.lines(MEASURES[figure.measure], 14, left=14)
        self.lines(figure.words, 26, "semibold", left=14)
        for fact in figure_facts(dataset, figure):
            self.lines(fact, 13, left=14)
        if figure.not_counted:
            left_out = ngettext(
                "%(count)s statement left out",
                "%(count)s statements left out",
                not_counted(figure),
            )
            self.lines(left_out, 13, left=14)
        bar = f'x="{self.left:g}" y="{top:.1f}" width="5" height="{self.y - top + 4:.1f}"'
        self.parts.append(f'<rect {bar} fill="{STYLES[figure.measure].colour}"/>')
        self.space(18)

    def columns(self, groups: Iterable[Iterable[Entry]]) -> None:
        """Parts of the legend side by side."""
        groups = list(groups)
        wide = self.room / len(groups)
        columns = [
            _Sheet(self.left + number * wide, self.y, wide - 16) for number in range(len(groups))
        ]
        for column, entries in zip(columns, groups, strict=True):
            for entry in entries:
                column.entry(entry)
        for column in columns:
            self.add(column)

    def entry(self, entry: Entry) -> None:
        """A line of the legend."""
        left, size = 2 * HALF + 8, 13
        text = len(wrap(entry.text, self.room - left, size)) * size * LEADING
        height = max(text, 2 * HALF - 6)
        at = f"{self.left + HALF:g} {self.y + height / 2:.1f}"
        self.parts.append(f'<g transform="translate({at})">{entry.drawing}</g>')
        self.space((height - text) / 2)
        self.lines(entry.text, size, left=left)
        self.space((height - text) / 2 + 2)

    def add(self, other: _Sheet) -> None:
        """Add the content of another column, and go on below it."""
        self.parts += other.parts
        self.y = max(self.y, other.y)

    def document(self, title: str) -> bytes:
        """The whole sheet as a document."""
        height = max(self.y + EDGE, LEAST_HEIGHT)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH * SCALE:g}" '
            f'height="{height * SCALE:.0f}" viewBox="0 0 {WIDTH} {height:.1f}" '
            f'font-family="{FAMILIES}" role="img">'
            f"<title>{escape(title)}</title>"
            f'<rect width="100%" height="100%" fill="#fff"/>{"".join(self.parts)}</svg>\n'
        ).encode()
