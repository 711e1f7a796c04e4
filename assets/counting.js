/* The counting rules of refoulement/counting/rules.py and refoulement/counting/places.py, for maps that count
   without asking the server; tests hold the two equal. Its data are those of
   refoulement/drawing/map_data.py: counts are people, dates are days since 1970-01-01, null is "none". */
const counting = (() => {
  "use strict";

  /* What refoulement/drawing/map_data.py gives, a report an object. Events are numbers, in the order
     of their ids. Besides what it says, a report knows its `index` in the data and
     whether it names one place alone; `ranked` are all, in the order of their ids. */
  function read(given) {
    const columns = Object.entries(given.reports).map(([name, column]) => [name, valuesOf(column)]);
    const outside = new Set(given.outside);
    const reports = given.reports.id.map((_, index) => {
      const report = { index, outside: outside.has(index) };
      for (const [name, values] of columns) report[name] = values[index];
      report.isAlone = report.sites.length === 1 && !report.otherPlaces.length;
      return report;
    });
    const ranked = [...reports].sort(byId);
    const { id, whole, overlap } = given.events;
    const events = id.map((_, event) => ({ id: id[event], whole: whole[event], overlap: overlap[event] }));
    const { sites, measures, counted, roles } = given;
    const longitude = new Map(sites.map((site, place) => [site, given.longitudes[place]]));
    const named = naming(ranked, measures);
    return { reports, ranked, events, sites, longitude, measures, counted, roles, naming: named };
  }

  const valuesOf = (column) => (Array.isArray(column) ? column : column.at.map((at) => column.of[at]));

  /* For each place the reports that name it, by measure, in the order of the measures. */
  function naming(reports, measures) {
    const named = new Map();
    for (const report of reports) {
      for (const site of report.sites) {
        if (!named.has(site)) named.set(site, new Map(measures.map((measure) => [measure, []])));
        named.get(site).get(report.measure).push(report);
      }
    }
    return named;
  }

  /* Whether a report speaks of a day of the range {from, to, undated}, ends included and null
     for an end that is not narrowed. */
  function matches(report, { from, to, undated }) {
    if (from === null && to === null) return true;
    if (report.from === null) return undated;
    return (from === null || report.to >= from) && (to === null || report.from <= to);
  }

  /* Intervals: {lowest, highest, openBelow, openAbove, approximate}, or null where no number is
     stated. Approximate is one number, worded as “about” so many. */

  const hasNumber = (report) => report.low !== null || report.high !== null;
  const isAbout = (report) => report.approximate && report.low !== null && report.low === report.high;
  const lowestOf = (report) => report.low ?? report.high;
  const highestOf = (report) => report.high ?? report.low;
  const lowOf = (interval) => (interval && !interval.openBelow ? interval.lowest : null);
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

  function intervalOf(reports) {
    const numbered = reports.filter(hasNumber);
    if (!numbered.length) return null;
    const lowest = numbered.map(lowestOf).reduce((a, b) => Math.min(a, b));
    const highest = numbered.map(highestOf).reduce((a, b) => Math.max(a, b));
    return {
      lowest,
      highest,
      openBelow: numbered.some((r) => r.low === null && lowestOf(r) === lowest),
      openAbove: numbered.some((r) => r.high === null && highestOf(r) === highest),
      approximate: lowest === highest && numbered.every(isAbout),
    };
  }

  // Events: {event, counted, interval, evidence, parts}

  const ascending = (one, other) => one - other;

  /* The events of counted reports of one measure that are part of no other, by id. */
  function countEvents(data, counted) {
    const own = groupBy(counted, (report) => report.event);
    const partsOf = new Map();
    const roots = new Set();
    for (let event of own.keys()) {
      for (let whole; (whole = data.events[event].whole) !== null; event = whole) {
        if (!partsOf.has(whole)) partsOf.set(whole, new Set());
        partsOf.get(whole).add(event);
      }
      roots.add(event);
    }
    const count = (event) => {
      const parts = [...(partsOf.get(event) || [])].sort(ascending).map(count);
      const reports = own.get(event) || [];
      const interval = intervalOf(reports);
      if (interval) {
        return { event, counted: reports, interval, evidence: reports.filter(hasNumber), parts };
      }
      const evidence = parts.flatMap((part) => part.evidence).sort(byId);
      return { event, counted: reports, interval: sumOfParts(data, parts), evidence, parts };
    };
    return [...roots].sort(ascending).map(count);
  }

  function sumOfParts(data, parts) {
    const intervals = parts.map((part) => part.interval).filter(Boolean);
    if (!intervals.length) return null;
    const low = sumOfLows(data, parts);
    const highest = sum(intervals.map((interval) => interval.highest));
    const openAbove = parts.some((part) => !part.interval || part.interval.openAbove);
    return {
      lowest: low ?? sum(intervals.map((interval) => interval.lowest)),
      highest,
      openBelow: low === null,
      openAbove,
      approximate: isOneApproximateNumber(intervals, low, highest, openAbove),
    };
  }

  /* Whether a sum has one number and any that is added is approximate. */
  function isOneApproximateNumber(added, low, high, openAbove) {
    return low !== null && low === high && !openAbove && added.some(({ approximate }) => approximate);
  }

  /* Of events that may overlap only the largest low is added; null where there is none. */
  function sumOfLows(data, events) {
    const largest = new Map();
    for (const { event, interval } of events) {
      const low = lowOf(interval);
      const group = data.events[event].overlap;
      if (low !== null && low > (largest.get(group) ?? -1)) largest.set(group, low);
    }
    return largest.size ? sum([...largest.values()]) : null;
  }

  function allCounted(event) {
    return [...event.counted, ...event.parts.flatMap(allCounted)];
  }

  /* Its own counted reports; where its interval is the sum of its parts, theirs too. */
  function makingTheInterval({ counted, parts }) {
    return counted.some(hasNumber) ? counted : [...counted, ...parts.flatMap(makingTheInterval)];
  }

  // Figures

  const reasonNotCounted = (report) => report.reason ?? (report.outside ? "shared" : null);

  /* The figure of a measure over reports (of any measure), which come in the order of their
     ids; the fields are those of Figure. */
  function figure(data, measure, reports) {
    const ofMeasure = reports.filter((report) => report.measure === measure);
    const counted = ofMeasure.filter((report) => reasonNotCounted(report) === null);
    const events = countEvents(data, counted);
    const stock = measure === "held" ? firstStock(events) : null;
    const shown = measure === "held" ? (stock ? [stock] : []) : events;
    const intervals = shown.map((event) => event.interval).filter(Boolean);
    const inFigure = shown.flatMap(allCounted);
    const evidence = stock ? makingTheInterval(stock) : inFigure;
    const earlier = new Set(measure === "held" ? events.filter((e) => e !== stock).flatMap(allCounted) : []);
    const low = sumOfLows(data, shown);
    const high = intervals.length ? sum(intervals.map((interval) => interval.highest)) : null;
    const openAbove = intervals.some((interval) => interval.openAbove);
    return {
      measure,
      low,
      high,
      openBelow: intervals.some((interval) => interval.openBelow),
      openAbove,
      approximate: isOneApproximateNumber(intervals, low, high, openAbove),
      reports: ofMeasure.length,
      sources: new Set(ofMeasure.map((report) => report.source)).size,
      independentSources: new Set(evidence.map((r) => r.origin).filter(Boolean)).size,
      events,
      stock,
      asOf: stock ? lastDay(stock) : null,
      counted: inFigure,
      notCounted: ofMeasure
        .map((report) => [report, earlier.has(report) ? "other_stock" : reasonNotCounted(report)])
        .filter(([, reason]) => reason !== null),
    };
  }

  function lastDay(event) {
    const days = event.evidence.map((report) => report.to).filter((day) => day !== null);
    return days.length ? Math.max(...days) : null;
  }

  /* The stock that is shown: of the widest extent, then by last day, last start, high; of equal
     ones the first by id, in which order events come. */
  function firstStock(events) {
    const key = (event) => [
      Math.max(...event.evidence.map((report) => report.extent)),
      lastDay(event) ?? -Infinity,
      Math.max(...event.evidence.map((report) => report.from ?? -Infinity)),
      event.interval.highest,
    ];
    const stocks = events.filter((event) => event.interval);
    return stocks.reduce((first, event) => (isGreater(key(event), key(first)) ? event : first), stocks[0]) || null;
  }

  function isGreater(one, other) {
    const apart = one.findIndex((value, place) => value !== other[place]);
    return apart >= 0 && one[apart] > other[apart];
  }

  // Places

  /* What the reports shown state for a place, by measure, in the order of the measures. */
  function placeMeasures(data, site, isShown) {
    const found = [];
    for (const [measure, reports] of data.naming.get(site) ?? []) {
      const here = reports.filter(isShown);
      if (!here.length) continue;
      const alone = figure(data, measure, here.filter((report) => report.isAlone));
      found.push({ site, measure, here, alone });
    }
    return found;
  }

  /* What is said of a place's measure beside its figure. */
  function placeDetails(data, { site, measure, here, alone }, isShown) {
    const own = here.filter((report) => report.isAlone);
    const events = new Set(alone.counted.map((report) => report.event));
    const isRival = (r) => r.measure === measure && events.has(r.event) && r.sites.length === 1 && r.reason === null;
    const rivals = new Set(data.reports.filter((r) => isShown(r) && isRival(r)).map((r) => r.sites[0]));
    const roles = data.roles.filter((role) => own.some((report) => report.role === role));
    return {
      byRole: data.counted.includes(measure)
        ? roles.map((role) => [role, figure(data, measure, own.filter((r) => r.role === role))])
        : [],
      shared: here.filter((report) => !report.isAlone),
      rivalPlaces: data.sites.filter((other) => other !== site && rivals.has(other)),
    };
  }

  /* Every set of places that counted reports of a measure state one count for, by event. */
  function sharedCounts(data, reports) {
    const shared = reports.filter((report) => report.sites.length > 1 && report.reason === null);
    const places = (r) => JSON.stringify([fromWest(data, r), r.otherPlaces, r.measure]);
    return [...groupBy(shared, places).values()].map((together) => ({
      sites: fromWest(data, together[0]),
      otherPlaces: together[0].otherPlaces,
      measure: together[0].measure,
      intervals: intervalsByEvent(together),
    }));
  }

  function fromWest({ longitude }, { sites }) {
    return [...sites].sort((one, other) => longitude.get(one) - longitude.get(other));
  }

  function intervalsByEvent(reports) {
    const byEvent = groupBy(reports, (report) => report.event);
    return [...byEvent].map(([event, ofEvent]) => [event, intervalOf(ofEvent)]);
  }

  function groupBy(items, key) {
    const groups = new Map();
    for (const item of items) {
      if (!groups.has(key(item))) groups.set(key(item), []);
      groups.get(key(item)).push(item);
    }
    return groups;
  }

  const byId = (one, other) => (one.id < other.id ? -1 : 1);

  return {
    read, matches, intervalOf, figure, placeMeasures, placeDetails, sharedCounts, fromWest, groupBy,
  };
})();
