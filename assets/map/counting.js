/* The counting rules of refoulement/counting/rules.py and refoulement/counting/places.py over the arrays of
   refoulement/drawing/columns.py, of any number of reports; tests hold the two equal. Counts are people,
   dates are days since 1970-01-01, null is "none". */
const counting = (() => {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;
  const NO_PLACE = -1; // in columns.place; below it are reports that name several places
  const TYPES = {
    uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array,
    uint32: Uint32Array, int32: Int32Array,
  };

  /* The header of a block of bytes, with its columns. */
  function read(bytes) {
    const start = 4 + new DataView(bytes).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, start - 4)));
    const columns = Object.entries(header.columns).map(([name, { type, at, length }]) => [
      name,
      new TYPES[type](bytes, start + at, length),
    ]);
    return { ...header, columns: Object.fromEntries(columns) };
  }

  /* Counts the reports of a block among the places, measures and roles of
     refoulement/drawing/map_data.py: `filter` says which pass, `select` which dates, and all else what they
     come to. */
  function over(block, { sites, measures, counted, roles }) {
    const { columns, begins, countedEnds, wheres } = block;
    const { from, to, source, origin, place, severalReport, severalPlace } = columns;
    const number = from.length;
    const extent = Uint8Array.from(columns.where, (where) => wheres[where][0]);
    const all = folding.table({ ...columns, extent }); // that match
    const alone = counted.map((_, code) => byPlace(begins[code], countedEnds[code]));
    const { isIn } = all;
    const isWithin = new Uint8Array(number); // that match and name no place besides those selected
    const events = folding.over(columns);
    const measureOf = (report) => begins.findLastIndex((begin) => begin <= report);
    const measureOfSeveral = severalReport.map(measureOf);
    const seen = new Uint8Array(1 + Math.max(greatest(source), greatest(origin)));
    const tied = new Uint32Array(columns.tieEnds.length / 2); // reports that make each tie
    let together = all; // that figures are made of
    let outside = null; // which reports name places besides those selected
    filter(null, []);

    // The reports from one on to another that name one place alone, by place.
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

    /* Lets those pass that the flags of columns.py say (null for all). Where places are selected, by
       their numbers, figures are made of those that name no other. */
    function filter(flags, selected) {
      const isPassing = (report) => !flags || (flags[report >> 3] >> (report & 7)) & 1;
      for (let report = 0; report < number; report++) all.passes[report] = isPassing(report);
      for (const { passes, order } of alone) order.forEach((report, at) => (passes[at] = all.passes[report]));
      outside = selected.length ? namingOthers(new Set(selected)) : null;
      together = outside ? { ...all, isIn: isWithin } : all;
    }

    // Which reports name places besides these, of those that name one of them.
    function namingOthers(selected) {
      const found = new Uint8Array(number);
      severalReport.forEach((report, pair) => {
        if (columns.further[report] || !selected.has(severalPlace[pair])) found[report] = 1;
      });
      return found;
    }

    /* Selects those that speak of a day of the range {from, to, undated}: ends included, null for an end
       that is not narrowed. */
    function select(range) {
      for (const reports of [all, ...alone]) folding.choose(reports, range);
      if (!outside) return;
      for (let report = 0; report < number; report++) isWithin[report] = isIn[report] && !outside[report];
    }

    // Places

    /* What is stated for places, as `server_counted` of refoulement/drawing/map_data.py: figures, the ties
       that most reports make, how many ties are left, and how many reports name no place. */
    function places() {
      const named = namedPlaces();
      const figures = [];
      for (let site = 0; site < sites.length; site++) {
        measures.forEach((measure, code) => {
          if (!named[code][site]) return;
          figures.push({ site: sites[site], measure, alone: inShort(figureAlone(code, site)) });
        });
      }
      return { figures, ...ties(), unplaced: countNamingNone() };
    }

    // Which places reports of each measure name.
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

    // Of the reports that name a place alone; null for a measure that has no figure.
    function figureAlone(code, site) {
      if (code >= counted.length) return null;
      const { starts } = alone[code];
      return events.figureOf(measures[code], alone[code], starts[site], starts[site + 1]);
    }

    function inShort(figure) {
      if (figure === null) return { low: null, high: null, openAbove: false, year: null };
      const { low, high, openAbove } = figure;
      const asOf = lastDay(figure.stock);
      return { low, high, openAbove, year: asOf === null ? null : new Date(asOf * DAY).getUTCFullYear() };
    }

    function ties() {
      const { tieReport, tie, tieEnds } = columns;
      tied.fill(0);
      for (let pair = 0; pair < tie.length; pair++) tied[tie[pair]] += isIn[tieReport[pair]];
      const made = [...tied.keys()].filter((name) => tied[name]);
      const most = made.sort((one, other) => tied[other] - tied[one]).slice(0, block.mostTies);
      return {
        ties: most.map((name) => [tieEnds[2 * name], tieEnds[2 * name + 1]]),
        tiesLeft: made.length - most.length,
      };
    }

    function countNamingNone() {
      let found = 0;
      for (let report = 0; report < number; report++) if (isIn[report] && place[report] === NO_PLACE) found++;
      return found;
    }

    /* What reports of a measure state for a place: how many name it, the figure of those that name it
       alone and the same by role, what they share by event (the latest first) and how many share something
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

    // The counted reports that name a place alone, as a table of their own.
    function ofPlace(here, code) {
      const { starts, ...reports } = alone[code];
      const part = (column) => column.subarray(starts[here], starts[here + 1]);
      return Object.fromEntries(Object.entries(reports).map(([name, column]) => [name, part(column)]));
    }

    // Reports of a measure that name a place alone.
    function naming(here, code) {
      const found = [];
      for (let report = begins[code]; report < begins[code + 1]; report++) {
        if (isIn[report] && place[report] === here) found.push(report);
      }
      return found;
    }

    // Reports of a measure that name a place and others, and how many others.
    function sharing(here, code) {
      const found = [];
      severalPlace.forEach((named, pair) => {
        const report = severalReport[pair];
        if (named !== here || measureOfSeveral[pair] !== code || !isIn[report]) return;
        found.push({ report, others: placesOf(report).length - 1 + (columns.further[report] >> 1) });
      });
      return found;
    }

    // The places of a report that names several, or one and others that are none of ours.
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

    // The places that other reports of the events of a figure name as their one place of ours.
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

    /* The counted reports that name two neighbours together, with their event and all their places from
       west to east; `ends` are the numbers of the two. */
    function tie(ends, longitudes) {
      const { tieReport, tie: ties, tieEnds } = columns;
      const isTie = (name) => tieEnds[2 * name] === ends[0] && tieEnds[2 * name + 1] === ends[1];
      const made = [...tieReport].filter((report, pair) => isIn[report] && isTie(ties[pair]));
      const fromWest = (one, other) => longitudes[one] - longitudes[other];
      return made.sort((one, other) => one - other).map((report) => ({
        report,
        event: columns.event[report],
        measure: measures[measureOf(report)],
        sites: placesOf(report).sort(fromWest).map((site) => sites[site]),
      }));
    }

    /* What reports state together: {low, high, openAbove}, null where there is no number. */
    const intervalOf = (reports) => folding.intervalOf(columns, reports);

    // Figures

    /* How many reports match, of how many sources, and how many undated ones do not for their
       dates; and the counted measures' figures, as assets/map/summary.js says them. */
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

    /* The figure of counted reports of a table, with how many events and reports are in it and how many
       independent sources, the reports that make a stock's interval, and where all of them stand. */
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

    /* How many matching reports of a measure are in no figure, by reason: of blocks that say why. */
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

    // How many values of a column there are, from `least` on, among reports that are in.
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

    /* The reports that match, by their place in the block: all (null), or those that name a place, or
       none (""). */
    function matching(site) {
      const here = site ? sites.indexOf(site) : NO_PLACE;
      const names = (report) => place[report] === here || placesOf(report).includes(here);
      return [...isIn.keys()].filter((report) => isIn[report] && (site === null || names(report)));
    }

    return { reports: number, filter, select, places, details, tie, intervalOf, figures, matching };
  }

  /* Of a measure that has none. */
  const NO_FIGURE = {
    low: null, high: null, openAbove: false, approximate: false,
    events: 0, counted: 0, independentSources: 0, asOf: null,
  };

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
