/* The dashboard's map: it shows what the server has selected. While a thumb of the page's date slider
   is dragged, the map follows at once, and so do the page's sentence and figures. It counts in its own
   frame (counting.js), from data that it loads at the start. For a large dataset it shows the server's
   counts until it has loaded more, which it does when the slider is pointed at. If the slider or the
   figures cannot be found, they show only what the server says. */
const live = (() => {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;
  const BRIEF = 5; // milliseconds out of a frame's sixteen
  const LONGEST_SILENCE = 1000; // milliseconds that words may stay behind a moving thumb
  const SLIDER = '[class*="st-key-date_slider"]'; // ui/dates.py
  const HISTOGRAM = ".rm-histogram"; // above it: refoulement/presentation/timeline_markup.py
  const SENTENCE = ".rm-sentence"; // ui/sentence.py
  const SPOKEN = ".rm-sentence, .rm-figures"; // each names the data it is about
  const FIGURE = ".rm-figure"; // ui/totals.py, with its measure
  const TAP = 700; // milliseconds from a touch to the mouse events that browsers derive from it
  const THUMB = 22; // pixels from the middle of a thumb that count as touching it
  const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

  let data = null; // what is drawn, once loaded
  let view = null; // of these data
  let options = null; // for this map: {dataset, data, columns, isSentAtOnce}, and those of assets/map/map.js
  let counter = null; // counts in this frame; null if the server counts
  let found = null; // the last result: {of, dates, places, numbers}
  // Filters, by `nameOf`:
  let filtered = ""; // those that the counter uses
  let wanted = ""; // those whose flags have been requested
  let failed = ""; // those whose flags could not be loaded; requested again when a thumb is pressed
  let said = null; // what the server said last: {of, highlight, from, to, undated, hasFigures, clauses,
  // dates, flags, sites}; for large datasets its {counted}, and if there are any the {hidden} measures,
  // and whether all {isEvent} about one event
  let ahead = null; // where a thumb has been moved since: {days, passed}
  let page = null; // the page around this frame
  let hasSpoken = false; // whether the page's words are ours
  let isDue = false;
  let isHeld = false; // whether a thumb is pressed
  let effort = 0; // milliseconds spent on the last words
  let speaking = 0;
  let strayed = -TAP; // when a finger last touched the slider away from its thumbs, in the page's time

  function start(map, settings) {
    options = settings;
    overlay.start(map);
    const ground = options.tiles ? null : refoulement.given(options.basemap);
    const columns = options.isSentAtOnce ? bytesAt(options.columns) : null;
    const drawn = Promise.all([refoulement.given(options.data), columns]).then(load, () =>
      refoulement.say(options.words.no_data)
    );
    // Symbols first, since the ground takes longer to draw.
    const basemap = Promise.all([ground, drawn]).then(([given]) => given);
    refoulement.start(map, { ...options, basemap });
    watchSlider();
  }

  async function bytesAt(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    return answer.arrayBuffer();
  }

  function load([given, columns]) {
    data = given;
    sentences.speak(data.words);
    refoulement.setData(data);
    view = features.view(data);
    if (columns) countHere(columns);
    update();
  }

  function countHere(columns) {
    counter = counting.over(counting.read(columns), data);
    if (said) takeFlags();
  }

  const nameOf = ({ flags, sites }) => JSON.stringify([flags, sites]);

  /* Uses the flags of the selection, if the server has sent them along. */
  function takeFlags() {
    if (!counter || !options.isSentAtOnce || nameOf(said) === filtered) return;
    filter(said, said.flags && bytesOf(said.flags));
  }

  function filter(selected, flags) {
    [filtered, found] = [nameOf(selected), null];
    counter.filter(flags, selected.sites);
  }

  /* Loads what counting in this frame needs: the reports, once, and which pass the filters. */
  async function prepare() {
    if (!data || !said || isCounted() || [wanted, failed].includes(nameOf(said))) return;
    const selected = said;
    wanted = nameOf(selected);
    const isOld = () => wanted !== nameOf(selected);
    try {
      const asked = [counter ? null : bytesAt(options.columns), selected.flags && bytesAt(selected.flags)];
      const [columns, flags] = await Promise.all(asked);
      if (!counter) countHere(columns);
      if (!isOld()) filter(selected, flags && new Uint8Array(flags));
    } catch {
      if (!isOld()) [wanted, failed] = ["", wanted]; // the server goes on counting
      return;
    }
    if (!isOld()) wanted = "";
    update();
    if (isHeld) follow(page.querySelector(SLIDER));
  }

  /* Whether the selection is counted here. */
  const isCounted = () => counter !== null && filtered === nameOf(said);

  const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

  /* Takes what the server has selected. If a thumb has been moved on since, only its other filters
     count: a range that the thumb has left behind is outdated. */
  function show(selected) {
    said = selected;
    overlay.show(selected.overlay);
    takeFlags();
    if (ahead && !(isCounted() && isLeftBehind(name(selectedDays())))) {
      ahead = null;
      clearMarks();
    }
    update();
  }

  /* Whether the slider was at these days before, and has moved on. */
  function isLeftBehind(days) {
    const shown = daysOf(page.querySelector(SLIDER));
    return days !== name(ahead.days) && ahead.passed.has(days) && name(shown) === name(ahead.days);
  }

  function update() {
    isDue = false;
    if (!view || !said) return;
    if (!isCounted()) return void tell(said);
    draw(view.show(count().places, said.hasFigures, counter, said.hidden));
    if (ahead || hasSpoken) speak();
  }

  /* The counts for the dates to show, computed once per range. */
  function count() {
    const [dates, of] = [range(), JSON.stringify(range())];
    if (found?.of !== of) {
      counter.select(dates);
      found = { of, dates, places: counter.places(), numbers: null };
    }
    return found;
  }

  function figures() {
    const { dates } = count();
    found.numbers ??= { ...counter.figures(), dates, reports: counter.reports };
    return said.hasFigures ? found.numbers : { ...found.numbers, figures: [] };
  }

  function draw(changes) {
    refoulement.show(changes, view, said.isEvent);
    refoulement.highlight(said.highlight);
    tellDrawn();
  }

  /* Symbols move in every frame; words that take long to compute follow later, for the state shown
     then. One slow moment, as at the very first words, must not silence them for long. */
  function speak() {
    if (effort <= BRIEF || !isHeld) say();
    else speaking ||= setTimeout(say, Math.min(10 * effort, LONGEST_SILENCE));
  }

  /* Shows the server's counts. */
  async function tell(selected) {
    if (!selected.counted) return; // not counted for data sent at once
    const bytes = new Blob([bytesOf(selected.counted)]).stream();
    const content = await new Response(bytes.pipeThrough(new DecompressionStream("deflate"))).json();
    const isOld = selected !== said || isCounted();
    if (!isOld) draw(view.show(features.unpack(data, content), selected.hasFigures, null, selected.hidden));
  }

  /* Tells the server once to go on with the rest of the page; if that fails, it goes on anyway. */
  function tellDrawn() {
    if (said.drawn) fetch(said.drawn, { method: "POST" }).catch(() => {});
    delete said.drawn;
  }

  /* The dates to show. As on the page (ui/dates.py), thumbs at both ends of the span narrow
     nothing. */
  function range() {
    if (!ahead) return { from: said.from, to: said.to, undated: said.undated };
    const [from, to] = ahead.days;
    const [first, last] = data.span;
    if (from <= first && to >= last) return { from: null, to: null, undated: true };
    return { from, to, undated: said.undated };
  }

  // The page's words and figures, ahead of the server's

  /* Says for the dates at the thumbs what the server is going to say. Only the server can say what
     exactly makes up a figure, so that part is marked as behind until then. Having spoken once, it speaks
     at every answer: if the server repeats its earlier text, the page does not replace our words. */
  function say() {
    clearTimeout(speaking);
    speaking = 0;
    if (!isOurs() || !isCounted()) return;
    hasSpoken = true;
    const began = performance.now();
    const numbers = figures();
    const dates = ahead ? summary.dateClauses(numbers.dates) : said.dates;
    const sentence = summary.sentence(numbers, [...said.clauses, ...dates]);
    write(page.querySelector(`${SENTENCE} > span`), sentence);
    const nothing = page.querySelector(`${SENTENCE} > b`);
    if (nothing) nothing.hidden = numbers.matching > 0;
    numbers.figures.forEach(sayFigure);
    if (ahead) markChosen();
    effort = performance.now() - began;
  }

  /* Whether the page is about our data only: while switching, parts of it may already be about others. */
  function isOurs() {
    return [...page.querySelectorAll(SPOKEN)].every(({ dataset }) => dataset.dataset === options.dataset);
  }

  function sayFigure(figure) {
    const box = page.querySelector(`${FIGURE}[data-measure="${figure.measure}"]`);
    if (!box) return;
    const facts = summary.facts(figure).map((fact) => `<div>${fact}</div>`);
    write(box.querySelector(".rm-figure-value"), features.figureWords(figure));
    write(box.querySelector(".rm-facts"), facts.join(""));
    const isOther = box.parentElement.dataset.of !== said.of; // the server's own figures are still to come
    const isBehind = isOther || (ahead !== null && name(ahead.days) !== name(selectedDays()));
    page.querySelector(`.rm-made[data-measure="${figure.measure}"]`)?.classList.toggle("rm-behind", isBehind);
  }

  function write(element, html) {
    if (element && element.innerHTML !== html) element.innerHTML = html;
  }

  /* The part of the histogram between the thumbs. */
  function markChosen() {
    const { style } = page.querySelector(HISTOGRAM) ?? {};
    if (!style) return;
    const [first, last] = data.span;
    const share = (day) => `${(100 * (day - first)) / (last + 1 - first)}%`;
    style.setProperty("--chosen-from", share(ahead.days[0]));
    style.setProperty("--chosen-to", share(ahead.days[1] + 1));
  }

  /* From here on the server's marks hold. Those on figures go when it sends new figures. */
  function clearMarks() {
    for (const end of ["from", "to"]) page.querySelector(HISTOGRAM)?.style.removeProperty(`--chosen-${end}`);
  }

  // The page's slider

  function watchSlider() {
    try {
      page = window.parent.document;
    } catch {
      return; // it has another origin
    }
    mapTheme.follow(page);
    const observer = new MutationObserver((changes) => {
      const slider = changes.map(({ target }) => target.closest(SLIDER)).find(Boolean);
      if (slider) follow(slider);
    });
    observer.observe(page.body, { subtree: true, attributeFilter: ["aria-valuetext"] });
    const isOnSlider = ({ target }) => target.closest?.(SLIDER) != null;
    const point = (event) => isOnSlider(event) && prepare();
    const press = (event) => {
      if (event.pointerType === "touch") strayed = isStray(event.target, event.clientX) ? event.timeStamp : -TAP;
      if (stopIfStray(event)) return;
      failed = "";
      point(event);
      hold(isOnSlider(event));
    };
    const release = () => hold(false);
    // Browsers report a tap three times: as a pointer, as a touch, and later as a mouse.
    const stopIfStray = (event) => {
      const isFromStray = event.timeStamp - strayed < TAP && isOnSlider(event);
      if (isFromStray) event.stopPropagation();
      return isFromStray;
    };
    // When the browser takes a touch for scrolling, it ends without being lifted.
    const heard = {
      click: pagePresses.click,
      keydown: pagePresses.press,
      pointerover: point,
      focusin: point,
      pointerdown: press,
      touchstart: stopIfStray,
      mousedown: stopIfStray,
      pointerup: release,
      pointercancel: release,
    };
    for (const [name, hear] of Object.entries(heard)) page.addEventListener(name, hear, true);
    document.addEventListener("keydown", (event) => pagePresses.follow(event, page), true);
    addEventListener("pagehide", () => {
      observer.disconnect();
      for (const [name, hear] of Object.entries(heard)) page.removeEventListener(name, hear, true);
    });
  }

  /* Whether a finger touches the slider away from its thumbs: a tap there would move one, and so would
     the beginning of a swipe that only scrolls the page. */
  function isStray(target, x) {
    const slider = target.closest?.(SLIDER);
    if (!slider) return false;
    const thumbs = [...slider.querySelectorAll('input[type="range"]')].map((one) => one.parentElement.closest("[data-rac]"));
    return !thumbs.some((thumb) => {
      const { left, right } = thumb.getBoundingClientRect();
      return Math.abs(x - (left + right) / 2) <= THUMB;
    });
  }

  function hold(held) {
    const isReleased = isHeld && !held;
    isHeld = held;
    if (isReleased && ahead) update(); // at once, including all that was put off
    refoulement.hold(held);
  }

  function follow(slider) {
    const days = daysOf(slider);
    if (!data || !said || !isCounted() || !isOurs() || !days.length) return;
    if (slider.querySelector(":disabled")) return; // during playback, the server moves it
    const before = name(selectedDays());
    if (!ahead && name(days) === before) return; // the server moved it
    const passed = ahead ? ahead.passed : new Set([before]);
    ahead = { days, passed: passed.add(name(days)) };
    soon();
  }

  /* The days at the slider's thumbs; empty if it does not give them. */
  function daysOf(slider) {
    const thumbs = slider ? [...slider.querySelectorAll("[aria-valuetext]")] : [];
    const texts = thumbs.map((thumb) => thumb.getAttribute("aria-valuetext"));
    if (texts.length !== 2 || !texts.every((text) => ISO_DATE.test(text))) return [];
    return texts.sort().map((text) => Date.parse(text) / DAY);
  }

  /* The days at which the slider stands for the server's selection. */
  function selectedDays() {
    const [first, last] = data.span;
    const within = (day) => Math.min(Math.max(day, first), last);
    return [within(said.from ?? first), within(said.to ?? last)];
  }

  const name = (days) => days.join();

  /* At most once a frame, however often a thumb moves. */
  function soon() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(update);
  }

  return { start, show };
})();
