/* The figures of more reports than counting.js can look at one by one: the same rules, over the
   arrays of refoulement/drawing/columns.py. Tests hold the two equal, and both to the core. Counts are
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
    const { from, to, source, origin, place } = columns;
    const number = from.length;
    const extent = Uint8Array.from(columns.where, (where) => wheres[where][0]);
    const together = table({ ...columns, extent });
    const alone = counted.map((_, code) => byPlace(begins[code], countedEnds[code]));
    const events = folding(columns);
    const { isIn } = together;
    const measureOfSeveral = columns.severalReport.map((report) =>
      begins.findLastIndex((begin) => begin <= report)
    );
    const seen = new Uint8Array(1 + Math.max(greatest(source), greatest(origin)));
    const tied = new Uint32Array(columns.tieEnds.length / 2); // reports that make each tie

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
      return { ...table({ ...columns, extent }, order), starts };
    }

    /* Those that speak of a day of the range {from, to, undated}, as counting.js has it. */
    function select(range) {
      for (const reports of [together, ...alone]) choose(reports, range);
    }

    /* What is stated for places, as `told` of refoulement/drawing/map_data.py: figures, the ties that most
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

    function figureAlone(measure, code, site) {
      if (code >= counted.length) return { low: null, high: null, openAbove: false, year: null };
      const { starts } = alone[code];
      const { total, stock } = figureOf(measure, alone[code], starts[site], starts[site + 1]);
      const lastDay = stock && stock.last !== NEVER ? stock.last : null;
      return { ...total, year: lastDay === null ? null : new Date(lastDay * DAY).getUTCFullYear() };
    }

    // A flow is the sum of its events, a stock the first of those that have a number.
    function figureOf(measure, reports, begin, end) {
      const sum = new Sum();
      let [found, stock] = [0, null];
      events.fold(reports, begin, end, (event) => {
        found++;
        if (measure !== "held") sum.add(event);
        else if (event.high !== null && (stock === null || isBefore(event, stock))) stock = { ...event };
      });
      if (stock) sum.add(stock);
      const { low, high, openAbove, approximate } = sum;
      return { total: { low, high, openAbove, approximate }, events: found, stock };
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

    function unplaced() {
      let found = 0;
      for (let report = 0; report < number; report++) {
        if (isIn[report] && place[report] === NO_PLACE) found++;
      }
      return found;
    }

    /* How many reports match, of how many sources, and how many undated ones do not for their
       dates; and the counted measures' figures, as assets/summary.js says them. */
    function figures() {
      let hidden = 0;
      for (let report = 0; report < number; report++) {
        if (!isIn[report] && from[report] > to[report]) hidden++;
      }
      return {
        matching: matchingOf(0, number),
        sources: distinct(source, 0, number),
        hidden,
        figures: counted.map(figure),
      };
    }

    function figure(measure, code) {
      const [begin, end] = [begins[code], countedEnds[code]];
      const { total, events: found, stock } = figureOf(measure, together, begin, end);
      let [first, last] = [begin, end];
      if (measure === "held") [first, last] = stock ? events.reportsOf(stock.event, begin, end) : [0, 0];
      const making = stock ? events.makingTheInterval(stock.event, together, begin, end) : [];
      const evidence = making.filter((report) => columns.high[report]).sort(byRank);
      return {
        measure,
        ...total,
        reports: matchingOf(begin, begins[code + 1]),
        independentSources: stock ? distinctOf(making) : distinct(origin, first, last, 1),
        events: found,
        counted: matchingOf(first, last),
        asOf: stock && stock.last !== NEVER ? stock.last : null,
        where: [...new Set(evidence.flatMap((report) => wheres[columns.where[report]][1]))],
      };
    }

    function matchingOf(begin, end) {
      let found = 0;
      for (let report = begin; report < end; report++) found += isIn[report];
      return found;
    }

    // How many values of a column there are, from `least` on, among matching reports.
    function distinct(column, begin, end, least = 0) {
      seen.fill(0);
      let found = 0;
      for (let report = begin; report < end; report++) {
        const value = column[report];
        if (!isIn[report] || value < least || seen[value]) continue;
        seen[value] = 1;
        found++;
      }
      return found;
    }

    // How many origins there are among these reports.
    function distinctOf(reports) {
      return new Set(reports.map((report) => origin[report]).filter(Boolean)).size;
    }

    const byRank = (one, other) => columns.rank[one] - columns.rank[other];

    return { select, places, figures };
  }

  /* What counting takes of reports in an order of their own: copied, since a processor that has to
     look for each number elsewhere takes several times as long. */
  function table({ event, exact, extent, from, to, low, high }, order = null) {
    const inOrder = (column) => (order ? column.constructor.from(order, (at) => column[at]) : column);
    return {
      event: inOrder(event),
      exact: inOrder(exact),
      extent: inOrder(extent),
      from: inOrder(from),
      to: inOrder(to),
      low: inOrder(low),
      high: inOrder(high),
      isIn: new Uint8Array((order ?? event).length),
    };
  }

  const greatest = (column) => column.reduce((most, value) => Math.max(most, value), 0);

  function choose({ from, to, isIn }, range) {
    const isAll = range.from === null && range.to === null;
    const [first, last] = [range.from ?? -Infinity, range.to ?? Infinity];
    const undated = isAll || range.undated;
    for (let report = 0; report < isIn.length; report++) {
      isIn[report] = from[report] > to[report] ? undated : to[report] >= first && from[report] <= last;
    }
  }

  // Events

  /* Puts events together of reports that stand in their order: every event after its parts. */
  function folding({ event: eventOf, high: highOf, toWhole, toFirstRival, toPlaceById }) {
    const pending = []; // the wholes that parts are found of, with the sums of these; kept for reuse
    const closed = {
      event: 0, rivals: 0, byId: 0,
      low: null, high: null, openAbove: false, approximate: false, extent: 0, last: 0, first: 0,
    };

    /* Gives each event that is part of no other, of the reports that are in from `begin` on to `end`
       of a table: its interval, and the extent, last day and last first day of its evidence. What is given
       is another event at the next call. */
    function fold({ event, exact, extent, from, to, low, high, isIn }, begin, end, give) {
      let depth = 0;
      for (let at = begin; at < end; ) {
        const here = event[at];
        let [isFound, isExact, lowest, highest, widest] = [false, false, Infinity, 0, 0];
        let [last, first] = [NEVER, NEVER];
        for (; at < end && event[at] === here; at++) {
          if (!isIn[at]) continue;
          isFound = true;
          if (!high[at]) continue; // no number, no evidence
          if (low[at] < lowest) lowest = low[at];
          if (high[at] > highest) highest = high[at];
          if (exact[at]) isExact = true;
          if (extent[at] > widest) widest = extent[at];
          if (from[at] > to[at]) continue;
          if (to[at] > last) last = to[at];
          if (from[at] > first) first = from[at];
        }
        if (!isFound) continue;
        while (depth && pending[depth - 1].event < here) depth = closeWhole(depth, give);
        // Its own reports' interval stands for an event, and where they have no number its parts'.
        const parts = depth && pending[depth - 1].event === here ? pending[--depth].sum : null;
        if (highest) {
          closed.low = lowest & 1 ? lowest >> 1 : null;
          closed.high = (highest - 1) >> 1;
          closed.openAbove = ((highest - 1) & 1) === 1;
          closed.approximate = !isExact && !closed.openAbove && closed.low === closed.high;
          closed.extent = widest;
          closed.last = last;
          closed.first = first;
        } else if (parts) {
          parts.put(closed);
        } else {
          closed.low = closed.high = null;
          closed.openAbove = closed.approximate = false;
          closed.extent = 0;
          closed.last = closed.first = NEVER;
        }
        depth = close(here, depth, give);
      }
      while (depth) depth = closeWhole(depth, give);
    }

    function closeWhole(depth, give) {
      const { event, sum } = pending[depth - 1];
      sum.put(closed);
      return close(event, depth - 1, give);
    }

    // Gives an event, or adds it to its whole; says how many wholes are pending then.
    function close(here, depth, give) {
      closed.event = here;
      closed.rivals = here - toFirstRival[here];
      closed.byId = here + toPlaceById[here];
      if (!toWhole[here]) {
        give(closed);
        return depth;
      }
      const whole = here + toWhole[here];
      if (!depth || pending[depth - 1].event !== whole) {
        if (depth === pending.length) pending.push({ event: 0, sum: new Sum() });
        pending[depth].event = whole;
        pending[depth].sum.clear();
        depth++;
      }
      pending[depth - 1].sum.add(closed);
      return depth;
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
        if (eventOf[middle] < here) begin = middle + 1;
        else end = middle;
      }
      return begin;
    }

    // An event's own counted reports; where its interval is the sum of its parts, theirs too.
    function makingTheInterval(here, { isIn }, begin, end) {
      const own = [];
      for (let at = searched(here, begin, end); at < end && eventOf[at] === here; at++) {
        if (isIn[at]) own.push(at);
      }
      if (own.some((report) => highOf[report])) return own;
      const parts = partsOf(here).flatMap((part) => makingTheInterval(part, { isIn }, begin, end));
      return [...own, ...parts];
    }

    function partsOf(here) {
      const parts = [];
      for (let part = here - 1; part >= 0 && toWhole[part]; part--) {
        if (part + toWhole[part] === here) parts.push(part);
      }
      return parts;
    }

    return { fold, reportsOf, makingTheInterval };
  }

  /* The sum of events that come rivals together: of these the largest low is added once. */
  class Sum {
    constructor() {
      this.clear();
    }

    clear() {
      this.low = this.high = null;
      this.openAbove = this.isUnknown = this.hasApproximate = false;
      this.extent = 0;
      this.last = this.first = NEVER;
      this.rivals = -1;
      this.largest = 0; // low of these rivals
    }

    add(event) {
      if (event.extent > this.extent) this.extent = event.extent;
      if (event.last > this.last) this.last = event.last;
      if (event.first > this.first) this.first = event.first;
      if (event.high === null) {
        this.isUnknown = true;
        return;
      }
      this.high += event.high;
      this.openAbove ||= event.openAbove;
      this.hasApproximate ||= event.approximate;
      if (event.low === null) return;
      if (event.rivals !== this.rivals) [this.rivals, this.largest] = [event.rivals, 0];
      this.low += Math.max(0, event.low - this.largest);
      this.largest = Math.max(event.low, this.largest);
    }

    /* Whether it is one number, “about” so many. */
    get approximate() {
      return this.low !== null && this.low === this.high && !this.openAbove && this.hasApproximate;
    }

    /* Puts the sum in place of a whole's own interval. */
    put(whole) {
      whole.low = this.low;
      whole.high = this.high;
      whole.openAbove = this.high !== null && (this.openAbove || this.isUnknown);
      whole.approximate = this.approximate && !whole.openAbove;
      whole.extent = this.extent;
      whole.last = this.last;
      whole.first = this.first;
    }
  }

  /* By extent, last day, last first day, high; of equal ones the first by id. */
  function isBefore(one, other) {
    if (one.extent !== other.extent) return one.extent > other.extent;
    if (one.last !== other.last) return one.last > other.last;
    if (one.first !== other.first) return one.first > other.first;
    if (one.high !== other.high) return one.high > other.high;
    return one.byId < other.byId;
  }

  return { read, over };
})();
