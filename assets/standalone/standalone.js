/* The page of a standalone map: its slider, and what follows it. Everything it shows is already in the
   page; it makes no requests. */
(function () {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;
  const DATE = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;
  const PAUSE = 700; // milliseconds without a move after which a screen reader is told of the last one
  const PAPER_WIDTH = 640; // pixels that fit on any paper
  const data = JSON.parse(document.getElementById("data").textContent);
  sentences.speak(data.words);
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const block = counting.read(bytesOf(data.columns).buffer);
  const counter = counting.over(block, data);
  counter.filter(null, data.selected);
  const byId = (id) => document.getElementById(id);
  const [first, last, undated] = ["first", "last", "undated"].map(byId);
  const rows = [...document.querySelectorAll("tr[data-report]")];
  let place = null; // the table shows only its reports, "" for those that name none; null for all
  let isDue = false;
  let telling = 0;

  // No fading, or every frame of a drag would leave a popup behind.
  const map = L.map("map", { ...data.mapOptions, fadeAnimation: false });
  const view = features.view(data);

  // Dates

  function startDates() {
    const [start, end] = data.span;
    for (const thumb of [first, last]) [thumb.min, thumb.max] = [start, end];
    setDates(start, end);
    for (const thumb of [first, last]) thumb.addEventListener("input", () => keepInOrder(thumb));
    byId("first-day").addEventListener("change", typed);
    byId("last-day").addEventListener("change", typed);
    byId("all-dates").addEventListener("click", () => setDates(start, end));
    undated.addEventListener("change", soon);
    const { undatedReports: without } = data;
    byId("undated-label").hidden = without === 0;
    undated.checked = data.undated;
    byId("undated-label").lastElementChild.textContent = sentences.sayCount("show_undated", without);
    byId("dates").addEventListener("submit", (event) => event.preventDefault());
    byId("dates").hidden = false;
  }

  function keepInOrder(moved) {
    if (Number(first.value) > Number(last.value)) {
      (moved === first ? last : first).value = moved.value;
    }
    writeDates();
    soon();
  }

  function typed() {
    const fields = [byId("first-day"), byId("last-day")];
    const days = [firstDay(fields[0].value), lastDay(fields[1].value)];
    if (!days.includes(null)) return setDates(Math.min(...days), Math.max(...days));
    days.forEach((day, number) => fields[number].setAttribute("aria-invalid", day === null));
    byId("wrong-dates").hidden = false;
  }

  const firstDay = (text) => days(text)?.[0] ?? null;
  const lastDay = (text) => days(text)?.[1] ?? null;

  /* The first and last day that a text names: a day, month or year; null for anything else. */
  function days(text) {
    const [, year, month, day] = DATE.exec(text.trim())?.map(Number) ?? [];
    if (!year) return null;
    const [start, end] = day
      ? [Date.UTC(year, month - 1, day), Date.UTC(year, month - 1, day)]
      : month
        ? [Date.UTC(year, month - 1, 1), Date.UTC(year, month, 0)]
        : [Date.UTC(year, 0, 1), Date.UTC(year, 12, 0)];
    const isThere = month === undefined || Number.isNaN(month) || new Date(start).getUTCMonth() === month - 1;
    return isThere ? [start / DAY, end / DAY] : null;
  }

  function setDates(start, end) {
    [first.value, last.value] = [start, end];
    writeDates();
    soon();
  }

  /* At once, not in the next frame, so that what a reader types next stays. */
  function writeDates() {
    for (const [id, thumb] of [["first-day", first], ["last-day", last]]) {
      byId(id).value = isoDay(Number(thumb.value));
      byId(id).setAttribute("aria-invalid", "false");
    }
    byId("wrong-dates").hidden = true;
  }

  const isoDay = (day) => new Date(day * DAY).toISOString().slice(0, 10);

  /* The chosen dates in the form of assets/map/counting.js; open if the thumbs are at the ends. */
  function range() {
    if (!data.span || (first.value === first.min && last.value === last.max)) {
      return { from: null, to: null, undated: true };
    }
    return { from: Number(first.value), to: Number(last.value), undated: undated.checked };
  }

  // What follows the dates

  /* At most once a frame, however often a thumb moves. */
  function soon() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(update);
  }

  function update() {
    isDue = false;
    const dates = range();
    counter.select(dates);
    refoulement.show(view.show(counter.places(), data.hasFigures, counter), view, data.isEvent);
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
    // If both thumbs are at the right end, only the first can still move.
    first.classList.toggle("rm-above", start - data.span[0] > length / 2);
    for (const thumb of [first, last]) {
      thumb.setAttribute("aria-valuetext", sentences.day(Number(thumb.value)));
    }
  }

  function showSentence(numbers, dates) {
    const ofFile = { reports: counter.reports, hidden: numbers.hidden + data.undatedLeftOut };
    const clauses = dates.from === null ? data.dates : summary.dateClauses(dates);
    const inFile = true;
    byId("sentence").innerHTML = summary.sentence(
      { ...numbers, ...ofFile }, [...data.clauses, ...clauses], inFile,
    );
    tellSoon(byId("sentence").textContent);
  }

  function tellSoon(text) {
    clearTimeout(telling);
    telling = setTimeout(() => (byId("told").textContent = text), PAUSE);
  }

  function showFigure(figure) {
    const box = document.querySelector(`.rm-figure[data-measure="${figure.measure}"]`);
    box.querySelector("strong").textContent = features.figureWords(figure);
    box.querySelector("ul").innerHTML = lines(figure).map((line) => `<li>${line}</li>`).join("");
  }

  function lines(figure) {
    return [...summary.facts(figure), summary.leftOut(figure)].filter(Boolean);
  }

  // The table

  function showPlace(site) {
    place = site;
    const button = byId("all-places");
    button.hidden = site === null;
    button.innerHTML = site === null ? "" : onlyText(site);
    if (site !== null) tellSoon(button.textContent);
    showRows();
  }

  const onlyText = (site) =>
    site ? sentences.say("only_place", { place: data.places[site].name }) : sentences.say("only_no_place");

  function showRows() {
    const shown = new Set(counter.matching(place).map((report) => block.columns.row[report]));
    rows.forEach((row, number) => (row.hidden = !shown.has(number)));
  }

  // For print (standalone.css): the map keeps its width, scaled to fit.
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
