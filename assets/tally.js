/* The figures of more reports than counting.js can look at one by one: the same rules, over the
   arrays of refoulement/columns.py. Tests hold the two equal, and both to the core. Counts are
   people, dates are days since 1970-01-01, null is "none". */
const tally = (() => {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;
  const NO_PLACE = -1; // in columns.place; below it are reports that name several places
  const NEVER = -(2 ** 31); // before every day
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

  /* Counts the reports of a block among the places and measures of what counting.js has read:
     `select` says which dates, then `places` and `figures` what they come to. */
  function over(block, { sites, measures, counted }) {
    const { columns, begins, countedEnds, wheres } = block;
    const { event, from, to, low, high, source, origin, place } = columns;
    const number = event.length;
    const isIn = new Uint8Array(number);
    const fold = folding(block, isIn);
    const inFileOrder = Uint32Array.from({ length: number }, (_, report) => report);
    const alone = counted.map((_, measure) => byPlace(begins[measure], countedEnds[measure]));

    /* Those that speak of a day of the range {from, to, undated}, as counting.js has it. */
    function select(range) {
      const isAll = range.from === null && range.to === null;
      const [first, last] = [range.from ?? -Infinity, range.to ?? Infinity];
      for (let report = 0; report < number; report++) {
        const isUndated = from[report] > to[report];
        isIn[report] = isAll || (isUndated ? range.undated : to[report] >= first && from[report] <= last);
      }
    }

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
      return { order, starts };
    }

    /* What is stated for places, as `told` of refoulement/compact.py: figures, the ties that most
       reports make, how many ties are left, and how many reports name no place. */
    function places() {
      const named = namedPlaces();
      const figures = [];
      for (let site = 0; site < sites.length; site++) {
        measures.forEach((measure, code) => {
          if (!named[code][site]) return;
          figures.push({ site: sites[site], measure, alone: figureAlone(measure, code, site) });
        });
      }
      return { figures, ...ties(), unplaced: unplaced() };
    }

    // Which places reports of each measure name.
    function namedPlaces() {
      const { severalReport, severalPlace } = columns;
      const named = measures.map(() => new Uint8Array(sites.length));
      measures.forEach((_, code) => {
        for (let report = begins[code]; report < begins[code + 1]; report++) {
          if (isIn[report] && place[report] >= 0) named[code][place[report]] = 1;
        }
      });
      severalReport.forEach((report, pair) => {
        if (!isIn[report]) return;
        named[begins.findLastIndex((begin) => begin <= report)][severalPlace[pair]] = 1;
      });
      return named;
    }

    function figureAlone(measure, code, site) {
      if (code >= counted.length) return { low: null, high: null, openAbove: false, year: null };
      const { order, starts } = alone[code];
      const { total, stock } = figureOf(measure, order, starts[site], starts[site + 1]);
      const lastDay = stock && stock.last !== NEVER ? stock.last : null;
      return { ...total, year: lastDay === null ? null : new Date(lastDay * DAY).getUTCFullYear() };
    }

    // A flow is the sum of its events, a stock the latest event that has a number.
    function figureOf(measure, order, begin, end) {
      const sum = summing();
      let [events, stock] = [0, null];
      fold(order, begin, end, (found) => {
        events++;
        if (measure !== "held") sum.add(found);
        else if (found.high !== null && (stock === null || isLater(found, stock))) stock = { ...found };
      });
      if (stock) sum.add(stock);
      return { total: sum.total(), events, stock };
    }

    function ties() {
      const { tieReport, tie, tieEnds } = columns;
      const reports = new Uint32Array(tieEnds.length / 2);
      tieReport.forEach((report, pair) => {
        reports[tie[pair]] += isIn[report];
      });
      const made = [...reports.keys()].filter((name) => reports[name]);
      const most = made.sort((one, other) => reports[other] - reports[one]).slice(0, block.mostTies);
      return {
        ties: most.map((name) => [tieEnds[2 * name], tieEnds[2 * name + 1]]),
        tiesLeft: made.length - most.length,
      };
    }

    function unplaced() {
      let found = 0;
      for (let report = 0; report < number; report++) found += isIn[report] && place[report] === NO_PLACE;
      return found;
    }

    /* How many reports match, of how many sources, and how many undated ones do not for their
       dates; and the counted measures' figures, as assets/summary.js says them. */
    function figures() {
      let [matching, hidden] = [0, 0];
      for (let report = 0; report < number; report++) {
        matching += isIn[report];
        hidden += from[report] > to[report] && !isIn[report];
      }
      return { matching, sources: distinct(source, 0, number), hidden, figures: counted.map(figure) };
    }

    function figure(measure, code) {
      const [begin, end] = [begins[code], countedEnds[code]];
      const { total, events, stock } = figureOf(measure, inFileOrder, begin, end);
      let [first, last] = [begin, end];
      if (measure === "held") [first, last] = stock ? fold.reportsOf(stock.event, begin, end) : [0, 0];
      return {
        measure,
        ...total,
        reports: matchingOf(begin, begins[code + 1]),
        independentSources: distinct(origin, first, last, 1),
        events,
        counted: matchingOf(first, last),
        asOf: stock && stock.last !== NEVER ? stock.last : null,
        where: stock ? namesOf(fold.evidenceOf(stock.event, begin, end)) : [],
      };
    }

    function namesOf(reports) {
      return [...new Set(reports.flatMap((report) => wheres[columns.where[report]]))];
    }

    function matchingOf(begin, end) {
      let found = 0;
      for (let report = begin; report < end; report++) found += isIn[report];
      return found;
    }

    // How many values of a column there are, from `least` on, among matching reports.
    function distinct(column, begin, end, least = 0) {
      const seen = [];
      let found = 0;
      for (let report = begin; report < end; report++) {
        const value = column[report];
        if (!isIn[report] || value < least || seen[value]) continue;
        seen[value] = true;
        found++;
      }
      return found;
    }

    return { select, places, figures };
  }

  // Events

  /* What gives each event that is part of no other, of some of the reports that are in: its
     interval, and the last day and last first day of its evidence. Every event comes after its parts,
     whose sums are kept until then. */
  function folding({ columns }, isIn) {
    const { event, from, to, low, high, toWhole, toFirstRival, toPlaceById } = columns;
    const sums = new Map(); // of the parts found, by the number of their whole

    /* Gives the events of reports from `begin` on to `end` of an order in which these stand by event.
       What is given is another event at the next call. */
    function fold(order, begin, end, give) {
      const wholes = []; // that parts are found of, the next one last
      const own = { low: 0, high: 0, last: 0, first: 0 };
      for (let at = begin; at < end; ) {
        const here = event[order[at]];
        let isFound = false;
        [own.low, own.high, own.last, own.first] = [Infinity, 0, NEVER, NEVER];
        for (; at < end && event[order[at]] === here; at++) {
          const report = order[at];
          if (!isIn[report]) continue;
          isFound = true;
          if (high[report]) addNumber(own, report);
        }
        if (!isFound) continue;
        while (wholes.length && wholes[wholes.length - 1] < here) close(wholes.pop(), null, wholes, give);
        if (wholes[wholes.length - 1] === here) wholes.pop();
        close(here, own.high ? own : null, wholes, give);
      }
      while (wholes.length) close(wholes.pop(), null, wholes, give);
    }

    function addNumber(own, report) {
      if (low[report] < own.low) own.low = low[report];
      if (high[report] > own.high) own.high = high[report];
      if (from[report] > to[report]) return;
      if (to[report] > own.last) own.last = to[report];
      if (from[report] > own.first) own.first = from[report];
    }

    const closed = {}; // the one event that is given, one after the other

    // Its own reports' interval stands for an event, and where they have no number its parts' sum.
    function close(here, own, wholes, give) {
      const parts = sums.get(here);
      if (parts) sums.delete(here);
      closed.event = here;
      closed.rivals = here - toFirstRival[here];
      closed.byId = here + toPlaceById[here];
      if (own) {
        const highest = own.high - 1;
        closed.low = own.low & 1 ? own.low >> 1 : null;
        closed.high = highest >> 1;
        closed.openAbove = (highest & 1) === 1;
        [closed.last, closed.first] = [own.last, own.first];
      } else if (parts) {
        parts.put(closed);
      } else {
        [closed.low, closed.high, closed.openAbove] = [null, null, false];
        [closed.last, closed.first] = [NEVER, NEVER];
      }
      if (!toWhole[here]) return give(closed);
      const whole = here + toWhole[here];
      if (wholes[wholes.length - 1] !== whole) wholes.push(whole);
      if (!sums.has(whole)) sums.set(whole, summing());
      sums.get(whole).add(closed);
    }

    // Where the reports of an event and of its parts begin and end, among those of its measure.
    function reportsOf(here, begin, end) {
      let first = here;
      while (first > 0 && toWhole[first - 1]) first--;
      return [searched(first, begin, end), searched(here + 1, begin, end)];
    }

    // The first report of this event or a later one.
    function searched(here, begin, end) {
      while (begin < end) {
        const middle = (begin + end) >> 1;
        if (event[middle] < here) begin = middle + 1;
        else end = middle;
      }
      return begin;
    }

    // The reports with a number that an event's interval rests on.
    function evidenceOf(here, begin, end) {
      const own = [];
      for (let at = searched(here, begin, end); at < end && event[at] === here; at++) {
        if (isIn[at] && high[at]) own.push(at);
      }
      return own.length ? own : partsOf(here).flatMap((part) => evidenceOf(part, begin, end));
    }

    function partsOf(here) {
      const parts = [];
      for (let part = here - 1; part >= 0 && toWhole[part]; part--) {
        if (part + toWhole[part] === here) parts.push(part);
      }
      return parts.sort((one, other) => one + toPlaceById[one] - (other + toPlaceById[other]));
    }

    return Object.assign(fold, { reportsOf, evidenceOf });
  }

  /* The sum of events that come rivals together: of these the largest low is added once. */
  function summing() {
    let [low, high, openAbove, isUnknown] = [null, null, false, false];
    let [last, first, rivals, largest] = [NEVER, NEVER, -1, 0];

    function add(event) {
      if (event.last > last) last = event.last;
      if (event.first > first) first = event.first;
      if (event.high === null) {
        isUnknown = true;
        return;
      }
      high += event.high;
      openAbove ||= event.openAbove;
      if (event.low === null) return;
      if (event.rivals !== rivals) [rivals, largest] = [event.rivals, 0];
      low += Math.max(0, event.low - largest);
      largest = Math.max(largest, event.low);
    }

    /* Puts the sum in place of a whole's own interval. */
    function put(whole) {
      [whole.low, whole.high] = [low, high];
      whole.openAbove = high !== null && (openAbove || isUnknown);
      [whole.last, whole.first] = [last, first];
    }

    return { add, put, total: () => ({ low, high, openAbove }) };
  }

  /* By last day, last first day, high, id. */
  function isLater(one, other) {
    if (one.last !== other.last) return one.last > other.last;
    if (one.first !== other.first) return one.first > other.first;
    if (one.high !== other.high) return one.high > other.high;
    return one.byId > other.byId;
  }

  return { read, over };
})();
