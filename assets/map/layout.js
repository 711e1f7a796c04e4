/* Where boxes stand so that none covers another, in pixels. A box that stands has its middle x, y
   and its width and height; one that is taken has its four sides. */
const layout = (() => {
  "use strict";

  const ROUNDS = 80; // of moving boxes apart; a few suffice
  const CELL = 64; // pixels: about as wide as a text beside symbols

  /* Moves boxes until none covers another, each as little as it must. */
  function moveApart(boxes) {
    for (let round = 0; round < ROUNDS && pushOverlapping(boxes); round++);
  }

  // One round, from west to east: of each box only those are tried that begin before it ends.
  function pushOverlapping(boxes) {
    let pushed = false;
    boxes.sort((one, other) => one.x - one.width / 2 - (other.x - other.width / 2));
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length; j++) {
        const [one, other] = [boxes[i], boxes[j]];
        if (other.x - other.width / 2 - (one.x + one.width / 2) > CELL) break; // pushed a little
        const overX = (one.width + other.width) / 2 - Math.abs(other.x - one.x);
        const overY = (one.height + other.height) / 2 - Math.abs(other.y - one.y);
        if (overX <= 0 || overY <= 0) continue;
        pushed = true;
        const axis = overX < overY ? "x" : "y";
        const way = (other[axis] >= one[axis] ? 1 : -1) * (Math.min(overX, overY) / 2 + 0.5);
        // The smaller one gives way more.
        const share = (other.width * other.height) / (one.width * one.height + other.width * other.height);
        one[axis] -= 2 * way * share;
        other[axis] += 2 * way * (1 - share);
      }
    }
    return pushed;
  }

  // Boxes by the cells of a grid that they touch, so that only those nearby are looked at.
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
    return {
      add(box) {
        for (const cell of touched(box)) {
          if (!cells.has(cell)) cells.set(cell, []);
          cells.get(cell).push(box);
        }
      },
      isFree: (box) => !touched(box).some((cell) => cells.get(cell)?.some((other) => overlap(box, other))),
    };
  }

  // The first side or corner of a place's symbols where a text of this size is free, and in sight
  // if any is.
  function freeSide({ at, box: [width, height] }, [w, h], taken, sight) {
    const [right, under] = [width / 2 + w / 2, height / 2 + h / 2 - 3];
    const sides = [
      [0, under], [0, -under], [right, 0], [-right, 0],
      [w / 2, under], [w / 2, -under], [-w / 2, under], [-w / 2, -under],
    ];
    let cutOff = null;
    for (const [x, y] of sides) {
      const box = around({ x: at.x + x, y: at.y + y }, w, h);
      if (!taken.isFree(box)) continue;
      const side = { x, y, height: h, box, isSeen: sight(box) };
      if (side.isSeen) return side;
      cutOff ??= side;
    }
    return cutOff;
  }

  function around({ x, y }, width, height) {
    return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
  }

  function overlap(one, other) {
    return (
      one.left < other.right && one.right > other.left &&
      one.top < other.bottom && one.bottom > other.top
    );
  }

  return { moveApart, grid, freeSide, around, overlap };
})();
