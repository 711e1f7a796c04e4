/* Symbols as paths of SVG and the room that they take, in pixels. A symbol is one measure at one
   place; styles are colour and shape by measure, corners those of each shape at radius 1. */
const symbolShapes = (() => {
  "use strict";

  const GAP = 3; // between the symbols of one place
  const LINE = 2; // width of a ring
  const LEAST_TARGET = 24; // what a finger or an unsteady hand can hit

  function of(styles, corners) {
    const shapeOf = ({ measure }) => styles[measure].shape;
    // How far each shape reaches from its middle; a disc, which has no corners, as far as its radius.
    const reach = Object.fromEntries(
      Object.entries(corners).map(([shape, points]) => [
        shape,
        points.length ? Math.max(...points.flat().map(Math.abs)) : 1,
      ]),
    );
    const extent = (symbol) => 2 * (symbol.ring * reach[shapeOf(symbol)] + LINE);

    // From the middle of a shape on.
    function outline(shape, size) {
      if (!corners[shape].length) {
        const half = `a${size} ${size} 0 1 0`;
        return `m${-size} 0${half} ${2 * size} 0${half} ${-2 * size} 0Z`;
      }
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
      const ring = path(symbol.ring, "rm-ring" + (symbol.open_above ? " rm-open-above" : ""));
      return symbol.core ? [ring, path(symbol.core, "rm-core")] : [ring];
    }

    const rowWidth = (row) =>
      row.reduce((sum, symbol) => sum + extent(symbol), GAP * (row.length - 1));

    return {
      /* The width and height of what is clicked at a row of symbols. */
      box: (row) =>
        [rowWidth(row), Math.max(...row.map(extent))].map(
          (size) => Math.ceil(Math.max(size, LEAST_TARGET)) + 4,
        ),
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
    };
  }

  return { LEAST_TARGET, of };
})();
