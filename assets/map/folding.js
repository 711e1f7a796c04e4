/* Events over arrays: the intervals of events that are part of no other, and their sums, by the
   rules of refoulement/counting/rules.py. Counts are people, dates are days since 1970-01-01, null is
   "none". Tables list reports in the order of their events, each event after its parts. */
const folding = (() => {
  "use strict";

  const NEVER = -(2 ** 31); // before every day

  // Decode the least of `low` and the greatest of `high`: see refoulement/drawing/columns.py.
  const lowOf = (least) => (least & 1 ? least >> 1 : null);
  const highOf = (greatest) => (greatest - 1) >> 1;
  const isOpenAbove = (greatest) => ((greatest - 1) & 1) === 1;

  /* What counting needs of the reports, in the given order. It is copied, since random access takes
     several times as long. */
  function table({ event, exact, extent, from, to, low, high }, order = null) {
    const inOrder = (column) => (order ? column.constructor.from(order, (at) => column[at]) : column);
    const length = (order ?? event).length;
    return {
      event: inOrder(event),
      exact: inOrder(exact),
      extent: inOrder(extent),
      from: inOrder(from),
      to: inOrder(to),
      low: inOrder(low),
      high: inOrder(high),
      order,
      passes: new Uint8Array(length),
      isIn: new Uint8Array(length),
    };
  }

  /* Selects the reports of a table that pass and are about a day of a range: see assets/map/counting.js. */
  function choose({ from, to, passes, isIn }, range) {
    const isAll = range.from === null && range.to === null;
    const [first, last] = [range.from ?? -Infinity, range.to ?? Infinity];
    const undated = isAll || range.undated;
    for (let at = 0; at < isIn.length; at++) {
      const isOf = from[at] > to[at] ? undated : to[at] >= first && from[at] <= last;
      isIn[at] = passes[at] && isOf;
    }
  }

  /* The interval of rival reports from two columns. */
  function intervalOf({ low, high }, reports) {
    const numbered = reports.filter((report) => high[report]);
    if (!numbered.length) return { low: null, high: null, openAbove: false };
    const least = Math.min(...numbered.map((report) => low[report]));
    const greatest = Math.max(...numbered.map((report) => high[report]));
    return { low: lowOf(least), high: highOf(greatest), openAbove: isOpenAbove(greatest) };
  }

  /* Combines events by the links between them. */
  function over({ toWhole, toFirstRival, toPlaceById }) {
    const pending = []; // wholes with parts found so far, with their sums; kept for reuse
    const closed = {
      event: 0, rivals: 0, byId: 0,
      low: null, high: null, openAbove: false, approximate: false, extent: 0, last: 0, first: 0,
    };

    /* Calls `give` with each event that is part of no other, for the selected reports from `begin` to
       `end` of a table: its interval, and the extent, last day and last first day of its evidence. The
       object passed is reused for the next event. */
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
        // An event's interval is that of its own reports; if they have no number, that of its parts.
        const parts = depth && pending[depth - 1].event === here ? pending[--depth].sum : null;
        if (highest) {
          closed.low = lowOf(lowest);
          closed.high = highOf(highest);
          closed.openAbove = isOpenAbove(highest);
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

    // Passes on an event or adds it to its whole; returns how many wholes are then pending.
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

    /* The figure of the selected reports: for a flow the sum of its events, for a stock the first event
       with a number. Also the number of events, the stock, and the range of the reports behind the
       figure. */
    function figureOf(measure, table, begin, end) {
      const sum = new Sum();
      let [events, stock] = [0, null];
      fold(table, begin, end, (event) => {
        events++;
        if (measure !== "held") sum.add(event);
        else if (event.high !== null && (stock === null || isBefore(event, stock))) stock = { ...event };
      });
      if (stock) sum.add(stock);
      let span = [begin, end];
      if (measure === "held") span = stock ? reportsOf(stock.event, table, begin, end) : [begin, begin];
      const { low, high, openAbove, approximate } = sum;
      return { low, high, openAbove, approximate, events, stock, span };
    }

    /* The range of the reports of an event and its parts within part of a table. */
    function reportsOf(here, table, begin, end) {
      let first = here;
      while (first > 0 && toWhole[first - 1]) first--;
      return [searched(table.event, first, begin, end), searched(table.event, here + 1, begin, end)];
    }

    /* An event's own counted reports; if its interval is the sum of its parts, theirs too. */
    function makingTheInterval(here, table, begin, end) {
      const { event, high, isIn } = table;
      const own = [];
      for (let at = searched(event, here, begin, end); at < end && event[at] === here; at++) {
        if (isIn[at]) own.push(at);
      }
      if (own.some((at) => high[at])) return own;
      return [...own, ...partsOf(here).flatMap((part) => makingTheInterval(part, table, begin, end))];
    }

    function partsOf(here) {
      const parts = [];
      for (let part = here - 1; part >= 0 && toWhole[part]; part--) {
        if (part + toWhole[part] === here) parts.push(part);
      }
      return parts;
    }

    return { figureOf, makingTheInterval };
  }

  /* The first index from `begin` to `end` of a sorted column whose value is at least `least`. */
  function searched(column, least, begin, end) {
    while (begin < end) {
      const middle = (begin + end) >> 1;
      if (column[middle] < least) begin = middle + 1;
      else end = middle;
    }
    return begin;
  }

  /* The sum of events, with rivals given one after another: the largest low of rivals is added once. */
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
      this.largest = 0; // low of the current rivals
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

    /* Whether the sum is a single “about” number. */
    get approximate() {
      return this.low !== null && this.low === this.high && !this.openAbove && this.hasApproximate;
    }

    /* Makes the sum the interval of a whole. */
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

  /* By extent, last day, last first day, high; ties go to the first by id. */
  function isBefore(one, other) {
    if (one.extent !== other.extent) return one.extent > other.extent;
    if (one.last !== other.last) return one.last > other.last;
    if (one.first !== other.first) return one.first > other.first;
    if (one.high !== other.high) return one.high > other.high;
    return one.byId < other.byId;
  }

  return { NEVER, table, choose, intervalOf, over, searched };
})();
