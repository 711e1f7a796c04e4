/* Symbols as SVG paths, and the space that they take, in pixels. A symbol is one measure at one place;
   styles give colour and shape by measure, corners those of each shape at radius 1. */
const symbolShapes = (() => {
  "use strict";

  const GAP = 2; // between the symbols of a place
  const LINE = 1; // line width of a ring, outside its radius

  function of(styles, corners) {
    const shapeOf = ({ measure }) => styles[measure].shape;
    // How far each shape reaches from its middle; a disc, which has no corners, reaches its radius.
    const reach = Object.fromEntries(
      Object.entries(corners).map(([shape, points]) => [
        shape,
        points.length ? Math.max(...points.flat().map(Math.abs)) : 1,
      ]),
    );
    const extent = (symbol) => 2 * (symbol.ring * reach[shapeOf(symbol)] + LINE);

    // Relative to the middle of a shape.
    function outline(shape, size) {
      if (!corners[shape].length) return disc(size);
      const steps = corners[shape].map(([x, y], index) => {
        const [fromX, fromY] = corners[shape][index - 1] ?? [0, 0];
        return `${size * (x - fromX)} ${size * (y - fromY)}`;
      });
      return `m${steps.join("l")}Z`;
    }

    function paths(symbol, start) {
      const path = (size, look) => ({
        look,
        measure: symbol.measure,
        d: start + outline(shapeOf(symbol), size),
      });
      if (symbol.hollow) return [path(symbol.ring, "rm-hollow")];
      if (!symbol.core) return [path(symbol.ring, "rm-up-to")];
      const ring = path(symbol.ring, "rm-ring" + (symbol.open_above ? " rm-open-above" : ""));
      return [ring, path(symbol.core, "rm-core")];
    }

    const rowWidth = (row) =>
      row.reduce((sum, symbol) => sum + extent(symbol), GAP * (row.length - 1));

    return {
      /* The width and height of a row of symbols. */
      size: (row) => [rowWidth(row), Math.max(...row.map(extent))],
      /* The paths of a row of symbols around a point. */
      row(row, { x, y }) {
        let left = x - rowWidth(row) / 2;
        return row.flatMap((symbol) => {
          const width = extent(symbol);
          const found = paths(symbol, `M${left + width / 2} ${y}`);
          left += width + GAP;
          return found;
        });
      },
      /* The path of a dot at a point. */
      dot: ({ x, y }) => [{ look: "rm-dot", measure: "", d: `M${x} ${y}${disc(placement.DOT / 2)}` }],
    };
  }

  function disc(size) {
    const half = `a${size} ${size} 0 1 0`;
    return `m${-size} 0${half} ${2 * size} 0${half} ${-2 * size} 0Z`;
  }

  return { of };
})();
