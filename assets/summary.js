/* A selection in words, as refoulement/summary.py has them: its sentence, its figures and what
   they rest on. Names, words and clauses are HTML, escaped by the server. */
const summary = (() => {
  "use strict";

  const { countText, dayText, evidenceText, thousands } = features;

  /* How many reports match, of how many in `whole` and of how many sources; then what is
     selected, the dates last, and how many undated reports are therefore not shown. */
  function sentence(data, matching, { whole, clauses, dates, hidden }) {
    const sources = new Set(matching.map((report) => report.source)).size;
    const all = countText(data.counting.reports.length, "report");
    const undated = hidden ? ` ${countText(hidden, "undated report")} not shown.` : "";
    return (
      `<b>${thousands(matching.length)} of ${all}${whole}, ${countText(sources, "source")}.</b> ` +
      `Reports ${[...clauses, dates].join(", ")}.${undated}`
    );
  }

  /* Dates that are narrowed at both ends. */
  function datesText({ from, to, undated }) {
    const days = from === to ? [from] : [from, to];
    return `dated ${days.map(dayText).join(" to ")}${undated ? ", with the undated ones" : ""}`;
  }

  /* What a figure is of and what it rests on, a line each. */
  function facts(data, figure) {
    const lines = [];
    if (figure.asOf !== null) {
      lines.push(`as of ${dayText(figure.asOf)}: ${placesOf(data, figure.stock).join(", ")}`);
    }
    if (figure.measure !== "held" && figure.events.length) {
      lines.push(countText(figure.events.length, "event"));
    }
    if (figure.counted.length) lines.push(`rests on ${evidenceText(figure)}`);
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

  return { sentence, datesText, facts, reasons };
})();
