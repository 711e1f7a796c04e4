/* The dashboard's map: it shows what the server has selected, and while a thumb of the page's
   date slider is moved it follows at once, and the page's sentence and figures with it. It counts
   in its own frame (counting.js), from data that it loads when it starts; of a large dataset it shows
   what the server has counted, until it has loaded more, for which it asks when the slider is pointed
   at. Where slider or figures are not to be found, they show what the server says alone. */
const live = (() => {
  "use strict";

  const DAY = 24 * 60 * 60 * 1000;
  const BRIEF = 5; // milliseconds of a frame's sixteen
  const SLIDER = '[class*="st-key-date_slider"]'; // ui/dates.py
  const HISTOGRAM = ".rm-histogram"; // over it: refoulement/presentation/timeline_markup.py
  const SENTENCE = ".rm-sentence"; // ui/sentence.py; a live region
  const FIGURE = ".rm-figure"; // ui/totals.py, with its measure
  const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

  let data = null; // what is drawn, once it is loaded
  let view = null; // of it
  let options = null; // of this map: {dataset, data, columns, isSentAtOnce}, and assets/map/map.js's
  let counter = null; // what counts here; null where the server does
  let found = null; // what it came to last: {of, dates, places, numbers}
  // Filters, by `nameOf`:
  let filtered = ""; // by which the counter goes
  let wanted = ""; // whose flags are asked for
  let failed = ""; // whose flags could not be had: they are asked for again when a thumb is pressed
  let said = null; // what the server said last: {of, highlight, from, to, undated, hasFigures, clauses,
  // dates, flags, sites}, and of a large dataset what it has {counted}
  let ahead = null; // where a thumb was moved since: {days, passed}
  let page = null; // the page around this frame
  let hasSpoken = false; // whether its words are ours
  let isDue = false;
  let isHeld = false; // whether a thumb is pressed
  let effort = 0; // milliseconds that it took to find the words last
  let speaking = 0;

  function start(map, settings) {
    options = settings;
    const ground = options.tiles ? null : refoulement.given(options.basemap);
    const columns = options.isSentAtOnce ? bytesAt(options.columns) : null;
    const drawn = Promise.all([refoulement.given(options.data), columns]).then(load, () =>
      refoulement.say("The reports could not be loaded: reload the page to try again")
    );
    // The symbols first: the ground takes longer to draw.
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

  /* Takes the flags of what is selected, where the server has sent them along. */
  function takeFlags() {
    if (!counter || !options.isSentAtOnce || nameOf(said) === filtered) return;
    filter(said, said.flags && bytesOf(said.flags));
  }

  function filter(selected, flags) {
    [filtered, found] = [nameOf(selected), null];
    counter.filter(flags, selected.sites);
  }

  /* Asks for what is counted here from then on: the reports, once, and which pass the filters. */
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
      if (!isOld()) [wanted, failed] = ["", wanted]; // the server goes on to count
      return;
    }
    if (!isOld()) wanted = "";
    update();
    if (isHeld) follow(page.querySelector(SLIDER));
  }

  /* Whether what has been selected is counted here. */
  const isCounted = () => counter !== null && filtered === nameOf(said);

  const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

  /* Takes what the server has selected. Where a thumb has been moved on since, only its other
     filters count: a range that the thumb has left behind is old. */
  function show(selected) {
    said = selected;
    takeFlags();
    if (ahead && !(isCounted() && isLeftBehind(name(selectedDays())))) {
      ahead = null;
      clearMarks();
    }
    update();
  }

  /* Whether the slider has stood at these days before, and stands elsewhere now. */
  function isLeftBehind(days) {
    const shown = daysOf(page.querySelector(SLIDER));
    return days !== name(ahead.days) && ahead.passed.has(days) && name(shown) === name(ahead.days);
  }

  function update() {
    isDue = false;
    if (!view || !said) return;
    if (!isCounted()) return void tell(said);
    draw(view.show(count().places, said.hasFigures, counter));
    if (ahead || hasSpoken) speak();
  }

  /* What is counted here of the dates to show: once for the same. */
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
    refoulement.show(changes, view);
    refoulement.highlight(said.highlight);
    tellDrawn();
  }

  /* Symbols move at every frame; words that take long to find follow after a while, of what is shown
     then. */
  function speak() {
    if (effort <= BRIEF || !isHeld) say();
    else speaking ||= setTimeout(say, 10 * effort);
  }

  /* Shows what the server has counted. */
  async function tell(selected) {
    if (!selected.counted) return; // it does not, of what is sent at once
    const bytes = new Blob([bytesOf(selected.counted)]).stream();
    const content = await new Response(bytes.pipeThrough(new DecompressionStream("deflate"))).json();
    const isOld = selected !== said || isCounted();
    if (!isOld) draw(view.show(features.unpack(data, content), selected.hasFigures));
  }

  /* Lets the server go on with the rest of the page, once; it goes on without us if need be. */
  function tellDrawn() {
    if (said.drawn) fetch(said.drawn, { method: "POST" }).catch(() => {});
    delete said.drawn;
  }

  /* The dates to show. As on the page (ui/dates.py), thumbs at both ends of the span are no
     narrowing at all. */
  function range() {
    if (!ahead) return { from: said.from, to: said.to, undated: said.undated };
    const [from, to] = ahead.days;
    const [first, last] = data.span;
    if (from <= first && to >= last) return { from: null, to: null, undated: true };
    return { from, to, undated: said.undated };
  }

  // The page's words and figures, ahead of the server's

  /* Says of the dates at the thumbs what the server will say of them; what a figure is made of in
     particular it alone can say, and until then that is marked as behind. Once it has spoken it
     speaks at each answer: where the server says what it said before, the page leaves our words. */
  function say() {
    clearTimeout(speaking);
    speaking = 0;
    if (!isOurs() || !isCounted()) return;
    hasSpoken = true;
    const began = performance.now();
    const numbers = figures();
    const sentence = summary.sentence(numbers, {
      whole: "",
      clauses: said.clauses,
      dates: ahead ? datesText(numbers.dates) : said.dates,
    });
    write(page.querySelector(`${SENTENCE} > span`), sentence);
    const nothing = page.querySelector(`${SENTENCE} > b`);
    if (nothing) nothing.hidden = numbers.matching > 0;
    numbers.figures.forEach(sayFigure);
    if (ahead) markChosen();
    effort = performance.now() - began;
  }

  /* Whether the page speaks of our data alone: while others are opened it shows both. */
  function isOurs() {
    return [...page.querySelectorAll(SENTENCE)].every((sentence) => sentence.dataset.dataset === options.dataset);
  }

  const datesText = (dates) => (dates.from === null ? "of all dates" : summary.datesText(dates));

  function sayFigure(figure) {
    const box = page.querySelector(`${FIGURE}[data-measure="${figure.measure}"]`);
    if (!box) return;
    const facts = summary.facts(figure).map((fact) => `<div>${fact}</div>`);
    write(box.querySelector(".rm-figure-value"), features.figureWords(figure));
    write(box.querySelector(".rm-facts"), facts.join(""));
    const isOther = box.parentElement.dataset.of !== said.of; // the server's own are yet to come
    const isBehind = isOther || (ahead !== null && name(ahead.days) !== name(selectedDays()));
    for (const details of box.querySelectorAll("details")) details.classList.toggle("rm-behind", isBehind);
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

  /* From here on the server's marks hold. Those of figures go with these, when it sends others. */
  function clearMarks() {
    for (const end of ["from", "to"]) page.querySelector(HISTOGRAM)?.style.removeProperty(`--chosen-${end}`);
  }

  // The page's slider

  function watchSlider() {
    try {
      page = window.parent.document;
    } catch {
      return; // of another origin
    }
    const observer = new MutationObserver((changes) => {
      const slider = changes.map(({ target }) => target.closest(SLIDER)).find(Boolean);
      if (slider) follow(slider);
    });
    observer.observe(page.body, { subtree: true, attributeFilter: ["aria-valuetext"] });
    const isOnSlider = ({ target }) => target.closest?.(SLIDER) != null;
    const point = (event) => isOnSlider(event) && prepare();
    const press = (event) => {
      failed = "";
      point(event);
      hold(isOnSlider(event));
    };
    const release = () => hold(false);
    // A touch that the browser takes for scrolling ends without being lifted.
    const heard = {
      pointerover: point,
      focusin: point,
      pointerdown: press,
      pointerup: release,
      pointercancel: release,
    };
    for (const [name, hear] of Object.entries(heard)) page.addEventListener(name, hear, true);
    addEventListener("pagehide", () => {
      observer.disconnect();
      for (const [name, hear] of Object.entries(heard)) page.removeEventListener(name, hear, true);
    });
  }

  function hold(held) {
    const isReleased = isHeld && !held;
    isHeld = held;
    // Of all dates on the way a screen reader need not tell; the server's answer it hears.
    for (const sentence of page.querySelectorAll(SENTENCE)) sentence.ariaLive = held ? "off" : null;
    if (isReleased && ahead) update(); // at once, with all that was put off
    refoulement.hold(held);
  }

  function follow(slider) {
    const days = daysOf(slider);
    if (!data || !said || !isCounted() || !isOurs() || !days.length) return;
    if (slider.querySelector(":disabled")) return; // where dates play, the server moves it
    const before = name(selectedDays());
    if (!ahead && name(days) === before) return; // the server moved it
    const passed = ahead ? ahead.passed : new Set([before]);
    ahead = { days, passed: passed.add(name(days)) };
    soon();
  }

  /* The days at which the slider's thumbs stand; none where it does not say so. */
  function daysOf(slider) {
    const thumbs = slider ? [...slider.querySelectorAll("[aria-valuetext]")] : [];
    const texts = thumbs.map((thumb) => thumb.getAttribute("aria-valuetext"));
    if (texts.length !== 2 || !texts.every((text) => ISO_DATE.test(text))) return [];
    return texts.sort().map((text) => Date.parse(text) / DAY);
  }

  /* The days that the slider stands at for what the server has selected. */
  function selectedDays() {
    const [first, last] = data.span;
    const within = (day) => Math.min(Math.max(day, first), last);
    return [within(said.from ?? first), within(said.to ?? last)];
  }

  const name = (days) => days.join();

  /* Once a frame at most, however often a thumb moves. */
  function soon() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(update);
  }

  return { start, show };
})();
