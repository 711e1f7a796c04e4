/* The counting rules of refoulement/counting/rules.py and refoulement/counting/places.py over the arrays of
   refoulement/drawing/columns.py, for any number of reports; tests compare the two. Counts are people,
   dates are days since 1970-01-01, null is "none". */
const counting = (() => {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;
  const NO_PLACE = -1; // in columns.place; lower values are for reports that name several places
  const TYPES = {
    uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array,
    uint32: Uint32Array, int32: Int32Array,
  };

  /* Reads the header of a block of bytes, and its columns. */
  function read(bytes) {
    const start = 4 + new DataView(bytes).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, start - 4)));
    const columns = Object.entries(header.columns).map(([name, { type, at, length }]) => [
      name,
      new TYPES[type](bytes, start + at, length),
    ]);
    return { ...header, columns: Object.fromEntries(columns) };
  }

  /* Counts the reports of a block by the places, measures and roles of
     refoulement/drawing/map_data.py: `filter` sets which pass, `select` which dates; all other
     functions return results. */
  function over(block, { sites, measures, counted, roles }) {
    const { columns, begins, countedEnds, wheres } = block;
    const { from, to, source, origin, place, severalReport, severalPlace } = columns;
    const number = from.length;
    const extent = Uint8Array.from(columns.where, (where) => wheres[where][0]);
    const all = folding.table({ ...columns, extent }); // its isIn: which reports match
    const alone = counted.map((_, code) => byPlace(begins[code], countedEnds[code]));
    const { isIn } = all;
    const isWithin = new Uint8Array(number); // which match and name no place outside those selected
    const events = folding.over(columns);
    const measureOf = (report) => begins.findLastIndex((begin) => begin <= report);
    const measureOfSeveral = severalReport.map(measureOf);
    const seen = new Uint8Array(1 + Math.max(greatest(source), greatest(origin)));
    let together = all; // the reports that figures are based on
    let outside = null; // which reports name places outside those selected
    filter(null, []);

    // The reports in a range that name a single place, by place.
    function byPlace(begin, end) {
      const starts = new Uint32Array(sites.length + 1);
      for (let report = begin; report < end; report++) if (place[report] >= 0) starts[place[report] + 1]++;
      for (let site = 0; site < sites.length; site++) starts[site + 1] += starts[site];
      const order = new Uint32Array(starts[sites.length]);
      const next = starts.slice();
      for (let report = begin; report < end; report++) {
        if (place[report] >= 0) order[next[place[report]]++] = report;
      }
      return { ...folding.table({ ...columns, extent }, order), starts };
    }

    /* Lets those pass that the flags of columns.py mark (null for all). If places are selected (given by
       number), figures are based only on reports that name no others. */
    function filter(flags, selected) {
      const isPassing = (report) => !flags || (flags[report >> 3] >> (report & 7)) & 1;
      for (let report = 0; report < number; report++) all.passes[report] = isPassing(report);
      for (const { passes, order } of alone) order.forEach((report, at) => (passes[at] = all.passes[report]));
      outside = selected.length ? namingOthers(new Set(selected)) : null;
      together = outside ? { ...all, isIn: isWithin } : all;
    }

    // Of the reports that name one of these places, those that name others too.
    function namingOthers(selected) {
      const found = new Uint8Array(number);
      severalReport.forEach((report, pair) => {
        if (columns.further[report] || !selected.has(severalPlace[pair])) found[report] = 1;
      });
      return found;
    }

    /* Selects the reports about any day of the range {from, to, undated}, ends included; null means an
       open end. */
    function select(range) {
      for (const reports of [all, ...alone]) folding.choose(reports, range);
      if (!outside) return;
      for (let report = 0; report < number; report++) isWithin[report] = isIn[report] && !outside[report];
    }

    // Places

    /* What is stated for places, like `server_counted` of refoulement/drawing/map_data.py: figures, and
       how many reports name no place. */
    function places() {
      const named = namedPlaces();
      const figures = [];
      for (let site = 0; site < sites.length; site++) {
        measures.forEach((measure, code) => {
          if (!named[code][site]) return;
          figures.push({ site: sites[site], measure, alone: figureAlone(code, site) });
        });
      }
      return { figures, unplaced: countNamingNone() };
    }

    // The places named by reports of each measure.
    function namedPlaces() {
      const named = measures.map(() => new Uint8Array(sites.length));
      for (let code = 0; code < measures.length; code++) {
        const ofMeasure = named[code];
        for (let report = begins[code]; report < begins[code + 1]; report++) {
          if (isIn[report] && place[report] >= 0) ofMeasure[place[report]] = 1;
        }
      }
      for (let pair = 0; pair < severalReport.length; pair++) {
        if (isIn[severalReport[pair]]) named[measureOfSeveral[pair]][severalPlace[pair]] = 1;
      }
      return named;
    }

    // The figure of reports that name only this place, with its years (rules.py, `Figure.years`).
    function figureAlone(code, site) {
      if (code >= counted.length) return { low: null, high: null, openAbove: false, years: null };
      const { starts } = alone[code];
      const [begin, end] = [starts[site], starts[site + 1]];
      const { low, high, openAbove, stock } = events.figureOf(measures[code], alone[code], begin, end);
      const asOf = lastDay(stock);
      const days = stock ? asOf !== null && [asOf, asOf] : daysSpokenOf(alone[code], begin, end);
      return { low, high, openAbove, years: yearsOf(days) };
    }

    // The first and last day covered by reports with a number; null if none is dated.
    function daysSpokenOf({ isIn: is, high, from: first, to: last }, begin, end) {
      let [earliest, latest] = [Infinity, -Infinity];
      for (let at = begin; at < end; at++) {
        if (!is[at] || !high[at] || first[at] > last[at]) continue;
        if (first[at] < earliest) earliest = first[at];
        if (last[at] > latest) latest = last[at];
      }
      return latest < earliest ? null : [earliest, latest];
    }

    function countNamingNone() {
      let found = 0;
      for (let report = 0; report < number; report++) if (isIn[report] && place[report] === NO_PLACE) found++;
      return found;
    }

    /* What reports of a measure state for a place: how many name it, the figure of those that name only
       this place, overall and by role, what they share by event (latest first), how many share something
       that is in no figure, and the other places that rival reports name. */
    function details(site, measure) {
      const [here, code] = [sites.indexOf(site), measures.indexOf(measure)];
      const [own, several] = [naming(here, code), sharing(here, code)];
      const shared = several.filter(({ report }) => report < countedEnds[code]);
      const given = {
        named: own.length + several.length,
        alone: { ...NO_FIGURE, reports: own.length },
        byRole: [],
        shared: sharedByEvent(shared),
        sharedUncounted: several.length - shared.length,
        rivalPlaces: [],
      };
      if (code >= counted.length) return given;
      const reports = ofPlace(here, code);
      const { span, making, ...figure } = figureOf(code, reports);
      Object.assign(given.alone, figure);
      return {
        ...given,
        byRole: byRole(code, reports, own),
        rivalPlaces: rivalPlaces(here, code, reports, span),
      };
    }

    // The counted reports that name only this place, as a table of their own.
    function ofPlace(here, code) {
      const { starts, ...reports } = alone[code];
      const part = (column) => column.subarray(starts[here], starts[here + 1]);
      return Object.fromEntries(Object.entries(reports).map(([name, column]) => [name, part(column)]));
    }

    // Reports of a measure that name only this place.
    function naming(here, code) {
      const found = [];
      for (let report = begins[code]; report < begins[code + 1]; report++) {
        if (isIn[report] && place[report] === here) found.push(report);
      }
      return found;
    }

    // Reports of a measure that name this place and others, with the number of others.
    function sharing(here, code) {
      const found = [];
      severalPlace.forEach((named, pair) => {
        const report = severalReport[pair];
        if (named !== here || measureOfSeveral[pair] !== code || !isIn[report]) return;
        found.push({ report, others: placesOf(report).length - 1 + (columns.further[report] >> 1) });
      });
      return found;
    }

    // The places of a report that names several, or one of ours and others that are not ours.
    function placesOf(report) {
      const [begin, end] = [report, report + 1].map((least) =>
        folding.searched(severalReport, least, 0, severalReport.length)
      );
      return [...severalPlace.subarray(begin, end)];
    }

    function byRole(code, reports, own) {
      const roleOf = (report) => columns.role[report];
      const ofRoles = groupBy(own, roleOf);
      return [...roles.keys()].filter((role) => ofRoles.has(role)).map((role) => {
        const isIn = reports.isIn.map((is, at) => is && roleOf(reports.order[at]) === role);
        const { span, making, ...figure } = figureOf(code, { ...reports, isIn });
        return [roles[role], { ...figure, reports: ofRoles.get(role).length }];
      });
    }

    function sharedByEvent(shared) {
      const byEvent = groupBy(shared, ({ report }) => columns.event[report]);
      const found = [...byEvent].map(([event, together]) => {
        const reports = together.map(({ report }) => report);
        return {
          event,
          ...intervalOf(reports),
          reports: reports.length,
          others: Math.max(...together.map(({ others }) => others)),
          last: reports.map(lastDayOf).reduce((one, other) => Math.max(one, other)),
        };
      });
      const last = ({ last }) => (last === folding.NEVER ? null : last);
      return found.sort((one, other) => other.last - one.last).map((one) => ({ ...one, last: last(one) }));
    }

    const lastDayOf = (report) => (from[report] > to[report] ? folding.NEVER : to[report]);

    // The places that other reports of a figure's events name as their only place of ours.
    function rivalPlaces(here, code, reports, [first, last]) {
      const ofFigure = new Set();
      for (let at = first; at < last; at++) if (reports.isIn[at]) ofFigure.add(reports.event[at]);
      const isRival = (report) => isIn[report] && ofFigure.has(columns.event[report]);
      const found = new Set();
      for (const report of alone[code].order) if (isRival(report)) found.add(place[report]);
      severalReport.forEach((report, pair) => {
        const isCounted = measureOfSeveral[pair] === code && report < countedEnds[code];
        if (isCounted && isRival(report) && placesOf(report).length === 1) found.add(severalPlace[pair]);
      });
      return sites.filter((_, site) => site !== here && found.has(site));
    }

    const picked = (reports) => {
      const [high, first, last] = [columns.high, from, to].map((column) => reports.map((one) => column[one]));
      return { isIn: reports.map(() => 1), high, from: first, to: last };
    };

    /* The matching counts shared by several places, including a given one (null for any): for each
       measure, event and set of places the interval, the years, and how many reports state it.
       `further` is how many places of the set are not ours, and `isOpen` whether its list is open. */
    function sharedCounts(site) {
      const here = sites.indexOf(site);
      const isCounted = (report) => isIn[report] && report < countedEnds[measureOf(report)];
      const inOrder = (one, other) => one - other;
      const named = [...new Set(severalReport)].filter(isCounted).map((report) => [report, placesOf(report).sort(inOrder)]);
      const shared = named.filter(([, of]) => of.length > 1 && (site === null || of.includes(here)));
      const setOf = ([report, of]) => [measureOf(report), columns.event[report], columns.further[report], ...of];
      return [...groupBy(shared, (one) => setOf(one).join()).values()].map((alike) => {
        const [[report, of], reports] = [alike[0], alike.map(([one]) => one)];
        return {
          measure: measures[measureOf(report)],
          event: columns.event[report],
          sites: of.map((one) => sites[one]),
          further: columns.further[report] >> 1,
          isOpen: (columns.further[report] & 1) === 1,
          isCrossing: reports.every((one) => roles[columns.role[one]] === "crossing"),
          reports: reports.length,
          ...intervalOf(reports),
          years: yearsOf(daysSpokenOf(picked(reports), 0, reports.length)),
        };
      });
    }

    /* What reports state together: {low, high, openAbove}, null for a missing number. */
    const intervalOf = (reports) => folding.intervalOf(columns, reports);

    // Figures

    /* How many reports match, from how many sources, and how many undated ones are excluded by the
       dates; and the figures of the counted measures, which assets/map/summary.js puts into words. */
    function figures() {
      let hidden = 0;
      for (let report = 0; report < number; report++) {
        if (!isIn[report] && all.passes[report] && from[report] > to[report]) hidden++;
      }
      return {
        matching: countIn(all, 0, number),
        sources: distinct(all, source, 0, number),
        hidden,
        figures: counted.map((_, code) => figure(code)),
      };
    }

    function figure(code) {
      const { span, making, ...found } = figureOf(code, together, begins[code], countedEnds[code]);
      const evidence = making.filter((report) => columns.high[report]).sort(byRank);
      return {
        measure: measures[code],
        ...found,
        reports: countIn(all, begins[code], begins[code + 1]),
        where: [...new Set(evidence.flatMap((report) => wheres[columns.where[report]][1]))],
        ...(block.reasons ? { notCounted: notCounted(code, span) } : {}),
      };
    }

    /* The figure of a table's counted reports, with the number of its events, reports and independent
       sources, the reports behind a stock's interval, and the range that they lie in. */
    function figureOf(code, reports, begin = 0, end = reports.isIn.length) {
      const { stock, ...found } = events.figureOf(measures[code], reports, begin, end);
      const making = stock ? events.makingTheInterval(stock.event, reports, begin, end) : [];
      const named = reports.order ? making.map((at) => reports.order[at]) : making;
      return {
        ...found,
        making: named,
        counted: countIn(reports, ...found.span),
        independentSources: stock
          ? new Set(named.map((report) => origin[report]).filter(Boolean)).size
          : distinct(reports, origin, ...found.span, 1),
        asOf: lastDay(stock),
      };
    }

    const lastDay = (stock) => (stock && stock.last !== folding.NEVER ? stock.last : null);

    /* How many matching reports of a measure are in no figure, by reason, if the block has reasons. */
    function notCounted(code, [first, last]) {
      const found = {};
      for (let report = begins[code]; report < begins[code + 1]; report++) {
        if (!isIn[report]) continue;
        let reason = block.reasons[columns.reason[report]];
        if (report < countedEnds[code]) {
          if (outside?.[report]) reason = "shared";
          else if (report < first || report >= last) reason = "other_stock";
          else continue;
        }
        found[reason] = (found[reason] ?? 0) + 1;
      }
      return found;
    }

    function countIn({ isIn: is }, begin, end) {
      let found = 0;
      for (let at = begin; at < end; at++) found += is[at];
      return found;
    }

    // The number of different values in a column, from `least` up, among selected reports.
    function distinct({ isIn: is, order }, column, begin, end, least = 0) {
      seen.fill(0);
      let found = 0;
      for (let at = begin; at < end; at++) {
        const value = column[order ? order[at] : at];
        if (!is[at] || value < least || seen[value]) continue;
        seen[value] = 1;
        found++;
      }
      return found;
    }

    const byRank = (one, other) => columns.rank[one] - columns.rank[other];

    /* The positions of matching reports: all (null), those that name a place, or those that name
       none (""). */
    function matching(site) {
      const here = site ? sites.indexOf(site) : NO_PLACE;
      const names = (report) => place[report] === here || placesOf(report).includes(here);
      return [...isIn.keys()].filter((report) => isIn[report] && (site === null || names(report)));
    }

    return { reports: number, filter, select, places, details, sharedCounts, figures, matching };
  }

  /* For a measure without a figure. */
  const NO_FIGURE = {
    low: null, high: null, openAbove: false, approximate: false,
    events: 0, counted: 0, independentSources: 0, asOf: null,
  };

  const yearsOf = (days) => (days ? days.map((day) => new Date(day * DAY).getUTCFullYear()) : null);

  const greatest = (column) => column.reduce((most, value) => Math.max(most, value), 0);

  function groupBy(items, key) {
    const groups = new Map();
    for (const item of items) {
      if (!groups.has(key(item))) groups.set(key(item), []);
      groups.get(key(item)).push(item);
    }
    return groups;
  }

  return { read, over, groupBy };
})();
