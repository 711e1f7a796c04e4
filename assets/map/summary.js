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

  /* Dates that are narrowed at both ends. */
  function datesText({ from, to, undated }) {
    const days = from === to ? [from] : [from, to];
    return `dated ${days.map(dayText).join(" to ")}${undated ? ", with the undated ones" : ""}`;
  }

  /* What a figure of counting.js is of and what it rests on, a line each. */
  function facts(figure) {
    const lines = [];
    if (figure.asOf !== null) lines.push(`as of ${dayText(figure.asOf)}: ${figure.where.join(", ")}`);
    if (figure.measure !== "held" && figure.events) lines.push(countText(figure.events, "event"));
    if (figure.counted) lines.push(`rests on ${evidenceText(figure)}`);
    return lines;
  }

  /* How many reports are in no figure, by reason. */
  function reasons({ words }, { notCounted }) {
    return Object.entries(words.notCounted)
      .filter(([reason]) => notCounted[reason])
      .map(([reason, said]) => `${notCounted[reason]}: ${said}`)
      .join("; ");
  }

  return { sentence, datesText, facts, reasons };
})();
