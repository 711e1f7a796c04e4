/* What assets/map.js draws of matching reports, made without the server: refoulement/mapping.py
   and the popups and tooltips of refoulement/markup.py, to the letter (a test compares them).
   Its data are those of refoulement/standalone.py; names and words in them are HTML, escaped. */
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

  function yearOf(day) {
    return new Date(day * DAY).getUTCFullYear();
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

  function figureText(figure) {
    if (figure.high === null && !figure.events.length) {
      return figure.reports ? "nothing counted" : "no report";
    }
    return numbersText(figure.low, figure.high, figure.openAbove);
  }

  // Symbols

  function radius(data, people) {
    const { perRootPerson, least } = data.sizes;
    return Math.round(10 * Math.max(least, perRootPerson * Math.sqrt(people))) / 10;
  }

  function symbol(data, { measure, alone }) {
    const { low, high, openAbove } = alone;
    if (high === null) {
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
      year: alone.asOf === null ? "" : String(yearOf(alone.asOf)),
    };
  }

  // Popups and tooltips

  function tooltip(data, site, measures) {
    const said = measures.map(({ measure, alone }) => {
      const name = data.words.short[measure];
      if (alone.high === null) return `${name}: no figure of its own`;
      return `${name} ${figureText(alone)}${alone.asOf === null ? "" : ` (${yearOf(alone.asOf)})`}`;
    });
    return `<b>${data.places[site].name}</b> ${said.join("; ")}`;
  }

  function popup(data, site, measures) {
    return data.places[site].heading + measures.map((place) => measureLines(data, place)).join("");
  }

  function measureLines(data, place) {
    const { measure, alone } = place;
    const isCounted = data.counting.counted.includes(measure);
    const lines = [];
    if (!isCounted) {
      lines.push(`${countText(alone.reports + place.shared.length, "report")}, in no figure`);
    } else if (alone.reports) {
      const dated = alone.asOf === null ? "" : `, as of ${dayText(alone.asOf)}`;
      lines.push(`<b>${figureText(alone)}</b>${dated} (${evidenceText(alone)})`);
      for (const [role, byRole] of place.byRole) {
        if (place.byRole.length > 1 || role !== "not_stated") {
          lines.push(`${data.words.roles[role]}: ${figureText(byRole)}`);
        }
      }
    }
    if (isCounted) lines.push(...sharedLines(data, place));
    if (place.rivalPlaces.length) {
      const names = place.rivalPlaces.map((site) => data.places[site].name).join(", ");
      lines.push(`other reports of the same event name ${names}: do not add`);
    }
    const items = lines.map((line) => `<li>${line}</li>`).join("");
    return (
      `<div class="rm-measure" style="--colour:${data.map.styles[measure].colour}">` +
      `<b>${data.words.measures[measure]}</b><ul>${items}</ul></div>`
    );
  }

  /* What a figure rests on: 3 of 4 reports, 2 independent sources. */
  function evidenceText(figure) {
    const sources = countText(figure.independentSources, "independent source");
    return `${thousands(figure.counted.length)} of ${countText(figure.reports, "report")}, ${sources}`;
  }

  function sharedLines(data, place) {
    const counted = place.shared.filter((report) => report.reason === null);
    const byEvent = [...counting.groupBy(counted, (report) => report.event)];
    const lastDay = ([, reports]) => Math.max(...reports.map((report) => report.to ?? -Infinity));
    byEvent.sort((one, other) => descending(lastDay(one), lastDay(other)));
    const lines = byEvent.map(([event, reports]) => {
      const most = Math.max(...reports.map((report) => furtherPlaces(report, place.site)));
      const others = most ? countText(most, "other place") : "places not named";
      const upTo = reports.length > 1 && most > 1 ? "up to " : "";
      const interval = intervalText(counting.intervalOf(reports));
      return `shared with ${upTo}${others}, ${data.events[event]}: ${interval}`;
    });
    const rest = place.shared.length - counted.length;
    if (rest) lines.push(`${countText(rest, "report")} of several places, repeated or in no figure`);
    return lines;
  }

  const descending = (one, other) => (one === other ? 0 : one > other ? -1 : 1);

  function furtherPlaces(report, site) {
    const named = report.otherPlaces.filter((name) => name !== "others");
    return report.sites.filter((other) => other !== site).length + named.length;
  }

  function tieTooltip(data, shared) {
    const lines = shared.flatMap((count) => {
      const names = [...count.sites.map((site) => data.places[site].name), ...count.otherPlaces];
      const together = `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
      const measure = data.words.short[count.measure].toLowerCase();
      return count.intervals.map(([event, interval]) => {
        const figure = interval ? intervalText(interval) : "without a number";
        return `<div><b>${together}</b>: ${measure} ${figure}, ${data.events[event]}</div>`;
      });
    });
    const rivals = lines.length > 1 ? " Counts for one event are rivals, not to be added." : "";
    return (
      `<div>One count for all of the places together; no route.${rivals}</div>` + lines.join("")
    );
  }

  // What map.js draws

  function placeFeatures(data, matching) {
    const measures = counting.placeMeasures(data.counting, matching);
    return {
      type: "FeatureCollection",
      features: [...counting.groupBy(measures, (place) => place.site)].map(([site, ofPlace]) => {
        const { name, at, imprecision } = data.places[site];
        return {
          type: "Feature",
          geometry: { type: "Point", coordinates: [at[1], at[0]] },
          properties: {
            place: site,
            name,
            imprecision,
            symbols: ofPlace.map((place) => symbol(data, place)),
            tooltip: tooltip(data, site, ofPlace),
            popup: popup(data, site, ofPlace),
          },
        };
      }),
    };
  }

  function ties(data, matching) {
    const byEnds = new Map();
    for (const count of counting.sharedCounts(data.counting, matching)) {
      count.sites.slice(1).forEach((site, index) => {
        const ends = JSON.stringify([count.sites[index], site]);
        if (!byEnds.has(ends)) byEnds.set(ends, []);
        byEnds.get(ends).push(count);
      });
    }
    return [...byEnds].map(([ends, counts]) => ({
      ends: JSON.parse(ends).map((site) => data.places[site].at),
      tooltip: tieTooltip(data, counts),
    }));
  }

  function content(data, matching) {
    return {
      places: placeFeatures(data, matching),
      ties: ties(data, matching),
      unplaced: matching.filter((report) => !report.sites.length).length,
      highlight: [],
    };
  }

  return { content, figureText, evidenceText, countText, dayText, thousands };
})();
