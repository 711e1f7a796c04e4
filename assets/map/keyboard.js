/* The symbols are a single Tab stop, within which arrow keys move from place to place; the points of
   a visitor's own file are another. */
const mapKeys = (() => {
  "use strict";

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const ASIDE = 2; // how much a pixel of sideways distance counts compared with a pixel ahead

  const KINDS = [".rm-place", ".rm-overlay"];
  const AWAY = ".rm-away"; // outside the map's view

  const kindOf = (element) => KINDS.find((kind) => element.matches(kind));

  /* Listens for keys pressed on the symbols in a map's container. */
  function listen(container) {
    // Before Leaflet, which would move the map.
    container.addEventListener("keydown", move, true);
    container.addEventListener("focusin", ({ target }) => {
      if (kindOf(target)) makeStop(container, target);
    });
  }

  function move(event) {
    const way = WAYS[event.key];
    if (!way || !kindOf(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    nearest(event.currentTarget, event.target, way)?.focus();
  }

  /* The nearest place in a direction that is in the map's view. */
  function nearest(container, from, [toX, toY]) {
    const frame = container.getBoundingClientRect();
    const start = middle(from);
    let [found, least] = [null, Infinity];
    for (const place of container.querySelectorAll(kindOf(from))) {
      const { x, y } = middle(place);
      const isInView = x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom;
      const [ahead, aside] = [
        (x - start.x) * toX + (y - start.y) * toY,
        Math.abs((x - start.x) * toY) + Math.abs((y - start.y) * toX),
      ];
      const distance = ahead + ASIDE * aside;
      if (place !== from && isInView && ahead > 0 && distance < least) [found, least] = [place, distance];
    }
    return found;
  }

  function middle(element) {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  }

  /* Makes exactly one of each kind reachable by Tab: the last one focused, or the first. */
  function keepOneStop(container) {
    for (const kind of KINDS) {
      const places = [...container.querySelectorAll(kind)];
      const stops = places.filter((place) => place.tabIndex === 0);
      if (stops.length === 1 && !stops[0].matches(AWAY)) continue;
      const inView = places.filter((place) => !place.matches(AWAY));
      const stop = stops.find((one) => one === document.activeElement) ?? inView[0];
      if (stop) makeStop(container, stop);
    }
  }

  function makeStop(container, stop) {
    for (const place of container.querySelectorAll(kindOf(stop))) place.tabIndex = place === stop ? 0 : -1;
  }

  return { listen, keepOneStop };
})();
