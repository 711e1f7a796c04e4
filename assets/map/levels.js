/* The drawing of all symbols in levels, large ones below and small ones above, so that each can be
   reached. All symbols in a level that look alike form one path: drawing a thousand places' symbols
   one by one takes a browser far longer than drawing all of their corners together. */
const symbolLevels = (() => {
  "use strict";

  const SIZES = 10; // levels of size, each half as large again as the one above
  const LEAST = 6; // pixels: a dot, in the last of them
  const TOP = SIZES; // one more level, for the place pointed at
  const NONE = -1; // the level of a place that is not drawn
  const LOOKS = ["rm-ring", "rm-ring rm-open-above", "rm-core", "rm-up-to", "rm-hollow", "rm-dot"]; // upwards

  /* The first level has the largest symbols. */
  function ofHeight(height) {
    const steps = Math.floor(Math.log(height / LEAST) / Math.log(1.5));
    return Math.min(SIZES - 1, Math.max(0, SIZES - 1 - steps));
  }

  /* Levels inside an SVG element. Places are objects with a `level`, one of these, and `paths`, each
     {look, measure, d}; `colourOf` returns the colour of a measure. */
  function inside(root, colourOf) {
    const levels = Array.from({ length: SIZES + 1 }, () => addLevel(root));

    function put(place, level) {
      for (const old of [place.level, level]) if (old !== NONE) levels[old].isOld = true;
      levels[place.level]?.places.delete(place);
      levels[level]?.places.add(place);
      place.level = level;
    }

    // Draws what has changed.
    function paint() {
      for (const level of levels.filter(({ isOld }) => isOld)) {
        level.isOld = false;
        const wanted = new Map();
        for (const { paths } of level.places) {
          for (const { look, measure, d } of paths) {
            const name = `${look} ${measure}`;
            if (!wanted.has(name)) wanted.set(name, { look, measure, all: [] });
            wanted.get(name).all.push(d);
          }
        }
        for (const [name, path] of level.paths) if (!wanted.has(name)) path.setAttribute("d", "");
        for (const [name, { look, measure, all }] of wanted) {
          if (!level.paths.has(name)) {
            level.paths.set(name, addPath(level.looks.get(look), measure && colourOf(measure)));
          }
          level.paths.get(name).setAttribute("d", all.join(""));
        }
      }
    }

    return {
      put,
      paint,
      /* Call when the paths of a place have changed. */
      changed: (place) => (levels[place.level].isOld = true),
    };
  }

  function addLevel(root) {
    const group = root.appendChild(L.SVG.create("g"));
    const looks = LOOKS.map((look) => {
      const alike = group.appendChild(L.SVG.create("g"));
      alike.setAttribute("class", look);
      return [look, alike];
    });
    return { looks: new Map(looks), places: new Set(), paths: new Map(), isOld: false };
  }

  function addPath(alike, colour) {
    const path = alike.appendChild(L.SVG.create("path"));
    if (colour) path.style.setProperty("--colour", colour);
    return path;
  }

  return { TOP, NONE, ofHeight, inside };
})();
