"""The command line: validate, sum up, export, cite, compare, check and release."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from refoulement import __version__
from refoulement.dataset.package import data_directory
from refoulement.dataset.tables import Dataset
from refoulement.export.changes_file import changes_json
from refoulement.export.formats import FORMATS
from refoulement.export.summary_file import figures_json, no_figures_json
from refoulement.intake.file.limits import FILE_BYTES
from refoulement.loading.load import load
from refoulement.messages import gettext, ngettext
from refoulement.presentation.changes import changes, changes_text
from refoulement.presentation.citation import (
    CITATION_FORMS,
    citation_cff,
    cite_dataset,
    cite_report,
    cite_selection,
)
from refoulement.presentation.summary import (
    figure_line,
    matching_text,
    no_figures,
    selection_text,
    summary,
    warning,
)
from refoulement.problems import (
    DatasetError,
    IntakeError,
    SelectionError,
    problem_counts,
    validation,
)
from refoulement.selecting.address import parse_date, require_known
from refoulement.selecting.selection import Selection
from refoulement.settings import SettingError
from refoulement.vocabulary import MEASURES

Command = TypeVar("Command", bound=Callable[..., Any])


class IsoDate(click.ParamType[date]):
    """An ISO date, ends included."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a usage error that says what was expected."""
        try:
            return value if isinstance(value, date) else parse_date(value)
        except SelectionError as error:
            self.fail(str(error), param, ctx)


