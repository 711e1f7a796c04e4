"""What the rows of a visitor's file hold for what it does not say."""

from __future__ import annotations

from refoulement.intake.check import FEW
from refoulement.messages import gettext, ngettext


def of_few() -> str:
    """Why a row has no day."""
    return ngettext(
        "only the month is kept: fewer than %(count)s person",
        "only the month is kept: fewer than %(count)s people",
        FEW,
    )


def no_source() -> str:
    """What stands for the publisher of a row that names none."""
    return gettext("no source given")


def no_title() -> str:
    """What stands for the title of a source without one."""
    return gettext("no title given")
