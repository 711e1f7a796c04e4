/* A selection in words, as in refoulement/presentation/summary.py: its sentence, its figures and what
   they are based on. Clauses are HTML, escaped by the server. */
const summary = (() => {
  "use strict";

  const { say, sayCount, day, years } = sentences;

  /* How many statements match, out of how many and from how many sources, `inFile` or in all; then
     what is selected, and how many undated statements are hidden because of it. */
  function sentence({ matching, reports, sources, hidden }, clauses, inFile = false) {
    const all = inFile ? "all_of_file" : years() ? "all" : "all_undated";
    const some = inFile ? "some_of_file" : "some";
    const values = { matching, sources: sayCount("sources", sources), years: years() };
    const said = [`<b>${sayCount(matching === reports ? all : some, reports, values)}</b>`];
    if (clauses.length) said.push(say("selected", { clauses: clauses.join(", ") }));
    if (hidden) said.push(sayCount("undated_hidden", hidden));
    return said.join(" ");
  }

  /* Clauses for dates narrowed at both ends; none if they are not narrowed. */
  function dateClauses({ from, to, undated }) {
    if (from === null) return [];
    const dated = from === to
      ? say("dated", { day: day(from) })
      : say("dated_from_to", { first: day(from), last: day(to) });
    return undated ? [dated, say("with_undated")] : [dated];
  }

  /* The scope of a figure of counting.js and what it is based on, one line each. */
  function facts(figure) {
    const lines = [];
    if (figure.asOf !== null) lines.push(lastReported(figure));
    if (figure.measure !== "held" && figure.events) lines.push(sayCount("events", figure.events));
    if (figure.counted) lines.push(basedOn(figure));
    return lines;
  }

  function lastReported({ asOf, where }) {
    const places = where.join() === "China" ? say("whole_of_china") : where.join(", ");
    return say(places ? "last_reported" : "last_reported_nowhere", { day: day(asOf), places });
  }

  function basedOn({ counted, independentSources }) {
    return sayCount("based_on", counted, { sources: sayCount("independent", independentSources) });
  }

  /* How many statements are left out and why; empty if none is. */
  function leftOut({ notCounted }) {
    const left = Object.entries(notCounted).filter(([, number]) => number);
    const all = left.reduce((sum, [, number]) => sum + number, 0);
    const reasons = left.map(([reason, number]) => sentences.leftOut(reason, number)).join("; ");
    return all ? sayCount("left_out", all, { reasons }) : "";
  }

  return { sentence, dateClauses, facts, basedOn, leftOut };
})();
