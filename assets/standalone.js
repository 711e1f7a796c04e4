/* The page of a map that stands alone: its slider, and what follows it. All it shows is in the
   page already; it asks nobody for anything. */
(function () {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;
  const NO_PLACE = "";
  const PAPER_WIDTH = 640; // pixels that any paper has room for
  const data = features.read(JSON.parse(document.getElementById("data").textContent));
  const reports = data.counting.ranked;
  const byId = (id) => document.getElementById(id);
  const [first, last, undated] = ["first", "last", "undated"].map(byId);
  const rows = new Map([...document.querySelectorAll("tr[data-report]")].map((r) => [r.dataset.report, r]));
  let matching = [];
  let place = null; // whose reports alone the table shows; null for all
  let isDue = false;

  // Without fading, or each frame of a drag would leave a popup behind.
  const map = L.map("map", { ...data.mapOptions, fadeAnimation: false });
  const view = features.showing(data);

  // Dates

  function startDates() {
    const [start, end] = data.span;
    for (const thumb of [first, last]) [thumb.min, thumb.max] = [start, end];
    for (const field of ["first-day", "last-day"]) [byId(field).min, byId(field).max] = [start, end].map(isoDay);
    setDates(start, end);
    for (const thumb of [first, last]) thumb.addEventListener("input", () => keepInOrder(thumb));
    byId("first-day").addEventListener("change", typed);
    byId("last-day").addEventListener("change", typed);
    byId("all-dates").addEventListener("click", () => setDates(start, end));
    undated.addEventListener("change", soon);
    const without = reports.filter((report) => report.from === null).length;
    byId("undated-label").hidden = without === 0;
    undated.checked = data.undated;
    byId("undated-label").lastElementChild.textContent =
      `Show ${features.countText(without, "undated report")} within dates`;
    byId("dates").addEventListener("submit", (event) => event.preventDefault());
    byId("dates").hidden = false;
  }

  function keepInOrder(moved) {
    if (Number(first.value) > Number(last.value)) {
      (moved === first ? last : first).value = moved.value;
    }
    soon();
  }

  function typed() {
    const days = ["first-day", "last-day"].map((field) => byId(field).valueAsNumber / DAY);
    if (days.every(Number.isFinite)) setDates(Math.min(...days), Math.max(...days));
  }

  function setDates(start, end) {
    [first.value, last.value] = [start, end];
    soon();
  }

  const isoDay = (day) => new Date(day * DAY).toISOString().slice(0, 10);

  /* The dates chosen, as assets/counting.js takes them: none where the thumbs stand at the ends. */
  function range() {
    if (!data.span || (first.value === first.min && last.value === last.max)) {
      return { from: null, to: null, undated: true };
    }
    return { from: Number(first.value), to: Number(last.value), undated: undated.checked };
  }

  // What follows the dates

  /* Once a frame at most, however often a thumb moves. */
  function soon() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(update);
  }

  function update() {
    isDue = false;
    const dates = range();
    refoulement.show(view.show((report) => counting.matches(report, dates), data.hasFigures), view);
    matching = reports.filter(view.isShown);
    showDates();
    showSentence(dates);
    if (data.hasFigures) data.counting.counted.forEach(showFigure);
    showRows();
  }

  function showDates() {
    if (!data.span) return;
    const [start, end] = [Number(first.value), Number(last.value)];
    const length = Math.max(data.span[1] - data.span[0], 1);
    byId("between").style.left = `${(100 * (start - data.span[0])) / length}%`;
    byId("between").style.right = `${(100 * (data.span[1] - end)) / length}%`;
    // Where both thumbs stand at the right end, only the first can still move.
    first.classList.toggle("rm-above", start - data.span[0] > length / 2);
    for (const thumb of [first, last]) {
      thumb.setAttribute("aria-valuetext", features.dayText(Number(thumb.value)));
    }
    [byId("first-day").value, byId("last-day").value] = [start, end].map(isoDay);
  }

  function showSentence(dates) {
    const numbers = {
      matching: matching.length,
      reports: reports.length,
      sources: summary.sourcesOf(matching),
      hidden: hiddenBy(dates) + data.undatedLeftOut,
    };
    byId("sentence").innerHTML = summary.sentence(numbers, {
      whole: " of this file",
      clauses: data.clauses,
      dates: dates.from === null ? data.dates : summary.datesText(dates),
    });
  }

  function hiddenBy({ from, undated }) {
    return from === null || undated ? 0 : reports.filter((report) => report.from === null).length;
  }

  function showFigure(measure) {
    const figure = counting.figure(data.counting, measure, matching);
    const box = document.querySelector(`.rm-figure[data-measure="${measure}"]`);
    const numbers = summary.inNumbers(data, figure);
    box.querySelector("strong").textContent = features.figureWords(numbers);
    box.querySelector("ul").innerHTML = lines(numbers).map((line) => `<li>${line}</li>`).join("");
  }

  function lines(figure) {
    const facts = summary.facts(figure);
    const without = figure.notCounted.length;
    if (!without) return facts;
    const said = `${features.countText(without, "report")} not in the figure`;
    return [...facts, `${said}: ${summary.reasons(data, figure)}`];
  }

  // The table

  function showPlace(site) {
    place = site;
    const button = byId("all-places");
    button.hidden = site === null;
    button.innerHTML = site === null ? "" : `Only ${placeName(site)}: show all`;
    showRows();
  }

  const placeName = (site) => (site === NO_PLACE ? "those without a place" : data.places[site].name);

  function showRows() {
    const shown = new Set(matching.filter(isOfPlace).map((report) => report.id));
    for (const [id, row] of rows) row.hidden = !shown.has(id);
  }

  function isOfPlace({ sites }) {
    if (place === null) return true;
    return place === NO_PLACE ? sites.length === 0 : sites.includes(place);
  }

  // For paper (standalone.css): the map keeps its width there, at a scale that fits.
  function measureForPaper() {
    const width = map.getSize().x;
    document.documentElement.style.setProperty("--map-width", `${width}px`);
    document.documentElement.style.setProperty("--map-zoom", Math.min(1, PAPER_WIDTH / width));
  }

  refoulement.start(map, data.map);
  refoulement.setData(data);
  map.on("resize", measureForPaper);
  measureForPaper();
  map.on("placeclick", (click) => showPlace(click.place));
  byId("all-places").addEventListener("click", () => showPlace(null));
  if (data.span) startDates();
  update();
})();
