/* A selection in words, as refoulement/presentation/summary.py has them: its sentence, its figures and what
   they rest on. Names, words and clauses are HTML, escaped by the server. */
const summary = (() => {
  "use strict";

  const { countText, dayText, evidenceText, thousands } = features;

  /* How many reports match, of how many in `whole` and of how many sources; then what is
     selected, the dates last, and how many undated reports are therefore not shown. */
  function sentence({ matching, reports, sources, hidden }, { whole, clauses, dates }) {
    const undated = hidden ? ` ${countText(hidden, "undated report")} not shown.` : "";
    return (
      `<b>${thousands(matching)} of ${countText(reports, "report")}${whole}, ` +
      `${countText(sources, "source")}.</b> Reports ${[...clauses, dates].join(", ")}.${undated}`
    );
  }

  const sourcesOf = (reports) => new Set(reports.map((report) => report.source)).size;

  /* Dates that are narrowed at both ends. */
  function datesText({ from, to, undated }) {
    const days = from === to ? [from] : [from, to];
    return `dated ${days.map(dayText).join(" to ")}${undated ? ", with the undated ones" : ""}`;
  }

  /* A figure of counting.js in numbers, with the names of the places that a stock is of. */
  function inNumbers(data, figure) {
    const where = figure.stock ? placesOf(data, figure.stock) : [];
    return { ...features.inNumbers(figure), where };
  }

  /* What a figure in numbers is of and what it rests on, a line each. */
  function facts(figure) {
    const lines = [];
    if (figure.asOf !== null) lines.push(`as of ${dayText(figure.asOf)}: ${figure.where.join(", ")}`);
    if (figure.measure !== "held" && figure.events) lines.push(countText(figure.events, "event"));
    if (figure.counted) lines.push(`rests on ${evidenceText(figure)}`);
    return lines;
  }

  /* The places, or where none is named the area, that the reports behind a stock name. */
  function placesOf(data, stock) {
    const named = stock.evidence.flatMap((report) => {
      const places = [...report.sites.map((site) => data.places[site].name), ...report.otherPlaces];
      return places.length ? places : [data.areas[report.id]];
    });
    return [...new Set(named)].filter(Boolean);
  }

  /* How many reports are in no figure, by reason. */
  function reasons(data, { notCounted }) {
    const byReason = counting.groupBy(notCounted, ([, reason]) => reason);
    return Object.entries(data.words.notCounted)
      .filter(([reason]) => byReason.has(reason))
      .map(([reason, words]) => `${byReason.get(reason).length}: ${words}`)
      .join("; ");
  }

  return { sentence, sourcesOf, datesText, inNumbers, facts, reasons };
})();
