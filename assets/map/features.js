/* What assets/map/map.js draws and says: symbols like those of refoulement/drawing/symbols.py (a test
   compares them), popups, tooltips and shared counts. Its data come from
   refoulement/drawing/map_data.py; names and words in them are escaped HTML. */
const features = (() => {
  "use strict";

  const { thousands, say, sayCount, figure: inWords, day: dayText } = sentences;

  // Words

  /* The year of a figure, or the first and last; empty if there is none. */
  const yearsOf = ({ years }) => (years ? [...new Set(years)].join("–") : "");

  function numbersText(low, high, openAbove) {
    if (high === null) return inWords("none");
    const from = low === null ? "≤ " : low === high ? "" : `${thousands(low)}–`;
    return from + thousands(high) + (openAbove ? "+" : "");
  }

  /* Shown in place of a figure if no event is counted. */
  const withoutEvent = (reports) => inWords(reports ? "nothing_counted" : "no_statement");

  /* A figure in print; for a bare interval, `events` and `reports` are not needed. */
  function figureText({ low, high, openAbove, reports, events }) {
    if (high === null && !events) return withoutEvent(reports);
    return numbersText(low, high, openAbove);
  }

  /* The same in words, as in refoulement/wording.py. */
  function figureWords({ low, high, openAbove, approximate, reports, events }) {
    if (high === null) return events ? inWords("none") : withoutEvent(reports);
    const range = low === null ? "up_to" : "between";
    const said = low === high ? (approximate ? "about" : "exactly") : range;
    return inWords(openAbove ? `${said}_or_more` : said, { low: low ?? 0, high });
  }

  // Symbols

  function radius(data, people) {
    const { perRootPerson, least } = data.sizes;
    return Math.round(10 * Math.max(least, perRootPerson * Math.sqrt(people))) / 10;
  }

  /* Hollow if there are no figures, as in a search. */
  function symbol(data, { measure, alone }, hasFigures) {
    const { low, high, openAbove } = alone;
    if (!hasFigures || high === null) {
      const ring = data.sizes.hollow;
      return { measure, core: 0, ring, open_above: false, hollow: true, label: "", years: "", people: 0 };
    }
    return {
      measure,
      core: low === null ? 0 : radius(data, low),
      ring: (low === null ? data.sizes.upTo : radius(data, high)) + (openAbove ? data.sizes.openGap : 0),
      open_above: openAbove,
      hollow: false,
      label: figureText(alone),
      years: yearsOf(alone),
      people: low === null ? 0 : high,
    };
  }

  // Popups and tooltips

  /* A place's figures on one line, as plain text. */
  function said(data, measures, hasFigures) {
    return measures.map(({ measure, alone }) => {
      const name = data.words.short[measure];
      if (!hasFigures) return `${name}: ${say("no_figure_in_search")}`;
      if (alone.high === null) return `${name}: ${say("no_figure_alone")}`;
      const years = yearsOf(alone);
      return `${name} ${figureText(alone)}${years && ` (${years})`}`;
    }).join("; ");
  }

  /* What is stated for a place: in full if `countedBy` (assets/map/counting.js) has counted it, else
     what the server has. */
  function popup(data, stated, countedBy, hasFigures) {
    const boxes = stated.map(({ site, measure, alone }) => {
      const details = countedBy && countedBy.details(site, measure);
      return measureBox(data, measure, details
        ? detailLines(data, measure, details, hasFigures)
        : [shortLine(data, measure, alone, hasFigures)]);
    });
    const where = `<div class="rm-quiet">${say("where_statements_are")}</div>`;
    return data.places[stated[0].site].heading + boxes.join("") + (countedBy ? "" : where);
  }

  function shortLine(data, measure, alone, hasFigures) {
    if (!hasFigures) return say("no_figure_in_search");
    const years = yearsOf(alone);
    if (alone.high !== null) return `<b>${figureText(alone)}</b>${years && `, ${years}`}`;
    return say(isCounted(data, measure) ? "no_figure_alone" : "not_counted");
  }

  function detailLines(data, measure, details, hasFigures) {
    const { named, alone, byRole, shared, sharedUncounted, rivalPlaces } = details;
    if (!hasFigures) return [sayCount("named_in_search", named)];
    if (!isCounted(data, measure)) return [sayCount("named_not_counted", named)];
    const lines = [];
    if (alone.reports) {
      const dated = alone.asOf === null ? "" : `, ${say("last_reported_nowhere", { day: dayText(alone.asOf) })}`;
      const based = alone.counted ? `, ${summary.basedOn(alone)}` : "";
      lines.push(`<b>${figureText(alone)}</b>${dated}${based}`);
    }
    for (const [role, figure] of byRole) {
      const isWorthSaying = byRole.length > 1 || role !== "not_stated";
      if (isWorthSaying) lines.push(`${data.words.roles[role]}: ${figureText(figure)}`);
    }
    lines.push(...shared.map((count) => sharedLine(data, count)));
    if (sharedUncounted) lines.push(sayCount("further_not_counted", sharedUncounted));
    if (rivalPlaces.length) {
      const places = rivalPlaces.map((other) => data.places[other].name).join(", ");
      lines.push(say("rival_places", { places }));
    }
    return lines;
  }

  const isCounted = ({ counted }, measure) => counted.includes(measure);

  /* A count shared by several places, after the event's name if the words are available. */
  function sharedLine(data, { event, reports, others, ...interval }) {
    const figure = intervalText(interval);
    const upTo = reports > 1 && others > 1;
    const told = others
      ? sayCount(upTo ? "shared_up_to" : "shared", others, { figure })
      : say("shared_unnamed", { figure });
    return data.labels ? `${data.labels[event]}: ${told}` : told;
  }

  const intervalText = ({ low, high, openAbove }) => numbersText(low, high, openAbove);

  function measureBox(data, measure, lines) {
    const items = lines.map((line) => `<li>${line}</li>`).join("");
    return (
      `<div class="rm-measure" style="--colour:${data.styles[measure].colour}">` +
      `<b>${data.words.measures[measure]}</b><ul>${items}</ul></div>`
    );
  }

  /* A count shared by several places: how much, and how many places together. */
  function togetherText({ high, sites, further, isOpen, isCrossing, ...shared }) {
    const years = yearsOf(shared);
    const figure = high === null ? inWords("none") : intervalText({ high, ...shared }) + (years && ` (${years})`);
    const kind = isCrossing ? "crossings" : "places";
    return sayCount(`${kind}_${isOpen ? "and_others" : "together"}`, sites.length + further, { figure });
  }

  /* Order: stated by most reports, then shared by most places, then the largest, then the latest. */
  function byWeight(one, other) {
    const weights = ({ reports, sites, further, high, years }) => [
      reports, sites.length + further, high ?? 0, years ? years[1] : 0,
    ];
    const [mine, others] = [weights(one), weights(other)];
    const first = mine.findIndex((weight, at) => weight !== others[at]);
    return first < 0 ? (one.sites.join() < other.sites.join() ? -1 : 1) : others[first] - mine[first];
  }

  // What map.js draws

  /* Whether what is stated for a place looks and reads the same as before, if there was anything. */
  function isAlike(before, now) {
    return before?.length === now.length && now.every(({ measure, alone }, at) => {
      const { low, high, openAbove } = before[at].alone;
      return measure === before[at].measure && low === alone.low && high === alone.high &&
        openAbove === alone.openAbove && yearsOf(before[at].alone) === yearsOf(alone);
    });
  }

  /* What is stated for places, for one selection after another. */
  function view(data) {
    let shown = null;
    let stated = new Map(); // by place
    let drawn = new Map(); // the same, minus the hidden measures
    let countedBy = null;
    let hasFigures = true;
    let hidden = []; // measures not drawn

    /* Takes what counting.js (`places`) or the server has found, with figures or without, minus the
       `hide` measures; returns the changes for map.js. `counter` is set if it was counted here, and
       answers for the details. */
    function show(found, withFigures, counter = null, hide = []) {
      const { unplaced } = found;
      const isOther = withFigures !== hasFigures || hide.join() !== hidden.join(); // and so their texts
      if (found === shown && !isOther) return { places: [], unplaced, isOther };
      [shown, countedBy, hasFigures, hidden] = [found, counter, withFigures, hide];
      const before = drawn;
      stated = counting.groupBy(found.figures, ({ site }) => site);
      drawn = counting.groupBy(found.figures.filter(isDrawn), ({ site }) => site);
      const gone = [...before.keys()].filter((site) => !drawn.has(site));
      const changed = [...drawn].filter(([site, now]) => isOther || !isAlike(before.get(site), now));
      const symbolsOf = (now) => now.map((place) => symbol(data, place, hasFigures));
      return {
        places: [...gone.map((site) => [site, []]), ...changed.map(([site, now]) => [site, symbolsOf(now)])],
        unplaced,
        isOther,
      };
    }

    const isDrawn = ({ measure }) => !hidden.includes(measure);

    /* The weightiest count that a place shares with others (null: of all shared counts): the places,
       the measure and its text as HTML; null if there is none. */
    function together(site) {
      if (!countedBy || !hasFigures) return null;
      const [first] = countedBy.sharedCounts(site).filter(isDrawn).sort(byWeight);
      return first ? { sites: first.sites, measure: first.measure, label: togetherText(first) } : null;
    }

    return {
      show,
      together,
      said: (site) => said(data, drawn.get(site), hasFigures),
      popup: (site) => popup(data, stated.get(site), countedBy, hasFigures),
    };
  }

  /* The server's counts (refoulement/drawing/map_data.py, `server_counted`), in the form of
     assets/map/counting.js. */
  function unpack({ sites, measures }, counted) {
    const { step, measure, low, more, open, year, years } = counted.figures;
    let place = 0;
    const figures = step.map((after, row) => {
      place += after;
      const high = more[row] === null ? null : (low[row] ?? 0) + more[row];
      const since = year[row] - years[row];
      const alone = { low: low[row], high, openAbove: open[row] === 1, years: year[row] && [since, year[row]] };
      return { site: sites[place], measure: measures[measure[row]], alone };
    });
    return { ...counted, figures };
  }

  return { unpack, view, figureText, figureWords };
})();
