/* What the dashboard's map shows of a selection, and what the page says of it: counted report by
   report (counting.js), over arrays (tally.js), or by the server. A selection is what
   refoulement/drawing/folium_map.py, `symbol_layer`, says; dates are {from, to, undated}. */
const reporting = (() => {
  "use strict";

  /* All reports of a dataset that is sent whole. */
  function oneByOne(data, view) {
    const { ranked, counted } = data.counting;
    let dates = null; // that are shown

    /* What changes on the map with a selection and other dates. */
    function show(range, { passing, hasFigures }) {
      dates = range;
      const passes = flags(passing, true);
      return view.show((report) => passes(report) && counting.matches(report, dates), hasFigures);
    }

    /* What is said of what is shown (assets/summary.js), and of which dates it is. */
    function figures({ passing, outside, hasFigures }) {
      const [passes, isOutside] = [flags(passing, true), flags(outside, false)];
      for (const report of ranked) report.outside = isOutside(report);
      const matching = ranked.filter(view.isShown);
      const isNarrowed = dates.from !== null || dates.to !== null;
      const isHidden = (report) => report.from === null && passes(report);
      return {
        dates,
        matching: matching.length,
        reports: ranked.length,
        sources: summary.sourcesOf(matching),
        hidden: isNarrowed && !dates.undated ? ranked.filter(isHidden).length : 0,
        figures: (hasFigures ? counted : []).map((measure) =>
          summary.inNumbers(data, counting.figure(data.counting, measure, matching))
        ),
      };
    }

    return { show, figures };
  }

  /* The reports of refoulement/drawing/columns.py, which pass the filters of a selection: of any number.
     What they come to is counted once for the same dates. Not in a thread of its own: after the
     release that takes longer, since it is asked of where the thumb is only once it has answered of
     where it was. */
  function inColumns(data, view, bytes) {
    const block = tally.read(bytes);
    const counter = tally.over(block, data.counting);
    let [dates, places, found] = [null, null, null];

    function show(range, { hasFigures }) {
      if (JSON.stringify(range) !== JSON.stringify(dates)) {
        [dates, found] = [range, null];
        counter.select(dates);
        places = counter.places();
      }
      return view.show(places, hasFigures);
    }

    function figures({ hasFigures }) {
      found ??= { ...counter.figures(), dates, reports: block.reports };
      return hasFigures ? found : { ...found, figures: [] };
    }

    return { show, figures };
  }

  /* What the server has counted, as `inColumns` would have. */
  async function told(data, packed) {
    const bytes = new Blob([bytesOf(packed)]).stream();
    const content = await new Response(bytes.pipeThrough(new DecompressionStream("deflate"))).json();
    return features.unpack(data, content);
  }

  /* Something that holds of some reports, as a bit each; where nothing is given, of all or none. */
  function flags(given, otherwise) {
    if (given === null) return () => otherwise;
    const bits = bytesOf(given);
    return ({ index }) => ((bits[index >> 3] >> (index & 7)) & 1) === 1;
  }

  const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

  return { oneByOne, inColumns, told };
})();
