/* The ground: land, provinces and borders, with their names. */
const mapGround = (() => {
  "use strict";

  const STEP = 8; // pixels between the rows in which a country's name is tried
  const BESIDE = 9; // pixels from a river to the middle of its name
  const SOURCE = [42.01, 128.06]; // the source of both rivers, on Mount Paektu: latitude, longitude
  const ALWAYS = ["china", "dprk"]; // countries named at every zoom
  const CLEAR = [30, 36]; // pixels to keep between a place and a country's name, if possible

  /* Draws land and borders. */
  function draw(map, ground) {
    const layer = (name, className) =>
      L.geoJSON(ground[name], {
        pane: "ground",
        interactive: false,
        style: (feature) => ({
          className: className + " rm-" + ((feature.properties || {}).focus || "any"),
          weight: 1,
        }),
      }).addTo(map);
    layer("land", "rm-land");
    layer("provinces", "rm-province");
    layer("borders", "rm-country");
    layer("border", "rm-border");
  }

  /* Adds the names of the ground to a map's labels; `towns` are the points of all places. */
  function name(map, ground, labels, towns) {
    const landOf = (name) => ground.land.features.find(({ properties }) => properties.name === name);
    const [border] = ground.border.coordinates;
    const seen = new Set();
    ground.labels.features.forEach(({ geometry, properties: { name, kind, minzoom } }, number) => {
      const at = [geometry.coordinates[1], geometry.coordinates[0]];
      const isAlways = kind === "country" && ALWAYS.includes(landOf(name)?.properties.focus);
      const isMovable = isAlways || kind === "river";
      // A name that finds its own spot is needed only once.
      if (isMovable && seen.has(name)) return;
      seen.add(name);
      let spots = () => [Object.values(map.latLngToContainerPoint(at))];
      if (isAlways) spots = inside(map, landOf(name).geometry, towns);
      if (kind === "river") spots = along(map, border, at);
      labels.addName(`ground ${number}`, name, { kind, at, spots, minzoom: isAlways ? 0 : minzoom, isFirst: isAlways });
    });
  }

  // Spots for a country's name: near the middle of its visible part, clear of places.
  function inside(map, { coordinates }, towns) {
    const rings = coordinates.flat().map((ring) => ring.map(([x, y]) => map.project([y, x], 0)));
    return ([width, height]) => {
      const size = map.getSize();
      const rows = rowsOf(map, rings, size);
      const reach = Math.ceil(height / 2 / STEP);
      const middle = middleOf(rows);
      const points = towns.map((at) => map.latLngToContainerPoint(at));
      const isClear = ([x, y]) => !points.some((point) =>
        Math.abs(point.x - x) < CLEAR[0] + width / 2 && Math.abs(point.y - y) < CLEAR[1]);
      const found = [];
      for (let row = reach; row < rows.length - reach; row++) {
        const all = rows.slice(row - reach, row + reach + 1);
        for (const [left, right] of all.reduce(common)) {
          const room = right - left - width;
          const shares = room < 0 ? [] : [0.5, 0.25, 0.75, 0.1, 0.9];
          for (const share of shares) found.push([left + width / 2 + room * share, row * STEP]);
        }
      }
      // If the country is too small for its name, beside it.
      const [left, right] = [Math.min(...rows.flat(2)), Math.max(...rows.flat(2))];
      const whole = { x: (left + right) / 2, y: middle[1], size: [right - left, height] };
      const outside = right > left ? placement.beside(whole, [width, height]) : [];
      const far = ([x, y]) => Math.hypot(x - middle[0], y - middle[1]) + (isClear([x, y]) ? 0 : 1e6);
      const order = found.map((spot) => [far(spot), spot]).sort(([one], [other]) => one - other);
      return [...order.map(([, spot]) => spot), ...outside.slice(2)];
    };
  }

  // For each row of the view, the stretches inside the rings as pairs of left and right.
  function rowsOf(map, rings, size) {
    const scale = map.getZoomScale(map.getZoom(), 0);
    const { x: west, y: north } = map.getPixelBounds().min;
    const cuts = Array.from({ length: Math.floor(size.y / STEP) + 1 }, () => []);
    for (const ring of rings) {
      for (let at = 1; at < ring.length; at++) {
        const [one, other] = [ring[at - 1], ring[at]].map(({ x, y }) => ({ x: x * scale - west, y: y * scale - north }));
        const [upper, lower] = one.y < other.y ? [one, other] : [other, one];
        const first = Math.max(0, Math.ceil(upper.y / STEP));
        for (let row = first; row < cuts.length && row * STEP < lower.y; row++) {
          cuts[row].push(upper.x + ((lower.x - upper.x) * (row * STEP - upper.y)) / (lower.y - upper.y));
        }
      }
    }
    const within = (x) => Math.min(Math.max(x, 0), size.x);
    return cuts.map((row) => {
      const sorted = row.sort((one, other) => one - other).map(within);
      const pairs = [];
      for (let at = 1; at < sorted.length; at += 2) if (sorted[at] > sorted[at - 1]) pairs.push([sorted[at - 1], sorted[at]]);
      return pairs;
    });
  }

  const common = (one, other) =>
    one.flatMap(([left, right]) =>
      other.map(([from, to]) => [Math.max(left, from), Math.min(right, to)]).filter(([from, to]) => to > from));

  // The middle of all stretches, weighted by length.
  function middleOf(rows) {
    let [x, y, all] = [0, 0, 0];
    rows.forEach((row, number) => {
      for (const [left, right] of row) {
        const long = right - left;
        x += (long * (left + right)) / 2;
        y += long * number * STEP;
        all += long;
      }
    });
    return [x / all, y / all];
  }

  // Beside its river, which is a stretch of the border: near the middle of the visible part.
  function along(map, border, at) {
    const squared = ([y, x], [otherX, otherY]) => (x - otherX) ** 2 + (y - otherY) ** 2;
    const nearest = (point) => border.reduce((best, one, index) =>
      squared(point, one) < squared(point, border[best]) ? index : best, 0);
    const source = nearest(SOURCE);
    const river = nearest(at) < source ? border.slice(0, source + 1) : border.slice(source);
    return ([width, height]) => {
      const { x: right, y: bottom } = map.getSize();
      const points = river.map(([x, y]) => map.latLngToContainerPoint([y, x]));
      const seen = points.filter(({ x, y }) => x > 0 && y > 0 && x < right && y < bottom);
      const isDry = ([x, y]) => !seen.some((point) =>
        Math.abs(point.x - x) < width / 2 + 2 && Math.abs(point.y - y) < height / 2 + 2);
      const middle = (seen.length - 1) / 2;
      const order = [...seen.keys()].sort((one, other) => Math.abs(one - middle) - Math.abs(other - middle));
      return order.map((index) => seen[index]).flatMap(({ x, y }) => [
        [x, y + BESIDE + height / 2], [x, y - BESIDE - height / 2],
        [x + BESIDE + width / 2, y], [x - BESIDE - width / 2, y],
      ]).filter(isDry);
    };
  }

  return { draw, name };
})();
