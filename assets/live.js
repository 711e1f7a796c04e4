/* The dashboard's map: it shows what the server has selected, and while a thumb of the page's
   date slider is moved it follows at once, and the page's sentence and figures with it. It counts
   in its own frame, from data that it loads when it starts; of a large dataset it shows what the
   server has counted, until it has loaded more, for which it asks when the slider is pointed at.
   Where slider or figures are not to be found, they show what the server says alone. */
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
  let reports = null; // what is counted here (reporting.js); null where the server counts
  let failed = null; // the address that gave none: it is asked again when a thumb is pressed
  let wanted = null; // the address of the reports that are asked for, or that are counted
  let said = null; // what the server said last: {of, highlight, from, to, undated,
  // hasFigures, clauses, dates}, of a dataset that is sent whole {passing, outside}, of a larger one
  // {told, columns}
  let ahead = null; // where a thumb was moved since: {days, passed}
  let page = null; // the page around this frame
  let dataset = ""; // the name of what is counted here
  let hasSpoken = false; // whether its words are ours
  let isDue = false;
  let isHeld = false; // whether a thumb is pressed
  let effort = 0; // milliseconds that it took to find the words last
  let speaking = 0;

  function start(map, options) {
    dataset = options.dataset;
    const ground = options.tiles ? null : refoulement.given(options.basemap);
    const drawn = refoulement.given(options.data).then(load, () =>
      refoulement.say("The reports could not be loaded: reload the page to try again")
    );
    // The symbols first: the ground takes longer to draw.
    const basemap = Promise.all([ground, drawn]).then(([given]) => given);
    refoulement.start(map, { ...options, basemap });
    watchSlider();
  }

  function load(given) {
    data = features.read(given);
    refoulement.setData(data);
    view = data.live ? features.showing(data) : features.telling(data);
    if (data.live) reports = reporting.oneByOne(data, view);
    update();
  }

  /* Asks for what is counted here from then on: what passes the filters, whatever its dates. */
  async function prepare() {
    if (!data || !said?.columns || [wanted, failed].includes(said.columns)) return;
    const address = said.columns;
    [reports, wanted] = [null, address];
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(answer.status);
      const bytes = await answer.arrayBuffer();
      if (wanted === address) reports = reporting.inColumns(data, view, bytes); // else it is old
    } catch {
      if (wanted === address) [wanted, failed] = [null, address]; // the server goes on to count
      return;
    }
    update();
    if (isHeld) follow(page.querySelector(SLIDER));
  }

  /* Whether what has been selected is counted here. */
  const isCounted = () => reports !== null && (!said.columns || said.columns === wanted);

  /* Takes what the server has selected. Where a thumb has been moved on since, only its other
     filters count: a range that the thumb has left behind is old. */
  function show(selected) {
    said = selected;
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
    draw(reports.show(range(), said));
    if (ahead || hasSpoken) speak();
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
    const places = await reporting.told(data, selected.told);
    if (selected === said && !isCounted()) draw(view.show(places, selected.hasFigures)); // else it is old
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
    const numbers = reports.figures(said);
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
    return [...page.querySelectorAll(SENTENCE)].every((sentence) => sentence.dataset.dataset === dataset);
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
      failed = null;
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
