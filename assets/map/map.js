/* Draws the map inside the component's frame: the ground once, and of the symbols what changes.
   All strings that arrive here as names, tooltips or popups are HTML, escaped by the server. */
(function () {
  "use strict";

  const TIE_TARGET = 14; // pixels: what a pointer can hit of a line
  const TOWN_GAP = 6; // pixels from a town's dot to its name, as map.css has it
  const CROWD = 100; // places: more are not moved apart, and only so many have a text
  const LEVELS = 16; // of sizes, each half as large again as the one above
  const LOOKS = ["rm-leader", "rm-ring", "rm-ring rm-open-above", "rm-core", "rm-hollow"]; // upwards
  const NO_LEVEL = -1;
  const HIGHEST = 4000; // pixels, more than a map is high

  // Placed by left and top, so many pixels beside its point. Leaflet places by a transform, and
  // what each is drawn in a space of its own takes longer at every frame than all else of it.
  const Marker = L.Marker.extend({
    shift: [0, 0],
    setShift(shift) {
      this.shift = shift;
      this.update();
    },
    _setPos({ x, y }) {
      const { style } = this.getElement();
      [style.left, style.top] = [`${x + this.shift[0]}px`, `${y + this.shift[1]}px`];
      // What has an order of its own is painted by itself: only what is clicked needs one.
      if (!this.options.interactive) return;
      this._zIndex = y + this.options.zIndexOffset;
      this._resetZIndex();
    },
  });

  let map, options;
  let styles; // colour and shape by measure
  let shapes = null; // how symbols are drawn: box and row
  let places = {}; // what is known of each: name, at, imprecision in metres
  let says = null; // what answers, when asked: said, popup, tie
  let towns = {}; // the names of places on the ground, by place
  const labels = []; // the names on the ground: {marker, element, span, minzoom, isTown, size}
  const plainTexts = new Map(); // of names, by their HTML
  const sizes = new Map(); // of texts beside symbols, by what they say
  const drawn = new Map(); // by place: its layers, its symbols and where they stand
  const drawnTies = new Map(); // by name: the two lines of each
  let levels = []; // of the drawing of all symbols: the large ones below, the small above
  let markers, ties, unplaced; // groups of layers that can be clicked or pointed at
  let highlighted = new Set();
  let clicked = 0;
  let unplacedBox, unplacedLayer;
  let topButtons = null; // {size, boxes}: where they stand on a map of this size
  let isHeld = false;
  let noted = "";

  function start(leafletMap, settings) {
    map = leafletMap;
    options = settings;
    map.attributionControl.setPrefix(false);
    holdPageAtFocus(map.getContainer());
    map.createPane("ground").style.zIndex = 150;
    map.createPane("uncertainty").style.zIndex = 380;
    map.createPane("names").style.zIndex = 450;
    map.createPane("symbols").style.zIndex = 590; // under the markers that are clicked
    map.createPane("texts").style.zIndex = 620; // above symbols, under tooltips and popups
    for (const name of ["names", "symbols", "texts"]) map.getPane(name).style.pointerEvents = "none";
    L.control.scale({ imperial: false }).addTo(map);
    addButtons();
    addUnplacedBox();
    [markers, ties, unplaced] = [0, 0, 0].map(() => L.featureGroup().addTo(map));
    unplaced.addLayer(unplacedLayer);
    goHome();
    L.svg({ pane: "symbols", padding: 0.5 }).addTo(map);
    map.getPane("symbols").setAttribute("aria-hidden", "true");
    // The last is for what is pointed at.
    levels = Array.from({ length: LEVELS + 1 }, addLevel);
    // Only now: at a zoom outside them the map would set out for another view.
    map.setMinZoom(options.zooms[0]);
    map.setMaxZoom(options.zooms[1]);
    map.on("moveend", arrange);
    // A style sheet's load event does not bubble.
    document.addEventListener("load", ({ target }) => target.tagName === "LINK" && restyled(), true);
    if (options.tiles) return;
    given(options.basemap).then(drawGround, () => say("The basemap could not be loaded"));
  }

  // At the first press Leaflet focuses the map, for its keys. A browser would scroll the page to show
  // the whole map, so that the pointer is released beside the place on which it was pressed.
  function holdPageAtFocus(container) {
    container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
  }

  // What an option holds: itself, or what lies at the address that it is.
  function given(option) {
    if (typeof option !== "string") return Promise.resolve(option);
    return fetch(option).then((response) => {
      if (!response.ok) throw new Error(response.status);
      return response.json();
    });
  }

  // A note in the map's corner.
  function say(text) {
    map.attributionControl.addAttribution(text);
  }

  // How many lines are left out at present, in the same corner.
  function note(left) {
    const text = left ? `${features.countText(left, "more line")} between places not drawn` : "";
    if (text === noted) return;
    if (noted) map.attributionControl.removeAttribution(noted);
    if (text) say(text);
    noted = text;
  }

  function goHome() {
    map.fitBounds(options.home, { animate: false });
  }

  function fitSelection() {
    const bounds = markers.getBounds();
    if (bounds.isValid()) map.fitBounds(bounds.pad(0.15), { maxZoom: 9, animate: false });
  }

  function addButtons() {
    const control = L.control({ position: "topright" });
    control.onAdd = () => {
      const bar = L.DomUtil.create("div", "leaflet-bar rm-buttons");
      const buttons = [
        ["Fit selection", "Show every place of the selection", fitSelection],
        ["Border", "Back to the border region", goHome],
      ];
      for (const [text, title, action] of buttons) {
        const button = L.DomUtil.create("button", "", bar);
        button.type = "button";
        button.textContent = text;
        button.title = title;
        L.DomEvent.on(button, "click", action);
      }
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    };
    control.addTo(map);
  }

  // The box for reports that name no place. A layer that is nowhere on the map takes its
  // clicks to the server, as the symbols' own do.
  function addUnplacedBox() {
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => {
      unplacedBox = L.DomUtil.create("button", "leaflet-bar rm-unplaced");
      unplacedBox.type = "button";
      unplacedBox.title = "Open the reports that name no place";
      L.DomEvent.disableClickPropagation(unplacedBox);
      L.DomEvent.on(unplacedBox, "click", () => {
        clicked = Date.now();
        unplacedLayer.fire("click", { latlng: map.getCenter() }, true);
        map.fire("placeclick", { place: "" });
      });
      return unplacedBox;
    };
    control.addTo(map);
    unplacedLayer = L.layerGroup();
    unplacedLayer.toGeoJSON = () => clickedFeature("");
  }

  function showUnplaced(reports) {
    const text = `No place given: ${reports} ${reports === 1 ? "report" : "reports"}`;
    unplacedBox.hidden = reports === 0;
    if (unplacedBox.textContent !== text) unplacedBox.textContent = text;
  }

  function clickedFeature(place) {
    return { type: "Feature", properties: { place, click: clicked } };
  }

  // The ground

  function drawGround(ground) {
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
    for (const { geometry, properties } of ground.labels.features) {
      const at = [geometry.coordinates[1], geometry.coordinates[0]];
      label(at, properties.name, properties.kind, properties.minzoom);
    }
    map.attributionControl.addAttribution(ground.attribution + ", border within 2 km");
    arrange();
  }

  /* Takes in how symbols look and what is known of all places, and names these on the ground. */
  function setData(data) {
    ({ styles, places } = data);
    shapes = symbolShapes.of(styles, data.shapes);
    for (const [id, { at, name }] of Object.entries(places)) towns[id] = label(at, name, "town", 0);
    say("Coordinates: GeoNames");
    arrange();
  }

  function label(at, html, kind, minzoom) {
    const className = `rm-label rm-label-${kind}`;
    const icon = L.divIcon({ className, html: `<span>${html}</span>`, iconSize: [0, 0] });
    const options = { icon, pane: "names", interactive: false, keyboard: false };
    const marker = new Marker(at, options).addTo(map);
    const element = marker.getElement();
    const span = element.firstElementChild;
    labels.push({ marker, element, span, minzoom, isTown: kind === "town", size: null });
    return element;
  }

  // The symbols

  /* Draws what changes. `places` are pairs of a place and its symbols, none where it has no
     more; `ties` pairs of a name and two ends, or false where there is no more, and `tiesLeft`
     says how many there is no room for; `unplaced` is how many reports name no place, and
     `isOther` says whether something else is said of places that look the same. */
  function show(changes, answers) {
    says = answers;
    let isOther = false;
    for (const [place, symbols] of changes.places) isOther = showPlace(place, symbols) || isOther;
    for (const [name, ends] of changes.ties) showTie(name, ends);
    showUnplaced(changes.unplaced);
    note(changes.tiesLeft);
    if (changes.isOther) for (const place of drawn.keys()) describe(place);
    updatePopup();
    if (!isOther) return;
    arrangeUnlessHeld();
    paint();
  }

  // Says whether anything of it is drawn otherwise than before.
  function showPlace(place, symbols) {
    const looks = JSON.stringify(symbols);
    const before = drawn.get(place);
    if (before && symbols.length) {
      if (before.looks === looks) return false;
      alter(before, symbols, looks);
      describe(place);
    } else if (before) {
      for (const layer of [before.text, before.ring]) layer.remove();
      putOnLevel(before, NO_LEVEL);
      markers.removeLayer(before.marker);
      drawn.delete(place);
    } else if (symbols.length) {
      drawn.set(place, add(place, symbols, looks));
      describe(place);
    } else {
      return false;
    }
    towns[place].classList.toggle("rm-replaced", symbols.length > 0);
    return true;
  }

  function add(place, symbols, looks) {
    const { at, imprecision } = places[place];
    const home = map.latLngToLayerPoint(at);
    const texts = { label: "", words: "", written: "" };
    const added = { place, home, at: home, box: null, level: NO_LEVEL, paths: [], ...texts };
    // A ring as wide as the place is imprecise.
    const look = { pane: "uncertainty", className: "rm-imprecise", interactive: false };
    added.ring = L.circle(at, { ...look, radius: imprecision }).addTo(map);
    added.marker = placeMarker(added, at);
    markers.addLayer(added.marker);
    const icon = L.divIcon({ className: "rm-texts rm-hidden", html: "<div></div>", iconSize: [0, 0] });
    added.text = new Marker(at, { icon, pane: "texts", interactive: false, keyboard: false }).addTo(map);
    alter(added, symbols, looks);
    return added;
  }

  function alter(place, symbols, looks) {
    Object.assign(place, { symbols, looks });
    setSize(place, shapes.box(symbols));
    draw(place);
    putText(place, symbols);
  }

  function setSize(place, [width, height]) {
    if (place.box?.join() === [width, height].join()) return;
    place.box = [width, height];
    const level = levelOf(place);
    if (level !== place.level) {
      putOnLevel(place, level);
      place.marker.setZIndexOffset(level * HIGHEST);
    }
    const { style } = place.marker.getElement();
    [style.width, style.height] = [`${width}px`, `${height}px`];
    [style.marginLeft, style.marginTop] = [`${-width / 2}px`, `${-height / 2}px`];
    anchor(place);
  }

  // Small symbols lie above large ones, so that each can be reached: the first is for the largest.
  function levelOf({ box: [, height] }) {
    const steps = Math.floor(Math.log(height / symbolShapes.LEAST_TARGET) / Math.log(1.5));
    return Math.max(0, LEVELS - 1 - steps);
  }

  function putOnLevel(place, level) {
    for (const old of [place.level, level]) if (old !== NO_LEVEL) levels[old].isOld = true;
    levels[place.level]?.places.delete(place);
    levels[level]?.places.add(place);
    place.level = level;
  }

  // What it says to a screen reader.
  function describe(place) {
    const { marker, label } = drawn.get(place);
    const said = `${plainText(places[place].name)} ${says.said(place)}`;
    if (said === label) return;
    drawn.get(place).label = said;
    marker.getElement().setAttribute("aria-label", said);
  }

  // A dashed line between neighbours that share a count, and a wider one to point at.
  function showTie(name, ends) {
    const before = drawnTies.get(name);
    if (ends && !before) {
      const pane = "uncertainty";
      const line = L.polyline(ends, { pane, className: "rm-tie", interactive: false }).addTo(map);
      const target = L.polyline(ends, { pane, weight: TIE_TARGET, className: "rm-tie-target" });
      target.bindTooltip(() => says.tie(name), { className: "rm-tooltip", sticky: true });
      ties.addLayer(target);
      drawnTies.set(name, { line, target });
    } else if (before && !ends) {
      before.line.remove();
      ties.removeLayer(before.target);
      drawnTies.delete(name);
    }
  }

  // Symbols in a row, and a line to where they belong.
  function draw(place) {
    const { symbols, home, at } = place;
    place.paths = shapes.row(symbols, at);
    if (!at.equals(home)) {
      const d = `M${at.x} ${at.y}L${home.x} ${home.y}`;
      place.paths.push({ look: "rm-leader", measure: "", d });
    }
    levels[place.level].isOld = true;
  }

  function addLevel() {
    const group = map.getPane("symbols").querySelector("g").appendChild(L.SVG.create("g"));
    const looks = LOOKS.map((look) => {
      const alike = group.appendChild(L.SVG.create("g"));
      alike.setAttribute("class", look);
      return [look, alike];
    });
    return { looks: new Map(looks), places: new Set(), paths: new Map(), isOld: false };
  }

  // Puts on screen what has changed. All that look alike are one path: for each of a thousand
  // places' symbols alone a browser takes far longer than for all of their corners together.
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
        if (!level.paths.has(name)) level.paths.set(name, addPath(level.looks.get(look), measure));
        level.paths.get(name).setAttribute("d", all.join(""));
      }
    }
  }

  function addPath(alike, measure) {
    const path = alike.appendChild(L.SVG.create("path"));
    if (measure) path.style.setProperty("--colour", styles[measure].colour);
    return path;
  }

  // What is pointed at, clicked and reached by keyboard: a box without a look of its own.
  function placeMarker(added, at) {
    const { place } = added;
    const className = "rm-place" + (highlighted.has(place) ? " rm-highlighted" : "");
    const above = { riseOnHover: true, riseOffset: LEVELS * HIGHEST };
    const marker = new Marker(at, { icon: L.divIcon({ className }), ...above });
    marker.on("mouseover", () => raise(added, LEVELS));
    marker.on("mouseout", () => raise(added, levelOf(added)));
    const tooltip = () => `<b>${places[place].name}</b> ${says.said(place)}`;
    marker.bindTooltip(tooltip, { className: "rm-tooltip", direction: "top" });
    marker.bindPopup(() => says.popup(place), {
      className: "rm-popup",
      maxWidth: Math.min(330, map.getSize().x - 64), // its margins come on top
      maxHeight: 360,
      autoPanPaddingTopLeft: [8, 84], // under the buttons
    });
    marker.on("add", () => {
      const element = marker.getElement();
      element.dataset.place = place;
      element.addEventListener("keydown", clickByKey);
    });
    marker.on("popupopen", () => marker.closeTooltip());
    // What the server hears of a click: the time makes a second click on a place news again.
    marker.on("click", () => {
      clicked = Date.now();
      map.fire("placeclick", { place });
    });
    marker.toGeoJSON = () => clickedFeature(place);
    return marker;
  }

  function raise(place, level) {
    if (place.level === NO_LEVEL) return; // no longer drawn
    putOnLevel(place, level);
    paint();
  }

  // Leaflet opens a popup at the Enter key, but tells nobody of it: a click does both.
  function clickByKey(event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.click();
  }

  // A popup that is open stays open, with what it says now.
  function updatePopup() {
    const opened = [...drawn.values()].find(({ marker }) => marker.isPopupOpen());
    if (!opened) return;
    const popup = opened.marker.getPopup();
    const content = popup.getElement().querySelector(".leaflet-popup-content");
    const now = document.createElement("div");
    now.innerHTML = says.popup(opened.place);
    if (content.innerHTML === now.innerHTML) return;
    popup.options.autoPan = false;
    popup.update();
    popup.options.autoPan = true;
  }

  function putText(place, symbols) {
    const figures = symbols
      .filter((symbol) => symbol.label)
      .map((s) => {
        const year = s.year ? ` <small>${s.year}</small>` : "";
        return `<span style="--colour:${styles[s.measure].colour}">${s.label}${year}</span>`;
      });
    const words =
      (figures.length ? `<div class="rm-place-figures">${figures.join("")}</div>` : "") +
      `<div class="rm-place-name">${places[place.place].name}</div>`;
    place.words = words;
    if (!isHidden(place)) write(place);
  }

  // A text that is hidden is written only when room is looked for.
  function write(place) {
    if (place.written === place.words) return;
    textOf(place).innerHTML = place.words;
    place.written = place.words;
  }

  const textOf = ({ text }) => text.getElement().firstElementChild;
  const isHidden = ({ text }) => text.getElement().classList.contains("rm-hidden");
  const hide = ({ text }, hidden) => text.getElement().classList.toggle("rm-hidden", hidden);
  const nameOf = (place) => textOf(place).querySelector(".rm-place-name");

  function plainText(html) {
    if (!plainTexts.has(html)) {
      plainTexts.set(html, new DOMParser().parseFromString(html, "text/html").body.textContent);
    }
    return plainTexts.get(html);
  }

  // Where symbols and texts stand

  /* Says whether a thumb is held. A few places are arranged all the same, so that nothing covers
     anything while dates are dragged; a crowd, which takes a while, once it is released. */
  function hold(held) {
    if (isHeld === held) return;
    isHeld = held;
    if (drawn.size > CROWD) arrangeUnlessHeld();
  }

  function arrangeUnlessHeld() {
    if (!isHeld || drawn.size <= CROWD) arrange();
  }

  // Of a crowd there is no room to move each apart from all others: where more are in view, all
  // stand where they belong, and coming closer parts them.
  function arrange() {
    const placed = bySize();
    const inView = placed.length > CROWD ? placed.filter(isInView) : placed;
    const apart = inView.length > CROWD ? new Map() : movedApart(inView);
    for (const place of placed) {
      const home = pointOf(place);
      stand(place, home, apart.get(place) ?? home);
    }
    const named = new Set(inView.slice(0, CROWD));
    for (const place of placed) if (!named.has(place)) hide(place, true);
    declutter([...named]);
    paint();
  }

  // The largest first.
  function bySize() {
    return [...drawn.values()].sort((one, other) => other.box[1] - one.box[1]);
  }

  const pointOf = ({ marker }) => map.latLngToLayerPoint(marker.getLatLng());

  function isInView(place) {
    const { x, y } = map.layerPointToContainerPoint(pointOf(place));
    const size = map.getSize();
    return x >= 0 && y >= 0 && x <= size.x && y <= size.y;
  }

  function stand(place, home, at) {
    if (home.equals(place.home) && at.equals(place.at)) return;
    Object.assign(place, { home, at });
    for (const layer of [place.marker, place.text]) layer.setShift([at.x - home.x, at.y - home.y]);
    anchor(place);
    draw(place);
  }

  // What opens at a place opens over its symbols.
  function anchor({ marker, home, at, box: [, height] }) {
    for (const bound of [marker.getPopup(), marker.getTooltip()]) {
      bound.options.offset = L.point(at.x - home.x, at.y - home.y - height / 2 + 4);
    }
  }

  // Where symbols stand so that none covers another, in whole pixels.
  function movedApart(placed) {
    const boxes = placed.map((place) => {
      const [width, height] = place.box;
      const { x, y } = pointOf(place);
      return { place, x, y, width, height };
    });
    layout.moveApart(boxes);
    const [x, y] = ["x", "y"].map((axis) => (box) => Math.round(box[axis]));
    return new Map(boxes.map((box) => [box.place, L.point(x(box), y(box))]));
  }

  // A text that would cover a symbol or another text goes to another side of its symbols, to one
  // where it is seen whole if there is one, and is not shown where there is room on none, nor
  // where a part of it would not be seen: the places in their order, then towns, then the rest.
  // All is reckoned from positions and from sizes measured once: a browser that is asked where
  // things are after each is moved lays the page out again each time.
  function declutter(placed) {
    placed.forEach(write);
    measureTexts(placed.filter(({ words }) => !sizes.has(words)));
    measureLabels(labels.filter((label) => !label.size && !isReplaced(label)));
    const [taken, sight] = [layout.grid(), inSight()];
    for (const { at, box: [width, height] } of placed) taken.add(layout.around(at, width - 8, height - 8));
    for (const place of placed) {
      const { whole, figures } = sizes.get(place.words) ?? { whole: [0, 0], figures: null };
      const roomy = layout.freeSide(place, whole, taken, sight);
      const short = figures && !roomy?.isSeen ? layout.freeSide(place, figures, taken, sight) : null;
      let side = short?.isSeen ? short : roomy ?? short;
      // A number of which a part is hidden is another number, and so is a name.
      if (side && !side.isSeen && isInView(place)) side = null;
      const isShort = side !== null && side === short;
      const text = textOf(place);
      nameOf(place).classList.toggle("rm-gone", isShort);
      hide(place, !side);
      if (!side) continue;
      text.style.left = `${side.x}px`;
      text.style.top = `${side.y - side.height / 2}px`;
      taken.add(side.box);
    }
    for (const label of [...labels].sort((one, other) => Number(other.isTown) - Number(one.isTown))) {
      if (isReplaced(label)) continue;
      const box = labelBox(label);
      const fits = map.getZoom() >= label.minzoom && taken.isFree(box);
      label.span.classList.toggle("rm-hidden", !fits);
      if (fits) taken.add(box);
    }
  }

  // Sizes measured before a style sheet came are those of other letters.
  function restyled() {
    sizes.clear();
    topButtons = null;
    for (const label of labels) label.size = null;
    arrangeUnlessHeld();
  }

  // The sizes of texts with the name of their place, and of their figures alone (null for none).
  function measureTexts(unknown) {
    const texts = unknown.map(textOf);
    const names = unknown.map(nameOf);
    const sizesNow = () => texts.map((text) => [text.offsetWidth, text.offsetHeight]);
    for (const place of unknown) hide(place, false);
    for (const name of names) name.classList.remove("rm-gone");
    const whole = sizesNow();
    for (const name of names) name.classList.add("rm-gone");
    const short = sizesNow();
    unknown.forEach(({ words }, index) => {
      names[index].classList.remove("rm-gone");
      const figures = short[index][0] ? short[index] : null;
      // Nothing has a size while the frame is not shown.
      if (whole[index][0]) sizes.set(words, { whole: whole[index], figures });
    });
  }

  const isReplaced = ({ element }) => element.classList.contains("rm-replaced");

  function measureLabels(unknown) {
    for (const { span } of unknown) span.classList.remove("rm-hidden");
    for (const label of unknown) {
      const size = [label.span.offsetWidth, label.span.offsetHeight];
      if (size[0]) label.size = size;
    }
  }

  // Whether a box is neither cut off by the map's edges nor by the buttons at its top.
  function inSight() {
    const size = map.getSize();
    if (!topButtons?.size.equals(size)) topButtons = { size, boxes: buttonBoxes() };
    const { x, y } = map.containerPointToLayerPoint([0, 0]);
    return ({ left, top, right, bottom }) => {
      const box = { left: left - x, top: top - y, right: right - x, bottom: bottom - y };
      const isInside = box.left >= 0 && box.top >= 0 && box.right <= size.x && box.bottom <= size.y;
      return isInside && !topButtons.boxes.some((button) => layout.overlap(box, button));
    };
  }

  function buttonBoxes() {
    const corner = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(".leaflet-top .leaflet-control")].map((control) => {
      const { left, top, right, bottom } = control.getBoundingClientRect();
      const [x, y] = [corner.left, corner.top];
      return { left: left - x, top: top - y, right: right - x, bottom: bottom - y };
    });
  }

  function labelBox(label) {
    const [width, height] = label.size ?? [0, 0];
    const { x, y } = map.latLngToLayerPoint(label.marker.getLatLng());
    return layout.around({ x: label.isTown ? x + TOWN_GAP + width / 2 : x, y }, width, height);
  }

  /* Points at these places, and brings them into view. */
  function highlight(chosen) {
    if (chosen.length === highlighted.size && chosen.every((place) => highlighted.has(place))) return;
    highlighted = new Set(chosen);
    const points = [];
    for (const { place, marker } of drawn.values()) {
      marker.getElement().classList.toggle("rm-highlighted", highlighted.has(place));
      if (highlighted.has(place)) points.push(marker.getLatLng());
    }
    if (!points.length) return;
    const bounds = L.latLngBounds(points);
    if (!map.getBounds().contains(bounds)) {
      if (points.length === 1) map.panTo(points[0]);
      else map.fitBounds(bounds.pad(0.3), { maxZoom: map.getZoom() });
    }
  }

  window.refoulement = { start, given, say, hold, setData, show, highlight };
})();