def selection_options(command: Command) -> Command:
    """Add one flag to a command for every field of a selection."""
    several: dict[str, Any] = {"multiple": True, "metavar": "VALUE"}
    options = (
        click.option("--from", "date_from", type=IsoDate(), help="First day, included."),
        click.option("--to", "date_to", type=IsoDate(), help="Last day, included."),
        click.option("--measure", "measures", help="held, returned, arrested …", **several),
        click.option("--site", "sites", help="A place's id. Repeatable, as all below.", **several),
        click.option("--publisher", "publishers", help="A publisher's name.", **several),
        click.option("--role", "roles", help="A place role.", **several),
        click.option("--event", "events", help="An event's id; its parts go with it.", **several),
        click.option("--language", "languages", help="A source's language: en, ko …", **several),
        click.option("--read-as", "read_as", help="full_text or excerpt.", **several),
        click.option("--report", "report_ids", help="A report's id.", **several),
        click.option("--search", default="", help="Words that must all occur."),
        click.option("--undated", is_flag=True, help="Undated reports too, within dates."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="refoulement")
def commands() -> None:
    """What published sources report about North Korean escapees held in China and returned.

    REFOULEMENT_DATA=DIR names another data package of the same form.
    """


@commands.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
def validate(directory: Path | None) -> None:
    """Check a data package (DIRECTORY, or the one in use): a line a problem, exit 0 or 1."""
    # Imported here: what checks a package takes long to load, and --help needs none of it.
    from refoulement.loading.soundness import check

    directory = directory or data_directory()
    dataset, problems = check(directory)
    for problem in problems:
        click.echo(str(problem))
    errors = sum(problem.severity == "error" for problem in problems)
    counts = problem_counts(errors, len(problems) - errors)
    if dataset is None:
        click.echo(gettext("not valid: %(counts)s", counts=counts))
        sys.exit(1)
    said = ngettext(
        "valid: version %(version)s, %(count)s statement, %(problems)s",
        "valid: version %(version)s, %(count)s statements, %(problems)s",
        len(dataset.reports),
        version=dataset.version,
        problems=counts,
    )
    click.echo(said)


@commands.command(name="summary")
@selection_options
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def summarise(as_json: bool, **fields: Any) -> None:
    """The figure of each measure for a selection. Reported figures, not verified totals.

    A search (--search) makes no figure.
    """
    dataset = load()
    selection = _selection(dataset, fields)
    if as_json:
        click.echo(json.dumps(_summary_as_json(dataset, selection), indent=2))
        return
    click.echo(matching_text(dataset, selection))
    if selection_text(dataset, selection):
        click.echo(selection_text(dataset, selection))
    if selection.undated_hidden(dataset):
        click.echo(gettext("The option --undated includes undated statements."))
    for measure, figure in summary(dataset, selection).items():
        click.echo(f"{MEASURES[measure] + ':':26}{figure_line(dataset, figure)}")
    if not selection.has_figures:
        click.echo(no_figures())
    click.echo(warning())


@commands.command()
@selection_options
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="csv", help="The default is csv."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.")
def export(form: str, out: Path | None, **fields: Any) -> None:
    """The reports of a selection, as CSV or in another format, to --out or to standard output."""
    dataset = load()
    content = FORMATS[form].write(dataset, _selection(dataset, fields))
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        out.write_bytes(content)


@commands.command()
@selection_options
@click.option(
    "--format",
    "form",
    type=click.Choice([*CITATION_FORMS, "cff"]),
    default="text",
    help="The default is text; cff is for the dataset as a whole.",
)
def cite(form: str, **fields: Any) -> None:
    """How to cite the dataset, a selection of it or, with one --report alone, it and its source."""
    dataset = load()
    selection = _selection(dataset, fields)
    ids = selection.report_ids
    if len(ids) == 1 and selection == Selection(report_ids=ids):
        works = cite_report(dataset, ids[0])
    elif selection != Selection():
        works = cite_selection(dataset, selection)
    else:
        works = cite_dataset(dataset)
    if form != "cff":
        text = CITATION_FORMS[form].write(works)
    elif works == cite_dataset(dataset):
        text = citation_cff(dataset)
    else:
        said = gettext("cff is for the dataset as a whole; expected no selection")
        raise click.UsageError(said)
    sys.stdout.buffer.write(text.encode())


@commands.command()
@click.argument("old_directory", metavar="OLD_DIR", type=click.Path(path_type=Path))
@click.argument("new_directory", metavar="NEW_DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def diff(old_directory: Path, new_directory: Path, as_json: bool) -> int:
    """What differs between two versions of a data package; exit 0 where nothing does, else 1."""
    found = changes(_package(old_directory), _package(new_directory))
    if as_json:
        click.echo(json.dumps(changes_json(found), indent=2))
    else:
        click.echo(changes_text(found), nl=False)
    return 1 if found else 0


@commands.command()
@click.argument("version")
@click.option("--date", "day", type=IsoDate(), required=True, help="The day of the release.")
@click.option(
    "--accept", default="", metavar="REASON", help="Why figures of worked examples changed."
)
@click.argument("directory", metavar="[PACKAGE]", required=False, type=click.Path(path_type=Path))
def release(version: str, day: date, accept: str, directory: Path | None) -> int:
    """Release a package (PACKAGE, or the one in use) as VERSION: exit 0, or 1 if refused.

    Writes what follows from its rows: descriptor, card, changelog, citation, worked examples,
    and a copy of it all under versions/. Where something is amiss nothing is written.
    """
    # Imported here: no other command checks, compares and writes a package.
    from refoulement.curating.refusal import RefusalError
    from refoulement.curating.release import release as make_release

    try:
        lines = make_release((directory or data_directory()).resolve(), version, day, accept)
    except RefusalError as error:
        for line in error.lines:
            said = gettext("refused: %(reason)s", reason=" ".join(line.split()))
            click.echo(said, err=True)
        return 1
    for line in lines:
        click.echo(line)
    return 0


@commands.command(name="check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option(
    "--fixed",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file to write, as CSV with every suggestion applied.",
)
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="What a column is, as 'Facility Latitude=latitude'; - leaves it out. Repeatable.",
)
@click.option(
    "--map-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The same from a CSV file with a row “column, field” each.",
)
@click.option(
    "--save-map",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file to write, with what each column was taken for, for --map-file.",
)
@click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook to read.")
@click.option(
    "--safe",
    multiple=True,
    metavar="COLUMN",
    help="A column that may identify people, to be read after all. Repeatable.",
)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="QUESTION=ANSWER",
    help="What a question is answered with, as 'date=day first' or 'place: Tumenn=Tumen, Jilin', "
    "for all rows that raise it. Another text is refused, with what can be answered. Repeatable.",
)
def check_own(
    file: Path,
    as_json: bool,
    fixed: Path | None,
    pairs: tuple[str, ...],
    map_file: Path | None,
    save_map: Path | None,
    sheet: str,
    safe: tuple[str, ...],
    answers: tuple[str, ...],
) -> None:
    """Check a file of your own (CSV, TSV or XLSX): exit 0 if ready, 1 if not, 2 if no table.

    A note says which row is in the published data already, or looks like an event there.
    """
    # Imported here: no other command reads workbooks or looks up names of places.
    from refoulement.intake.check import check_table
    from refoulement.intake.checked import checked_json, checked_lines
    from refoulement.intake.decisions import Decisions, mapped, mapping_csv, read_mapping
    from refoulement.intake.file.table import read_table
    from refoulement.intake.gazetteer.online import online_name
    from refoulement.intake.headings import field_of
    from refoulement.intake.published import compare
    from refoulement.intake.questions import answer
    from refoulement.intake.written import fixed_csv

    for written in filter(None, (fixed, save_map)):
        if written.exists() and written.samefile(file):
            said = gettext("%(file)s is being checked; name another file to write.", file=written)
            raise IntakeError(said)
    from_file = read_mapping(map_file.read_bytes()) if map_file else ()
    columns = tuple(dict([*from_file, *mapped(pairs)]).items())
    decisions = Decisions(columns=columns, sheet=sheet)
    with file.open("rb") as opened:
        content = opened.read(FILE_BYTES + 1)  # one byte too many shows that it is too large
    if online_name():
        said = gettext("Unknown places are looked up at %(host)s.", host=online_name())
        click.echo(said, err=True)
    dataset = load()
    table = read_table(content, file.name, field_of, sheet)
    check = partial(check_table, table, dataset, date.today())
    checked = answer(answers, safe, check, decisions)
    comparison = compare(checked, dataset)
    if fixed is not None:
        fixed.write_bytes(fixed_csv(checked))
    if save_map is not None:
        save_map.write_bytes(mapping_csv(checked.table.columns, checked.fields))
    if as_json:
        found = checked_json(checked, comparison)
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for line in checked_lines(checked, comparison):
            click.echo(line)
    sys.exit(int(len(checked.ready) < len(checked.rows) or not checked.rows))


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line. An error becomes one line on stderr and exit code 2."""
    status: int | None = None
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that cannot show “≤” gets a “?”
    try:
        status = commands.main(arguments, prog_name="python -m refoulement", standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        _fail(error.format_message())
    except DatasetError as error:
        _fail(f"{error.in_short}; {validation(data_directory())}")
    except BrokenPipeError:
        # The reader has closed the pipe: that is no error, but nothing more may be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (SelectionError, SettingError, IntakeError, OSError) as error:
        _fail(str(error))
    except click.Abort:
        _fail(gettext("stopped"))
    sys.exit(status or 0)


def _fail(message: str) -> NoReturn:
    click.echo(gettext("error: %(message)s", message=" ".join(message.split())), err=True)
    sys.exit(2)


def _package(directory: Path) -> Dataset:
    try:
        return load(directory)
    except DatasetError as error:
        message = f"{directory}: {error.in_short}; {validation(directory)}"
        raise click.ClickException(message) from error


def _selection(dataset: Dataset, fields: dict[str, Any]) -> Selection:
    try:
        fields["search"].encode()
    except UnicodeEncodeError:
        said = gettext("the words to search for are not text in UTF-8")
        raise SelectionError(said) from None
    selection = Selection(**fields)
    require_known(selection, dataset)
    return selection


def _summary_as_json(dataset: Dataset, selection: Selection) -> dict[str, Any]:
    figures = figures_json(dataset, selection)
    if selection.has_figures:
        return figures
    counts = {"reports": selection.count(dataset), "sources": selection.sources(dataset)}
    return figures | no_figures_json(selection) | counts
