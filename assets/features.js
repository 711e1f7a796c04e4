/* What assets/map.js draws, and what it says when asked: symbols as those of
   refoulement/drawing/symbols.py (a test compares them), popups, tooltips and ties.
   Its data are those of refoulement/drawing/map_data.py; names and words in them are HTML, escaped. */
const features = (() => {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;

  /* The data as they are given, ready to be counted. */
  function read(given) {
    return { ...given, counting: counting.read(given.counting) };
  }

  // Words

  const thousands = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
  const countText = (number, word) => `${thousands(number)} ${word}${number === 1 ? "" : "s"}`;

  const dayFormat = new Intl.DateTimeFormat("en-GB", {
    day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });
  const dayText = (day) => dayFormat.format(day * DAY);

  /* The year of a stock, empty for a flow. */
  function yearOf({ asOf, year }) {
    if (asOf === undefined) return year === null ? "" : String(year);
    return asOf === null ? "" : String(new Date(asOf * DAY).getUTCFullYear());
  }

  function numbersText(low, high, openAbove) {
    if (high === null) return "no number";
    const from = low === null ? "≤ " : low === high ? "" : `${thousands(low)}–`;
    return from + thousands(high) + (openAbove ? "+" : "");
  }

  function intervalText(interval) {
    if (!interval) return "no number";
    const low = interval.openBelow ? null : interval.lowest;
    return numbersText(low, interval.highest, interval.openAbove);
  }

  /* Of a figure in numbers; of one that has a high, in any case. */
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

  /* A figure of counting.js with how many events and counted reports it has in place of these. */
  function inNumbers(figure) {
    return { ...figure, events: figure.events.length, counted: figure.counted.length };
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

  function popup(data, site, measures, isShown, hasFigures) {
    const lines = measures.map((place) =>
      hasFigures ? measureLines(data, place, isShown) : reportsAlone(data, place)
    );
    return data.places[site].heading + lines.join("");
  }

  function measureLines(data, place, isShown) {
    const { site, measure, here } = place;
    const alone = inNumbers(place.alone);
    const { byRole, shared, rivalPlaces } = counting.placeDetails(data.counting, place, isShown);
    const isCounted = data.counting.counted.includes(measure);
    const lines = [];
    if (!isCounted) {
      lines.push(`${countText(here.length, "report")}, in no figure`);
    } else if (alone.reports) {
      const dated = alone.asOf === null ? "" : `, as of ${dayText(alone.asOf)}`;
      lines.push(`<b>${figureText(alone)}</b>${dated} (${evidenceText(alone)})`);
      for (const [role, figure] of byRole) {
        if (byRole.length > 1 || role !== "not_stated") {
          lines.push(`${data.words.roles[role]}: ${figureText(inNumbers(figure))}`);
        }
      }
    }
    if (isCounted) lines.push(...sharedLines(data, site, shared));
    if (rivalPlaces.length) {
      const names = rivalPlaces.map((other) => data.places[other].name).join(", ");
      lines.push(`other reports of the same event name ${names}: do not add`);
    }
    return measureBox(data, measure, lines);
  }

  function reportsAlone(data, { measure, here }) {
    return measureBox(data, measure, [`${countText(here.length, "report")}, ${NO_FIGURE}`]);
  }

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

  function sharedLines(data, site, shared) {
    const counted = shared.filter((report) => report.reason === null);
    const byEvent = [...counting.groupBy(counted, (report) => report.event)];
    const lastDay = ([, reports]) => Math.max(...reports.map((report) => report.to ?? -Infinity));
    byEvent.sort((one, other) => descending(lastDay(one), lastDay(other)));
    const lines = byEvent.map(([event, reports]) => {
      const most = Math.max(...reports.map((report) => furtherPlaces(report, site)));
      const others = most ? countText(most, "other place") : "places not named";
      const upTo = reports.length > 1 && most > 1 ? "up to " : "";
      const interval = intervalText(counting.intervalOf(reports));
      return `shared with ${upTo}${others}, ${data.labels[event]}: ${interval}`;
    });
    const rest = shared.length - counted.length;
    if (rest) lines.push(`${countText(rest, "report")} of several places, repeated or in no figure`);
    return lines;
  }

  const descending = (one, other) => (one === other ? 0 : one > other ? -1 : 1);

  function furtherPlaces(report, site) {
    const named = report.otherPlaces.filter((name) => name !== "others");
    return report.sites.filter((other) => other !== site).length + named.length;
  }

  function tieTooltip(data, shared, hasFigures) {
    const lines = shared.flatMap((count) => {
      const names = [...count.sites.map((site) => data.places[site].name), ...count.otherPlaces];
      const together = `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
      const measure = data.words.short[count.measure].toLowerCase();
      return count.intervals.map(([event, interval]) => {
        const figure = interval ? ` ${intervalText(interval)}` : " without a number";
        return `<div><b>${together}</b>: ${measure}${hasFigures ? figure : ""}, ${data.labels[event]}</div>`;
      });
    });
    const rivals = hasFigures && lines.length > 1 ? " Counts for one event are rivals, not to be added." : "";
    return (
      `<div>One count for all of the places together; no route.${rivals}</div>` + lines.join("")
    );
  }

  // What map.js draws

  /* The reports shown, one selection after another. Only what changes from one to the next is
     counted anew; what is said of places and ties is worked out when it is asked for. */
  function showing(data) {
    const { reports } = data.counting;
    const shown = new Uint8Array(reports.length);
    const isShown = (report) => shown[report.index] === 1;
    const measuresOf = new Map(); // by place
    const [ties, tiesOf] = allTies(data.counting);
    let unplaced = 0;
    let hasFigures = true;

    /* Shows the reports that are selected, and whether figures are made of them; gives what
       changes for map.js. */
    function show(isSelected, withFigures) {
      const isOther = withFigures !== hasFigures; // and with it what is said of each place
      hasFigures = withFigures;
      const [places, changedTies] = [new Set(isOther ? measuresOf.keys() : []), new Set()];
      for (const report of reports) {
        const now = Number(isSelected(report));
        if (now === shown[report.index]) continue;
        shown[report.index] = now;
        for (const site of report.sites) places.add(site);
        for (const tie of tiesOf[report.index]) changedTies.add(tie);
        if (!report.sites.length) unplaced += now ? 1 : -1;
      }
      return {
        places: [...places].map((site) => [site, count(site)]),
        ties: [...changedTies].map((tie) => [tie, ties.get(tie).reports.some(isShown) && endsOf(tie)]),
        unplaced,
        tiesLeft: 0,
        isOther,
      };
    }

    function count(site) {
      const measures = counting.placeMeasures(data.counting, site, isShown);
      measuresOf.set(site, measures);
      return measures.map((place) => symbol(data, place, hasFigures));
    }

    const endsOf = (tie) => ties.get(tie).sites.map((site) => data.places[site].at);

    return {
      show,
      isShown,
      said: (site) => said(data, measuresOf.get(site), hasFigures),
      popup: (site) => popup(data, site, measuresOf.get(site), isShown, hasFigures),
      tie: (tie) => {
        const together = ties.get(tie).reports.filter(isShown);
        return tieTooltip(data, counting.sharedCounts(data.counting, together), hasFigures);
      },
    };
  }

  /* Each two neighbours, from west to east, among places that share a count, by a name of
     their own, and for each report the names of its ties. */
  function allTies(data) {
    const ties = new Map();
    const tiesOf = data.reports.map((report) => {
      if (report.sites.length < 2 || report.reason !== null) return [];
      const row = counting.fromWest(data, report);
      return row.slice(1).map((site, index) => {
        const sites = [row[index], site];
        const name = JSON.stringify(sites);
        if (!ties.has(name)) ties.set(name, { sites, reports: [] });
        ties.get(name).reports.push(report);
        return name;
      });
    });
    return [ties, tiesOf];
  }

  /* As `showing`, of figures that are counted already: assets/tally.js, `places`. */
  function telling(data) {
    const { sites, counted } = data.counting;
    let shown = null;
    let drawn = new Map(); // what is stated for each place
    let ties = new Map();
    let hasFigures = true;

    function show(told, withFigures) {
      const { unplaced, tiesLeft } = told;
      const isOther = withFigures !== hasFigures;
      if (told === shown && !isOther) return { places: [], ties: [], unplaced, tiesLeft, isOther };
      [shown, hasFigures] = [told, withFigures];
      const [before, tiesBefore] = [drawn, ties];
      drawn = counting.groupBy(told.figures, ({ site }) => site);
      ties = new Map(told.ties.map((two) => [two.join(), two.map((site) => data.places[sites[site]].at)]));
      const gone = [...before.keys()].filter((site) => !drawn.has(site));
      const goneTies = [...tiesBefore.keys()].filter((tie) => !ties.has(tie));
      return {
        places: [
          ...gone.map((site) => [site, []]),
          ...[...drawn].map(([site, stated]) => [
            site, stated.map((place) => symbol(data, place, hasFigures)),
          ]),
        ],
        ties: [...goneTies.map((tie) => [tie, false]), ...ties],
        unplaced,
        tiesLeft,
        isOther,
      };
    }

    function popup(site) {
      const lines = drawn.get(site).map(({ measure, alone }) => {
        if (!hasFigures) return measureBox(data, measure, [NO_FIGURE]);
        const year = yearOf(alone);
        const stated = alone.high === null
          ? `no figure of its own${counted.includes(measure) ? "" : ": a statement of another kind"}`
          : `<b>${figureText(alone)}</b>${year && `, ${year}`}`;
        return measureBox(data, measure, [stated]);
      });
      const where = '<div class="rm-quiet">The ledger beside the map lists the reports.</div>';
      return data.places[site].heading + lines.join("") + where;
    }

    return {
      show,
      popup,
      said: (site) => said(data, drawn.get(site), hasFigures),
      tie: () => "<div>One count or more for both places together; no route.</div>",
    };
  }

  /* What the server has counted (refoulement/drawing/map_data.py, `told`), as assets/tally.js gives it. */
  function unpack({ counting: { sites, measures } }, told) {
    const { step, measure, low, more, open, year } = told.figures;
    let place = 0;
    const figures = step.map((after, row) => {
      place += after;
      const high = more[row] === null ? null : (low[row] ?? 0) + more[row];
      const alone = { low: low[row], high, openAbove: open[row] === 1, year: year[row] };
      return { site: sites[place], measure: measures[measure[row]], alone };
    });
    return { ...told, figures };
  }

  return {
    read, unpack, showing, telling, inNumbers, figureText, figureWords, evidenceText, countText, dayText, thousands,
  };
})();
