"""What both Python and the map's scripts tell readers, written once and sent to the scripts.

assets/map/sentences.js fills in the values. None of these contains markup.
"""

from __future__ import annotations

from typing import Any

from refoulement.messages import Counts, Words, all_forms, language, marked, marked_plural, plurals
from refoulement.vocabulary import LEFT_OUT
from refoulement.wording import DAY, FIGURES, MONTHS

SAID = Words(
    {
        # What is selected
        "selected": marked("Statements %(clauses)s."),
        "dated": marked("dated %(day)s"),
        "dated_from_to": marked("dated %(first)s to %(last)s"),
        "dated_from": marked("dated %(day)s or later"),
        "dated_to": marked("dated %(day)s or earlier"),
        "with_undated": marked("including undated statements"),
        # What a figure is of
        "last_reported": marked("last reported for %(day)s (%(places)s)"),
        "last_reported_nowhere": marked("last reported for %(day)s"),
        "whole_of_china": marked("whole of China"),
        # Popups and tooltips
        "no_figure_in_search": marked("no figure during a search"),
        "no_figure_alone": marked("no figure for this place alone"),
        "not_counted": marked("not counted"),
        "where_statements_are": marked("The panel beside the map lists the statements."),
        "shared_unnamed": marked("%(figure)s, together with places that are not named"),
        "rival_places": marked(
            "other statements on the same event name %(places)s: do not add these"
        ),
        # A file of its own
        "only_place": marked("Only %(place)s: show all"),
        "only_no_place": marked("Only statements that name no town: show all"),
    }
)

#: What the map says before its data have arrived.
MAP = Words(
    {
        "show_all": marked("Show all"),
        "show_all_title": marked("Show every place of the selection"),
        "border": marked("Zoom to border"),
        "border_title": marked("Back to the border region"),
        "unplaced_title": marked("Read the statements that name no town"),
        "far": marked("Places farther away"),
        "places": marked("Data: GeoNames"),
        "ground": marked("Natural Earth. Border accurate to about 2 km"),
        "no_basemap": marked("The basemap could not be loaded"),
        "no_data": marked("The statements could not be loaded: reload the page to try again"),
    }
)

COUNTS = Counts(
    {
        # What is selected
        "all": marked_plural(
            "%(count)s statement %(sources)s, %(years)s.",
            "All %(count)s statements %(sources)s, %(years)s.",
        ),
        "all_undated": marked_plural(
            "%(count)s statement %(sources)s.", "All %(count)s statements %(sources)s."
        ),
        "some": marked_plural(
            "%(matching)s of %(count)s statement %(sources)s.",
            "%(matching)s of %(count)s statements %(sources)s.",
        ),
        "all_of_file": marked_plural(
            "%(count)s statement in this file, %(sources)s.",
            "All %(count)s statements in this file, %(sources)s.",
        ),
        "some_of_file": marked_plural(
            "%(matching)s of %(count)s statement in this file, %(sources)s.",
            "%(matching)s of %(count)s statements in this file, %(sources)s.",
        ),
        "sources": marked_plural("from %(count)s source", "from %(count)s sources"),
        "undated_hidden": marked_plural(
            "%(count)s undated statement is not shown.",
            "%(count)s undated statements are not shown.",
        ),
        # What a figure is made of
        "events": marked_plural("%(count)s event", "%(count)s events"),
        "based_on": marked_plural(
            "based on %(count)s statement %(sources)s", "based on %(count)s statements %(sources)s"
        ),
        "independent": marked_plural(
            "from %(count)s independent source", "from %(count)s independent sources"
        ),
        # The map, popups and tooltips
        "unplaced": marked_plural(
            "%(count)s statement names no town", "%(count)s statements name no town"
        ),
        "crossings_together": marked_plural(
            "%(figure)s, %(count)s crossing together", "%(figure)s, %(count)s crossings together"
        ),
        "crossings_and_others": marked_plural(
            "%(figure)s, %(count)s crossing and others together",
            "%(figure)s, %(count)s crossings and others together",
        ),
        "places_together": marked_plural(
            "%(figure)s, %(count)s place together", "%(figure)s, %(count)s places together"
        ),
        "places_and_others": marked_plural(
            "%(figure)s, %(count)s place and others together",
            "%(figure)s, %(count)s places and others together",
        ),
        "named_in_search": marked_plural(
            "%(count)s statement, no figure during a search",
            "%(count)s statements, no figure during a search",
        ),
        "named_not_counted": marked_plural(
            "%(count)s statement, not counted", "%(count)s statements, not counted"
        ),
        "further_not_counted": marked_plural(
            "%(count)s further statement, not counted", "%(count)s further statements, not counted"
        ),
        "shared": marked_plural(
            "%(figure)s, together with %(count)s other place",
            "%(figure)s, together with %(count)s other places",
        ),
        "shared_up_to": marked_plural(
            "%(figure)s, together with up to %(count)s other place",
            "%(figure)s, together with up to %(count)s other places",
        ),
        # A file of its own
        "show_undated": marked_plural(
            "Include %(count)s undated statement", "Include %(count)s undated statements"
        ),
        "left_out": marked_plural(
            "%(count)s statement left out: %(reasons)s",
            "%(count)s statements left out: %(reasons)s",
        ),
    }
)


def for_map() -> dict[str, str]:
    """What the map says before its data have arrived, in the current language."""
    return dict(MAP)


def for_scripts() -> dict[str, Any]:
    """All of it in the current language, and its plural rule (`messages.plurals`)."""
    return {
        "language": language(),
        "plurals": plurals(),
        "day": DAY["day"],
        "months": [MONTHS[month] for month in MONTHS],
        "figures": dict(FIGURES),
        "said": dict(SAID),
        "counts": {key: all_forms(forms) for key, forms in COUNTS.items()},
        "leftOut": {reason: all_forms(forms) for reason, forms in LEFT_OUT.items()},
    }
