/* Notes in a measured page when what is on screen changes after the thumb is released:
   `bench.parts` names what is looked at. A part shows the new selection from its last change
   on. Times are in milliseconds since 1970, on the page's own clock. */
(function () {
  "use strict";

  if (window !== window.top) return;
  window.bench = { parts: {}, released: null, shown: {}, times: {}, look, rest, arm };
  const watched = new WeakSet();
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
      if (bench.released === 0) bench.released = performance.timeOrigin + event.timeStamp;
    },
    true
  );

  // Make ready for a release: note what is on screen now.
  function arm(parts) {
    bench.parts = parts;
    bench.times = {};
    watchFrames();
    for (const [name, part] of Object.entries(parts)) bench.shown[name] = read(part);
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
      else if (part.framed) bench.times[name] ??= bench.released; // followed the held thumb
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
        const isNew = Object.values(bench.times).some((at) => at > bench.released);
        const isDone = isNew && !runs && waited > quiet;
        if (isDone || performance.now() - begun > patience) {
          const { released, times, shown } = bench;
          bench.released = null;
          resolve({ isDone, released, times, shown });
        } else setTimeout(ask, 50);
      };
      ask();
    });
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
    const place = element.dataset ? element.dataset.place : "";
    return [place, element.style.transform, element.textContent, ...paths].join(" ");
  }

  function digest(text) {
    let sum = 0;
    for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
    return sum;
  }
})();
