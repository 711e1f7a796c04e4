/* Presses on plain HTML of the page around the map, which cannot tell the server about them: the map's
   frame tells it, as it does for a click on a symbol. */
const pagePresses = (() => {
  "use strict";

  const CSV = '[class*="st-key-download-csv"] button'; // ui/take_away.py
  const BAR = "[data-dates]"; // refoulement/presentation/timeline_markup.py
  const FIGURE = "[data-figure]"; // ui/totals.py
  const HIDE = "[data-hide]"; // beside it
  const ROW = "[data-pick]"; // refoulement/presentation/statements_table.py
  const PLACE = ".rm-place"; // assets/map/places.js
  const PANEL = ".st-key-panel"; // ui/panel.py
  const PATIENCE = 10000; // milliseconds to wait for a heading to appear
  const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

  function click(event) {
    const within = (selector) => event.target.closest?.(selector);
    const link = within("[data-skip]");
    if (link) skip(event, link.dataset.skip);
    else if (within(BAR)) refoulement.tell({ dates: within(BAR).dataset.dates });
    else if (within(HIDE)) refoulement.tell({ hide: within(HIDE).dataset.hide });
    else if (within(FIGURE)) openFigure(within(FIGURE));
    else if (within(ROW) && !within("a")) refoulement.tell({ report: within(ROW).dataset.pick });
  }

  /* On a phone the panel lies below the map. */
  function openFigure(button) {
    refoulement.tell({ figure: button.dataset.figure });
    const page = button.ownerDocument;
    const isWide = page.defaultView.matchMedia("(min-width: 900px)").matches;
    if (!isWide && button.ariaExpanded === "false") page.querySelector(PANEL)?.scrollIntoView();
  }

  /* Goes to the target of a skip link in the page's head (ui/header.py): the symbols, or the CSV button. */
  function skip(event, to) {
    event.preventDefault();
    if (to === "csv") return event.target.ownerDocument.querySelector(CSV)?.focus();
    window.focus();
    document.querySelector('.rm-place[tabindex="0"]')?.focus();
  }

  /* Goes to the heading of a place whose symbol was pressed by keyboard, once the panel has it. */
  function follow(event, page) {
    const place = ["Enter", " "].includes(event.key) && event.target.closest?.(PLACE)?.dataset.place;
    if (!place) return;
    const found = () => page.querySelector(`${PANEL} h2[data-of-place="${CSS.escape(place)}"]`);
    if (found()) return void found().focus();
    const observer = new MutationObserver(() => {
      if (!found()) return;
      observer.disconnect();
      found().focus();
    });
    observer.observe(page.body, { subtree: true, childList: true });
    setTimeout(() => observer.disconnect(), PATIENCE);
  }

  /* Goes back from the panel to what opened it: the symbol of the place, or the figure. */
  function leave(event) {
    const panel = event.target.closest?.(PANEL);
    if (event.key !== "Escape" || !panel) return;
    const place = panel.querySelector("[data-of-place]")?.dataset.ofPlace;
    const symbol = place && document.querySelector(`${PLACE}[data-place="${CSS.escape(place)}"]`);
    if (symbol) window.focus();
    (symbol || panel.ownerDocument.querySelector(`${FIGURE}[aria-expanded="true"]`))?.focus();
  }

  /* The bars are a single Tab stop, within which arrow keys move. */
  function press(event) {
    leave(event);
    const bar = STEPS[event.key] && event.target.closest?.(BAR);
    if (!bar) return;
    const bars = [...bar.parentElement.querySelectorAll(BAR)];
    const next = bars[bars.indexOf(bar) + STEPS[event.key]];
    if (!next) return;
    event.preventDefault();
    [bar.tabIndex, next.tabIndex] = [-1, 0];
    next.focus();
  }

  return { click, press, follow };
})();
