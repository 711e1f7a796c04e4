/* What assets/map/map.js draws, and what it says when asked: symbols as those of
   refoulement/drawing/symbols.py (a test compares them), popups, tooltips and ties.
   Its data are those of refoulement/drawing/map_data.py; names and words in them are HTML, escaped. */
const features = (() => {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;

  // Words

  const thousands = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
  const countText = (number, word) => `${thousands(number)} ${word}${number === 1 ? "" : "s"}`;

  const dayFormat = new Intl.DateTimeFormat("en-GB", {
    day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });
  const dayText = (day) => dayFormat.format(day * DAY);

  /* The year of a stock, empty for a flow. */
  const yearOf = ({ year }) => (year === null ? "" : String(year));

  function numbersText(low, high, openAbove) {
    if (high === null) return "no number";
    const from = low === null ? "≤ " : low === high ? "" : `${thousands(low)}–`;
    return from + thousands(high) + (openAbove ? "+" : "");
  }

  /* A figure as it is printed; of an interval alone `events` and `reports` are not asked. */
  function figureText({ low, high, openAbove, reports, events }) {
    if (high === null && !events) return reports ? "nothing counted" : "no report";
    return numbersText(low, high, openAbove);
  }

  /* The same in words, as refoulement/wording.py has them. */
  function figureWords({ low, high, openAbove, approximate, reports, events }) {
    if (high === null) return figureText({ low, high, openAbove, reports, events });
    const above = openAbove ? " or more" : "";
    if (low === null) return `up to ${thousands(high)}${above}`;
    if (low === high) return `${approximate ? "about " : ""}${thousands(high)}${above}`;
    return `${thousands(low)} to ${thousands(high)}${above}`;
  }

  // Symbols

  function radius(data, people) {
    const { perRootPerson, least } = data.sizes;
    return Math.round(10 * Math.max(least, perRootPerson * Math.sqrt(people))) / 10;
  }

  /* Hollow where there are no figures: under a search. */
  function symbol(data, { measure, alone }, hasFigures) {
    const { low, high, openAbove } = alone;
    if (!hasFigures || high === null) {
      const ring = data.sizes.hollow;
      return { measure, core: 0, ring, open_above: false, hollow: true, label: "", year: "" };
    }
    return {
      measure,
      core: low === null ? 0 : radius(data, low),
      ring: radius(data, high) + (openAbove ? data.sizes.openGap : 0),
      open_above: openAbove,
      hollow: false,
      label: figureText(alone),
      year: yearOf(alone),
    };
  }

  // Popups and tooltips

  const NO_FIGURE = "no figure under a search";

  /* A place's figures in one line, as plain text. */
  function said(data, measures, hasFigures) {
    return measures.map(({ measure, alone }) => {
      const name = data.words.short[measure];
      if (!hasFigures) return `${name}: ${NO_FIGURE}`;
      if (alone.high === null) return `${name}: no figure of its own`;
      const year = yearOf(alone);
      return `${name} ${figureText(alone)}${year && ` (${year})`}`;
    }).join("; ");
  }

  /* What is stated for a place: with all that is known of it where `countedBy` (assets/map/counting.js)
     has counted that, else what the server has. */
  function popup(data, stated, countedBy, hasFigures) {
    const boxes = stated.map(({ site, measure, alone }) => {
      const details = countedBy && countedBy.details(site, measure);
      return measureBox(data, measure, details
        ? detailLines(data, measure, details, hasFigures)
        : [shortLine(data, measure, alone, hasFigures)]);
    });
    const where = '<div class="rm-quiet">The ledger beside the map lists the reports.</div>';
    return data.places[stated[0].site].heading + boxes.join("") + (countedBy ? "" : where);
  }

  function shortLine(data, measure, alone, hasFigures) {
    if (!hasFigures) return NO_FIGURE;
    if (alone.high !== null) return `<b>${figureText(alone)}</b>${alone.year === null ? "" : `, ${alone.year}`}`;
    return `no figure of its own${isCounted(data, measure) ? "" : ": a statement of another kind"}`;
  }

  function detailLines(data, measure, details, hasFigures) {
    const { named, alone, byRole, shared, sharedUncounted, rivalPlaces } = details;
    if (!hasFigures) return [`${countText(named, "report")}, ${NO_FIGURE}`];
    if (!isCounted(data, measure)) return [`${countText(named, "report")}, in no figure`];
    const lines = [];
    if (alone.reports) {
      const dated = alone.asOf === null ? "" : `, as of ${dayText(alone.asOf)}`;
      lines.push(`<b>${figureText(alone)}</b>${dated} (${evidenceText(alone)})`);
    }
    for (const [role, figure] of byRole) {
      const isWorthSaying = byRole.length > 1 || role !== "not_stated";
      if (isWorthSaying) lines.push(`${data.words.roles[role]}: ${figureText(figure)}`);
    }
    lines.push(...shared.map((count) => sharedLine(data, count)));
    if (sharedUncounted) {
      lines.push(`${countText(sharedUncounted, "report")} of several places, repeated or in no figure`);
    }
    if (rivalPlaces.length) {
      const names = rivalPlaces.map((other) => data.places[other].name).join(", ");
      lines.push(`other reports of the same event name ${names}: do not add`);
    }
    return lines;
  }

  const isCounted = ({ counted }, measure) => counted.includes(measure);

  function sharedLine(data, { event, reports, others, ...interval }) {
    const places = others ? countText(others, "other place") : "places not named";
    const upTo = reports > 1 && others > 1 ? "up to " : "";
    return `shared with ${upTo}${places}${ofEvent(data, event)}: ${intervalText(interval)}`;
  }

  /* The name of an event, of datasets that are sent with words. */
  const ofEvent = ({ labels }, event) => (labels ? `, ${labels[event]}` : "");

  const intervalText = ({ low, high, openAbove }) => numbersText(low, high, openAbove);

  function measureBox(data, measure, lines) {
    const items = lines.map((line) => `<li>${line}</li>`).join("");
    return (
      `<div class="rm-measure" style="--colour:${data.styles[measure].colour}">` +
      `<b>${data.words.measures[measure]}</b><ul>${items}</ul></div>`
    );
  }

  /* What a figure rests on: 3 of 4 reports, 2 independent sources. */
  function evidenceText({ counted, reports, independentSources }) {
    const sources = countText(independentSources, "independent source");
    return `${thousands(counted)} of ${countText(reports, "report")}, ${sources}`;
  }

  /* Of counts that several places share: each set of places with its figure by event. */
  function tieTooltip(data, reports, countedBy, hasFigures) {
    const othersOf = ({ report }) => data.others[report] ?? [];
    const namesOf = (one) => [...one.sites.map((site) => data.places[site].name), ...othersOf(one)];
    const groups = counting.groupBy(reports, (one) => JSON.stringify([one.measure, one.event, namesOf(one)]));
    const lines = [...groups.values()].map((together) => {
      const [{ measure, event }, names] = [together[0], namesOf(together[0])];
      const places = `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
      const interval = countedBy.intervalOf(together.map(({ report }) => report));
      const figure = interval.high === null ? " without a number" : ` ${intervalText(interval)}`;
      const said = data.words.short[measure].toLowerCase() + (hasFigures ? figure : "");
      return `<div><b>${places}</b>: ${said}${ofEvent(data, event)}</div>`;
    });
    const rivals = hasFigures && lines.length > 1 ? " Counts for one event are rivals, not to be added." : "";
    return (
      `<div>One count for all of the places together; no route.${rivals}</div>` + lines.join("")
    );
  }

  // What map.js draws

  /* Whether what is stated for a place looks and is said as what was stated before, if any was. */
  function isAlike(before, now) {
    return before?.length === now.length && now.every(({ measure, alone }, at) => {
      const { low, high, openAbove, year } = before[at].alone;
      return measure === before[at].measure && low === alone.low && high === alone.high &&
        openAbove === alone.openAbove && year === alone.year;
    });
  }

  /* What is stated for places, of one selection after another. */
  function view(data) {
    const { sites } = data;
    const longitudes = sites.map((site) => data.places[site].at[1]);
    let shown = null;
    let drawn = new Map(); // what is stated for each place
    let ties = new Map(); // the places at their ends
    let countedBy = null;
    let hasFigures = true;

    /* Shows what counting.js (`places`) or the server has found, with figures or without; gives what
       changes for map.js. `counter` is what has found it here, and answers for the rest. */
    function show(found, withFigures, counter = null) {
      const { unplaced, tiesLeft } = found;
      const isOther = withFigures !== hasFigures; // and with it what is said of each place
      if (found === shown && !isOther) return { places: [], ties: [], unplaced, tiesLeft, isOther };
      [shown, countedBy, hasFigures] = [found, counter, withFigures];
      const [before, tiesBefore] = [drawn, ties];
      drawn = counting.groupBy(found.figures, ({ site }) => site);
      ties = new Map(found.ties.map((two) => [two.join(), two]));
      const gone = [...before.keys()].filter((site) => !drawn.has(site));
      const goneTies = [...tiesBefore.keys()].filter((tie) => !ties.has(tie));
      const changed = [...drawn].filter(([site, stated]) => isOther || !isAlike(before.get(site), stated));
      const newTies = [...ties].filter(([tie]) => !tiesBefore.has(tie));
      const symbolsOf = (stated) => stated.map((place) => symbol(data, place, hasFigures));
      const endsOf = (two) => two.map((site) => data.places[sites[site]].at);
      return {
        places: [
          ...gone.map((site) => [site, []]),
          ...changed.map(([site, stated]) => [site, symbolsOf(stated)]),
        ],
        ties: [...goneTies.map((tie) => [tie, false]), ...newTies.map(([tie, two]) => [tie, endsOf(two)])],
        unplaced,
        tiesLeft,
        isOther,
      };
    }

    function tie(name) {
      if (!countedBy || !data.labels) return "<div>One count or more for both places together; no route.</div>";
      return tieTooltip(data, countedBy.tie(ties.get(name), longitudes), countedBy, hasFigures);
    }

    return {
      show,
      tie,
      said: (site) => said(data, drawn.get(site), hasFigures),
      popup: (site) => popup(data, drawn.get(site), countedBy, hasFigures),
    };
  }

  /* What the server has counted (refoulement/drawing/map_data.py, `server_counted`), as
     assets/map/counting.js gives it. */
  function unpack({ sites, measures }, counted) {
    const { step, measure, low, more, open, year } = counted.figures;
    let place = 0;
    const figures = step.map((after, row) => {
      place += after;
      const high = more[row] === null ? null : (low[row] ?? 0) + more[row];
      const alone = { low: low[row], high, openAbove: open[row] === 1, year: year[row] };
      return { site: sites[place], measure: measures[measure[row]], alone };
    });
    return { ...counted, figures };
  }

  return { unpack, view, figureText, figureWords, evidenceText, countText, dayText, thousands };
})();
