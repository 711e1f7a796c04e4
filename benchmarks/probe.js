/* Notes in a measured page when what is on screen changes after the thumb is released:
   `bench.parts` names what is looked at. A part shows the new selection from its last change
   on; where that came while the thumb was held, from when the page heard of the release. Times are in milliseconds
   since 1970, on the page's own clock. */
(function () {
  "use strict";

  if (window !== window.top) return;
  const UNCHANGED = 15000; // milliseconds after which a part that is as before is left as it is
  window.bench = { parts: {}, released: null, before: {}, shown: {}, times: {}, look, rest, arm };
  const watched = new WeakSet();
  // A page that is left for another one at a move: the release was in the page before.
  const left = sessionStorage.getItem("bench");
  if (left) Object.assign(bench, JSON.parse(left));
  sessionStorage.removeItem("bench");
  watch(document);

  function watch(one) {
    if (watched.has(one)) return;
    watched.add(one);
    const isFrame = one !== document;
    new MutationObserver(() => bench.look(isFrame)).observe(one, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ["d", "data-test-script-state"],
    });
  }

  // Frames come and go, and bring a document of their own once they are loaded.
  function watchFrames() {
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentDocument) watch(frame.contentDocument);
      if (!watched.has(frame)) {
        watched.add(frame);
        frame.addEventListener("load", () => watch(frame.contentDocument));
      }
    }
  }

  // The moment of the input itself: a page too busy to hear of it at once is late.
  window.addEventListener(
    "pointerup",
    (event) => {
      if (bench.released !== 0) return;
      for (const [name, part] of Object.entries(bench.parts)) bench.shown[name] = read(part);
      bench.released = performance.timeOrigin + event.timeStamp;
      bench.heard = performance.timeOrigin + performance.now();
    },
    true
  );

  // Make ready for a release: note what is on screen now.
  function arm(parts) {
    bench.parts = parts;
    bench.times = {};
    watchFrames();
    for (const [name, part] of Object.entries(parts)) bench.before[name] = read(part);
    bench.shown = { ...bench.before };
    bench.released = 0;
  }

  // See what has changed. The time is taken first: reading the symbols takes a while.
  function look(inFrame) {
    if (!bench.released) return;
    const at = performance.timeOrigin + performance.now();
    if (!inFrame) watchFrames();
    for (const [name, part] of Object.entries(bench.parts)) {
      if (part.framed && !inFrame && name in bench.times) continue;
      const now = read(part);
      if (now !== bench.shown[name]) bench.times[name] = at;
      else if (isNew(name)) bench.times[name] ??= bench.heard; // followed the held thumb
      bench.shown[name] = now;
    }
  }

  // Wait until all is drawn and nothing has changed for so many milliseconds.
  function rest(quiet, patience) {
    const begun = performance.now();
    return new Promise((resolve) => {
      const ask = () => {
        const last = Math.max(bench.released, ...Object.values(bench.times));
        const waited = performance.timeOrigin + performance.now() - last;
        const runs = document.querySelector('[data-test-script-state="running"]');
        const changed = Object.keys(bench.times).filter((name) => isNew(name));
        const isAll = changed.length === Object.keys(bench.parts).length;
        const isDone = changed.length && !runs && waited > (isAll ? quiet : UNCHANGED);
        if (isDone || performance.now() - begun > patience) {
          const { released, times } = bench;
          bench.released = null;
          resolve({ isDone, released, times: changed.map((name) => [name, times[name]]) });
        } else setTimeout(ask, 50);
      };
      ask();
    });
  }

  function isNew(name) {
    return bench.shown[name] !== bench.before[name];
  }

  function read({ selector, framed }) {
    const documents = framed ? [document, ...frames()] : [document];
    const found = documents.flatMap((one) => [...one.querySelectorAll(selector)].map(signature));
    return found.length + ":" + digest(found.sort().join("|"));
  }

  function frames() {
    return [...document.querySelectorAll("iframe")].map((f) => f.contentDocument).filter(Boolean);
  }

  function signature(element) {
    const paths = [...element.querySelectorAll("path")].map((path) => path.getAttribute("d"));
    const place = element.dataset ? element.dataset.symbols : "";
    return [place, element.style.cssText, element.textContent, ...paths].join(" ");
  }

  function digest(text) {
    let sum = 0;
    for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
    return sum;
  }
})();
