/* The page of a map that stands alone: its slider, and what follows it. All it shows is in the
   page already; it asks nobody for anything. */
(function () {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;
  const PAPER_WIDTH = 640; // pixels that any paper has room for
  const data = JSON.parse(document.getElementById("data").textContent);
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const block = counting.read(bytesOf(data.columns).buffer);
  const counter = counting.over(block, data);
  counter.filter(null, data.selected);
  const byId = (id) => document.getElementById(id);
  const [first, last, undated] = ["first", "last", "undated"].map(byId);
  const rows = [...document.querySelectorAll("tr[data-report]")];
  let place = null; // whose reports alone the table shows, "" for those that name none; null for all
  let isDue = false;

  // Without fading, or each frame of a drag would leave a popup behind.
  const map = L.map("map", { ...data.mapOptions, fadeAnimation: false });
  const view = features.view(data);

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
    const { undatedReports: without } = data;
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

  /* The dates chosen, as assets/map/counting.js takes them: none where the thumbs stand at the ends. */
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
    counter.select(dates);
    refoulement.show(view.show(counter.places(), data.hasFigures, counter), view);
    const numbers = counter.figures();
    showDates();
    showSentence(numbers, dates);
    if (data.hasFigures) numbers.figures.forEach(showFigure);
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

  function showSentence(numbers, dates) {
    const ofFile = { reports: counter.reports, hidden: numbers.hidden + data.undatedLeftOut };
    byId("sentence").innerHTML = summary.sentence({ ...numbers, ...ofFile }, {
      whole: " of this file",
      clauses: data.clauses,
      dates: dates.from === null ? data.dates : summary.datesText(dates),
    });
  }

  function showFigure(figure) {
    const box = document.querySelector(`.rm-figure[data-measure="${figure.measure}"]`);
    box.querySelector("strong").textContent = features.figureWords(figure);
    box.querySelector("ul").innerHTML = lines(figure).map((line) => `<li>${line}</li>`).join("");
  }

  function lines(figure) {
    const facts = summary.facts(figure);
    const without = Object.values(figure.notCounted).reduce((sum, number) => sum + number, 0);
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

  const placeName = (site) => (site ? data.places[site].name : "those without a place");

  function showRows() {
    const shown = new Set(counter.matching(place).map((report) => block.columns.row[report]));
    rows.forEach((row, number) => (row.hidden = !shown.has(number)));
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
