/* What scrolls the page and what moves the map: a wheel and one finger scroll the page, even over the
   map; with Ctrl (or ⌘) the wheel zooms, and two fingers move and zoom. */
const mapGestures = (() => {
  "use strict";

  /* Sets this up for a map. It must act before Leaflet, which would take all gestures. */
  function share(map) {
    const container = map.getContainer();
    const scrollPage = (event) => {
      if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    };
    container.addEventListener("wheel", scrollPage, { capture: true, passive: true });
    // For Leaflet two fingers are a pinch, which moves the map too; a mouse drags.
    container.addEventListener("touchstart", () => map.dragging.disable(), { capture: true, passive: true });
    container.addEventListener("mousedown", () => map.dragging.enable(), { capture: true, passive: true });
  }

  return { share };
})();
