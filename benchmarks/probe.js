/* Notes in a measured page when the screen changes after the thumb is released. `bench.parts` names
   the parts to watch. A part shows the new selection from its last change on; if that came while the
   thumb was held, from when the page heard of the release. Only what may have changed is read, since a
   thousand symbols take a while. Times are milliseconds since 1970 on the page's own clock. */
(function () {
  "use strict";

  if (window !== window.top) return;
  const UNCHANGED = 15000; // milliseconds after which an unchanged part is no longer waited for
  window.bench = { parts: {}, released: null, before: {}, shown: {}, times: {}, look, rest, arm };
  const watched = new WeakSet();
  let documents = []; // of the frames
  let unread = new Set(); // whether parts in frames, and parts of the page, may have changed
  // For pages replaced by another at a move: the release was in the page before.
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

  // Frames come and go, and get their own document once loaded. Returns whether any has changed.
  function watchFrames() {
    const before = documents;
    documents = frames();
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentDocument) watch(frame.contentDocument);
      if (!watched.has(frame)) {
        watched.add(frame);
        frame.addEventListener("load", () => {
          watch(frame.contentDocument);
          look(true);
        });
      }
    }
    return documents.length !== before.length || documents.some((one, at) => one !== before[at]);
  }

  // The time of the input itself, because a busy page hears of it late.
  window.addEventListener(
    "pointerup",
    (event) => {
      if (bench.released !== 0) return;
      readChanged((name, now) => (bench.shown[name] = now));
      bench.released = performance.timeOrigin + event.timeStamp;
      bench.heard = performance.timeOrigin + performance.now();
    },
    true
  );

  // Prepares for a release: notes what is on screen now.
  function arm(parts) {
    bench.parts = parts;
    bench.times = {};
    watchFrames();
    for (const [name, part] of Object.entries(parts)) bench.before[name] = read(part);
    bench.shown = { ...bench.before };
    bench.released = 0;
    unread = new Set();
  }

  // What the parts show that may have changed since they were last read.
  function readChanged(tell) {
    for (const [name, part] of Object.entries(bench.parts)) {
      if (unread.has(part.framed)) tell(name, read(part));
    }
    unread = new Set();
  }

  // Looks for changes. The time is taken first, because reading the symbols takes a while.
  function look(inFrame) {
    unread.add(inFrame);
    if (!inFrame && watchFrames()) unread.add(true);
    if (!bench.released) return;
    const at = performance.timeOrigin + performance.now();
    readChanged((name, now) => {
      if (now !== bench.shown[name]) bench.times[name] = at;
      bench.shown[name] = now;
    });
    for (const name of Object.keys(bench.parts)) {
      if (isNew(name)) bench.times[name] ??= bench.heard; // it followed the held thumb
    }
  }

  // Waits until everything is drawn and nothing has changed for `quiet` milliseconds.
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
    return [element.style.cssText, element.textContent, ...paths].join(" ");
  }

  function digest(text) {
    let sum = 0;
    for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
    return sum;
  }
})();
