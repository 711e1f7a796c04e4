/* Where marks and texts stand on a map, in pixels from its upper left corner. Nothing here knows of a
   map: screen and file use it directly, and pictures use the same rules in
   refoulement/drawing/placement.py; tests check both against the same cases.
   A box to be placed has its middle x, y and a size [width, height]; a taken one has its sides. */
const placement = (() => {
  "use strict";

  const DOT = 6; // for a place without room for its symbols
  const TARGET = 24; // the size that a finger or an unsteady hand can hit
  const DOT_TARGETS = [TARGET, 18, 12, 8, DOT]; // for dots, the smaller the closer another place is
  const MARGIN = 2; // around a text
  const CLEAR = 3; // around a mark: a figure next to another place's mark would seem to belong to it
  const CELL = 64; // of the grid: about the width of a text

  /* The mark of each place {id, x, y, group, people}, by id: {isDot, size, target}. It is the group of
     symbols if that covers no mark of a place with more people, else a dot; nothing is ever moved. `size`
     is the visible and `target` the clickable size: no dot covers another's. */
  function marks(places) {
    const [taken, found] = [grid(), new Map()];
    for (const { id, x, y, group } of inOrder(places)) {
      const target = group.map((side) => Math.max(side, TARGET));
      const isDot = !taken.isFree(around(x, y, target), id);
      taken.add(around(x, y, isDot ? [DOT, DOT] : target), id);
      found.set(id, isDot ? { isDot, size: [DOT, DOT], target: null } : { isDot, size: group, target });
    }
    const points = grid();
    for (const { id, x, y } of places) points.add(around(x, y, [DOT, DOT]), id);
    for (const { id, x, y } of places.filter((place) => found.get(place.id).isDot)) {
      const reach = (side) => [2 * side - DOT, 2 * side - DOT]; // where no other's middle may be
      const side = DOT_TARGETS.find((one) => points.isFree(around(x, y, reach(one)), id)) ?? DOT;
      found.get(id).target = [side, side];
    }
    return found;
  }

  /* Places for the texts where they touch no edge of the map, no control (a taken box), no mark but
     their own, and no other text. First `names` with `isFirst`, then for each of `places`
     {id, x, y, people, size, texts} its first text beside its mark, in order of people, then the next
     text for those that did not fit; then the other names {id, spots, size}, each at the first free one
     of its spots. `others` are further marks {id, x, y, size}, belonging to names with their id.
     Returns by id {x, y, text}: the middle, and which of the texts it is. */
  function texts({ size: [width, height], controls, places, others, names }) {
    const taken = grid();
    for (const control of controls) taken.add(control, null);
    for (const { id, x, y, size } of [...places, ...others]) taken.add(around(x, y, size.map((side) => side + 2 * CLEAR)), id);
    const found = new Map();

    function put(id, spots, size, text) {
      const padded = size.map((side) => side + 2 * MARGIN);
      for (const [x, y] of spots) {
        const box = around(x, y, padded);
        const isInside = box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
        if (!isInside || !taken.isFree(box, id)) continue;
        taken.add(box, null);
        found.set(id, { x, y, text });
        return;
      }
    }

    const [first, rest] = [true, false].map((is) => names.filter(({ isFirst }) => isFirst === is));
    for (const { id, spots, size } of first) put(id, spots, size, 0);
    const order = inOrder(places);
    const most = Math.max(0, ...order.map(({ texts: of }) => of.length));
    for (let text = 0; text < most; text++) {
      for (const place of order) {
        if (found.has(place.id) || text >= place.texts.length) continue;
        put(place.id, beside(place, place.texts[text]), place.texts[text], text);
      }
    }
    for (const { id, spots, size } of rest) put(id, spots, size, 0);
    return found;
  }

  /* The middles of a text of this size on all sides of a mark, then aligned with its ends, then at its
     corners. */
  function beside({ x, y, size }, text) {
    const [w, h] = text.map((side) => side + 2 * MARGIN);
    const [right, under, end] = [(size[0] + w) / 2, (size[1] + h) / 2, (w - size[0]) / 2];
    return [
      [0, under], [0, -under], [right, 0], [-right, 0],
      [end, under], [end, -under], [-end, under], [-end, -under],
      [w / 2, under], [w / 2, -under], [-w / 2, under], [-w / 2, -under],
    ].map(([toX, toY]) => [x + toX, y + toY]);
  }

  // By people, most first; ids break ties, so that the order of rows changes nothing.
  function inOrder(places) {
    return [...places].sort((one, other) => other.people - one.people || (one.id < other.id ? -1 : 1));
  }

  // Boxes with their owners, by the cells that they touch, so that only nearby ones are checked.
  function grid() {
    const cells = new Map();
    function touched(box) {
      const found = [];
      for (let x = Math.floor(box.left / CELL); x <= Math.floor(box.right / CELL); x++) {
        for (let y = Math.floor(box.top / CELL); y <= Math.floor(box.bottom / CELL); y++) {
          found.push(x * 100_003 + y);
        }
      }
      return found;
    }
    const covers = (box, owner) => (other) =>
      (owner === null || other.owner !== owner) && overlap(box, other.box);
    return {
      add(box, owner) {
        for (const cell of touched(box)) {
          if (!cells.has(cell)) cells.set(cell, []);
          cells.get(cell).push({ box, owner });
        }
      },
      isFree: (box, owner) => !touched(box).some((cell) => cells.get(cell)?.some(covers(box, owner))),
    };
  }

  function around(x, y, [width, height]) {
    return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
  }

  function overlap(one, other) {
    return (
      one.left < other.right && one.right > other.left &&
      one.top < other.bottom && one.bottom > other.top
    );
  }

  return { DOT, marks, texts, beside };
})();
