/* Functions that tests/browser/test_placement_in_browser.py calls by name in a browser. */
const placementChecks = (() => {
  "use strict";

  /* The placements for frozen cases, in the cases' own form. */
  const ofCases = (cases) => cases.map(({ size, controls, places, names }) => {
    const given = places.map(([id, x, y, people, group, texts]) => ({ id, x, y, people, group, texts }));
    const marks = placement.marks(given);
    const sides = ([x, y, w, h]) => ({ left: x - w / 2, top: y - h / 2, right: x + w / 2, bottom: y + h / 2 });
    const spots = placement.texts({
      size,
      controls: controls.map(sides),
      places: given.map((place) => ({ ...place, size: marks.get(place.id).size })),
      others: [],
      names: names.map(([id, size, spots, isFirst]) => ({ id, size, spots, isFirst })),
    });
    return {
      marks: Object.fromEntries([...marks].map(([id, { size }]) => [id, size])),
      spots: Object.fromEntries([...spots].map(([id, { x, y, text }]) => [id, [x, y, text]])),
    };
  });

  /* Places every view of every range of dates without a map. Returns how many maps and texts there
     were, and what was wrong with any. */
  const sweep = ([data, columns, ranges, zooms, sizes, centres]) => {
    const bytes = Uint8Array.from(atob(columns), (letter) => letter.charCodeAt(0));
    sentences.speak(data.words);
    const counter = counting.over(counting.read(bytes.buffer), data);
    const shapes = symbolShapes.of(data.styles, data.shapes);
    const pen = document.createElement("canvas").getContext("2d");
    const wide = (font, text) => { pen.font = font; return pen.measureText(text).width; };
    const figures = (row) => row.filter(({ label }) => label).map(({ label, years }) =>
      wide("600 12px sans-serif", label) + 4 + wide("10.5px sans-serif", years));
    const up = (latitude) => Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)) * (180 / Math.PI);
    const textsOf = (id, row) => {
      const [name, of] = [[wide("11.5px sans-serif", data.places[id].name), 14], figures(row)];
      const across = of.reduce((sum, one) => sum + one, 6 * (of.length - 1));
      return of.length ? [[Math.max(name[0], across), 30], name] : [name];
    };
    const overlap = (one, other) => one.left < other.right && one.right > other.left &&
      one.top < other.bottom && one.bottom > other.top;
    const around = (x, y, [w, h]) => ({ left: x - w / 2, top: y - h / 2, right: x + w / 2, bottom: y + h / 2 });
    const wrong = [];
    let [maps, shown, dots] = [0, 0, 0];
    for (const range of ranges) {
      counter.filter(null, []);
      counter.select(range);
      const rows = features.view(data).show(counter.places(), true, counter).places;
      for (const zoom of zooms) for (const [width, height] of sizes) for (const [north, east] of centres) {
        const scale = (256 * 2 ** zoom) / 360;
        const at = ([latitude, longitude]) => [
          width / 2 + (longitude - east) * scale, height / 2 - (up(latitude) - up(north)) * scale];
        const places = rows.map(([id, row]) => {
          const [x, y] = at(data.places[id].at);
          const people = Math.max(...row.map((symbol) => symbol.people));
          return { id, x, y, people, group: shapes.size(row), texts: textsOf(id, row) };
        });
        const controls = [around(width - 60, 40, [110, 60]), around(26, 42, [32, 64]), around(width - 90, height - 100, [150, 100])];
        const names = data.sites.filter((site) => !rows.some(([id]) => id === site)).map((site) => {
          const [x, y] = at(data.places[site].at);
          const size = [wide("11px sans-serif", data.places[site].name), 13];
          return { id: site, size, x, y, isFirst: false, spots: placement.beside({ x, y, size: [6, 6] }, size) };
        });
        const others = names.map(({ id, x, y }) => ({ id, x, y, size: [6, 6] }));
        const place = (given) => {
          const marks = placement.marks(given);
          const marked = given.map((one) => ({ ...one, size: marks.get(one.id).size }));
          return [marks, placement.texts({ size: [width, height], controls, places: marked, others, names })];
        };
        const [marks, spots] = place(places);
        const said = `${JSON.stringify(range)} ${zoom} ${width} ${east}: `;
        const [again, spotsAgain] = place([...places].reverse());
        if (JSON.stringify([...spots].sort()) !== JSON.stringify([...spotsAgain].sort()) ||
            places.some(({ id }) => JSON.stringify(marks.get(id)) !== JSON.stringify(again.get(id)))) wrong.push(said + "order");
        const markBoxes = [
          ...places.map(({ id, x, y }) => [id, around(x, y, marks.get(id).size)]),
          ...others.map(({ id, x, y, size }) => [id, around(x, y, size)]),
        ];
        for (const { id, x, y } of places) {
          const { size, isDot } = marks.get(id) ?? {};
          dots += isDot;
          if (!size || (isDot && size.join() !== "6,6")) wrong.push(`${said}${id} has no mark`);
        }
        const texts = [...spots].map(([id, { x, y, text }]) => {
          const size = places.find((one) => one.id === id)?.texts[text] ?? names.find((one) => one.id === id).size;
          return [id, around(x, y, size)];
        });
        texts.forEach(([id, box], number) => {
  if (controls.some((control) => overlap(box, control))) wrong.push(said + id + " on a control");
          if (markBoxes.some(([other, mark]) => other !== id && overlap(box, mark))) wrong.push(said + id + " on a mark");
          if (texts.slice(number + 1).some(([, other]) => overlap(box, other))) wrong.push(said + id + " on a text");
        });
        maps++;
        shown += texts.length;
      }
    }
    return { maps, shown, dots, wrong: wrong.slice(0, 20) };
  };

  /* What touches something forbidden on the drawn map, and which places have no mark near their point. */
  const drawn = () => {
    const boxes = (selector) => [...document.querySelectorAll(selector)].map((element) =>
      [element.textContent, element.getBoundingClientRect(), element]).filter(([, box]) => box.width);
    const by = 0.5; // pixels of rounding in measurements
    const overlap = (one, other) => one.left + by < other.right && one.right - by > other.left &&
      one.top + by < other.bottom && one.bottom - by > other.top;
    const frame = document.querySelector(".leaflet-container").getBoundingClientRect();
    const [own, inset] = [(e) => !e.closest(".rm-inset"), document.querySelector(".rm-inset:not(.rm-hidden)")];
    const texts = [...boxes(".rm-texts:not(.rm-hidden) > div"), ...boxes(".rm-label span:not(.rm-hidden)")]
      .filter(([, , element]) => !element.closest(".rm-replaced") && getComputedStyle(element).visibility !== "hidden");
    const controls = boxes(".leaflet-control").filter(([, , element]) => element !== inset);
    const symbols = [...document.querySelectorAll(".leaflet-symbols-pane path")].flatMap((path) =>
      [...path.getAttribute("d").matchAll(/M(\S+?) (\S+?)(m[^M]*)/g)].map(([, x, y, shape]) => {
        const alone = path.cloneNode();
        alone.setAttribute("d", `M${x} ${y}${shape}`);
        path.after(alone);
        const box = alone.getBoundingClientRect();
        alone.remove();
        return box;
      }));
    const wrong = [];
    texts.forEach(([text, box, element], number) => {
      const within = own(element) ? frame : inset.getBoundingClientRect();
      if (box.left < within.left - by || box.right > within.right + by || box.top < within.top - by || box.bottom > within.bottom + by) wrong.push(text + " over the edge");
      if (own(element) && [...controls, ...(inset ? [["", inset.getBoundingClientRect()]] : [])]
        .some(([, control]) => overlap(box, control))) wrong.push(text + " on a control");
      for (const [other, its] of texts.slice(number + 1)) if (overlap(box, its)) wrong.push(`${text} on ${other}`);
      if (symbols.some((symbol) => overlap(box, symbol))) wrong.push(text + " on a symbol");
    });
    const middle = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];
    for (const place of document.querySelectorAll(".rm-place:not(.rm-away)")) {
      const [x, y] = middle(place.getBoundingClientRect());
      if (!symbols.some((symbol) => Math.hypot(middle(symbol)[0] - x, middle(symbol)[1] - y) <= 24)) {
        wrong.push(place.dataset.place + " has no mark");
      }
    }
    const isDot = (box) => symbols.some((symbol) => symbol.width < 8 && Math.hypot(
      middle(symbol)[0] - middle(box)[0], middle(symbol)[1] - middle(box)[1]) < 1);
    const groups = boxes(".rm-place:not(.rm-away)").map(([, box, { dataset }]) => [dataset.place, box])
      .filter(([, box]) => !isDot(box));
    groups.forEach(([place, box], number) => {
      for (const [other, its] of groups.slice(number + 1)) {
        if (Math.min(box.right, its.right) - Math.max(box.left, its.left) > 2 &&
            Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top) > 2) wrong.push(`${place} covers ${other}`);
      }
    });
    const named = boxes(".rm-label-country span:not(.rm-hidden)").map(([text]) => text);
    return { wrong, shown: texts.length, named };
  };

  /* Shows another part of the world once the map has its frame's size; the border if no zoom is given. */
  const show = async ([centre, zoom]) => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    if (zoom) map.setView(centre, zoom, { animate: false });
    else [...document.querySelectorAll(".rm-buttons button")].at(-1).click();
    await new Promise(requestAnimationFrame);
  };

  return { ofCases, sweep, drawn, show };
})();
