/* Draws the map inside the component's frame: the ground once, the symbols at every change.
   All strings that arrive here as names, tooltips or popups are HTML, escaped by the server. */
(function () {
  "use strict";

  const GAP = 3; // pixels between the symbols of one place
  const LINE = 2; // pixels, width of a ring
  const LEAST_TARGET = 24; // pixels: what a finger or an unsteady hand can hit
  const TIE_TARGET = 14; // pixels: what a pointer can hit of a line
  const TOWN_GAP = 6; // pixels from a town's dot to its name, as map.css has it
  const ROUNDS = 80; // of moving symbols apart; a few suffice, save in a crowd

  let map, options;
  let townLabels = {};
  let symbolLayer = null;
  const labels = []; // the names on the ground: {marker, element, span, minzoom, isTown, size}
  const plainTexts = new Map(); // of tooltips, by their HTML
  const sizes = new Map(); // of texts beside symbols, by what they say
  let drawnPlaces = []; // {marker, text, box, at}: symbols, their text, their size, where they are
  let clicked = 0;
  let unplacedBox, unplacedLayer;

  function start(leafletMap, settings) {
    map = leafletMap;
    options = settings;
    map.attributionControl.setPrefix(false);
    map.createPane("ground").style.zIndex = 150;
    map.createPane("uncertainty").style.zIndex = 380;
    map.createPane("names").style.zIndex = 450;
    map.createPane("texts").style.zIndex = 620; // above symbols, under tooltips and popups
    for (const name of ["names", "texts"]) map.getPane(name).style.pointerEvents = "none";
    L.control.scale({ imperial: false }).addTo(map);
    addButtons();
    addUnplacedBox();
    goHome();
    // Only now: at a zoom outside them the map would set out for another view.
    map.setMinZoom(options.zooms[0]);
    map.setMaxZoom(options.zooms[1]);
    map.on("zoomend", arrange);
    Promise.all([given(options.basemap), given(options.places)]).then(
      ([ground, places]) => {
        if (!options.tiles) drawGround(ground);
        drawTowns(places);
      },
      () => map.attributionControl.addAttribution("The basemap could not be loaded")
    );
  }

  // What an option holds: itself, or what lies at the address that it is.
  function given(option) {
    if (typeof option !== "string") return Promise.resolve(option);
    return fetch(option).then((response) => {
      if (!response.ok) throw new Error(response.status);
      return response.json();
    });
  }

  function goHome() {
    map.fitBounds(options.home, { animate: false });
  }

  function fitSelection() {
    const bounds = symbolLayer && symbolLayer.getBounds();
    if (bounds && bounds.isValid()) map.fitBounds(bounds.pad(0.15), { maxZoom: 9 });
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
  }

  function showUnplaced(group, reports) {
    unplacedBox.hidden = reports === 0;
    unplacedBox.textContent = `No place given: ${reports} ${reports === 1 ? "report" : "reports"}`;
    unplacedLayer = L.layerGroup();
    unplacedLayer.toGeoJSON = () => clickedFeature("");
    group.addLayer(unplacedLayer);
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
    declutter();
  }

  function drawTowns(places) {
    for (const place of places) {
      townLabels[place.id] = label(place.at, place.name, "town", 0);
    }
    map.attributionControl.addAttribution("Coordinates: GeoNames");
    hideLabelledTowns();
    declutter();
  }

  function label(at, html, kind, minzoom) {
    const className = `rm-label rm-label-${kind}`;
    const icon = L.divIcon({ className, html: `<span>${html}</span>`, iconSize: [0, 0] });
    const options = { icon, pane: "names", interactive: false, keyboard: false };
    const marker = L.marker(at, options).addTo(map);
    const element = marker.getElement();
    const span = element.firstElementChild;
    labels.push({ marker, element, span, minzoom, isTown: kind === "town", size: null });
    return element;
  }

  // The symbols

  function draw(group, content) {
    const highlighted = new Set(content.highlight);
    put(group, content, highlighted);
    // The group reaches the map only after this script: what needs sizes waits for that.
    requestAnimationFrame(() => {
      arrange();
      showHighlighted(highlighted);
    });
  }

  // Draws a group that is on the map anew. A popup that is open stays open, with what it says now.
  function redraw(group, content) {
    const opened = drawnPlaces.find(({ marker }) => marker.isPopupOpen());
    const place = opened && opened.marker.feature.properties.place;
    group.clearLayers();
    put(group, content, new Set());
    arrange();
    const again = drawnPlaces.find(({ marker }) => marker.feature.properties.place === place);
    if (!again) return;
    const popup = again.marker.getPopup();
    popup.options.autoPan = false;
    again.marker.openPopup();
    popup.options.autoPan = true;
  }

  function put(group, content, highlighted) {
    drawnPlaces = [];
    symbolLayer = L.geoJSON(content.places, {
      pointToLayer: (feature, at) => {
        const place = feature.properties;
        const [marker, text] = [placeMarker(place, at, highlighted), placeText(place, at)];
        drawnPlaces.push({ marker, text, box: symbolBox(place) });
        return marker;
      },
    });
    drawUncertainty(group, content);
    showUnplaced(group, content.unplaced);
    group.addLayer(symbolLayer);
    for (const { text } of drawnPlaces) group.addLayer(text);
    hideLabelledTowns();
  }

  // Rings as wide as places are imprecise, and dashed ties between places that share a count.
  function drawUncertainty(group, content) {
    const pane = "uncertainty";
    for (const { geometry, properties } of content.places.features) {
      const at = [geometry.coordinates[1], geometry.coordinates[0]];
      const look = { className: "rm-imprecise", radius: properties.imprecision, interactive: false };
      group.addLayer(L.circle(at, { pane, ...look }));
    }
    for (const { ends, tooltip } of content.ties) {
      group.addLayer(L.polyline(ends, { pane, className: "rm-tie", interactive: false }));
      const target = L.polyline(ends, { pane, weight: TIE_TARGET, className: "rm-tie-target" });
      target.bindTooltip(tooltip, { className: "rm-tooltip", sticky: true });
      group.addLayer(target);
    }
  }

  function placeMarker(place, at, highlighted) {
    const widths = place.symbols.map(extent);
    let x = -rowWidth(widths) / 2;
    const drawn = place.symbols.map((symbol, index) => {
      const middle = x + widths[index] / 2;
      x += widths[index] + GAP;
      return symbolSvg(symbol, middle);
    });
    const [width, height] = symbolBox(place);
    const icon = L.divIcon({
      className: "rm-place" + (highlighted.has(place.place) ? " rm-highlighted" : ""),
      html:
        `<svg class="rm-symbols" width="${width}" height="${height}" aria-hidden="true" ` +
        `viewBox="${-width / 2} ${-height / 2} ${width} ${height}">` +
        `<line class="rm-leader"></line>${drawn.join("")}</svg>`,
      iconSize: [width, height],
    });
    // Small symbols lie above large ones, so that each can be reached.
    const marker = L.marker(at, { icon, zIndexOffset: -10 * height, riseOnHover: true });
    marker.bindTooltip(place.tooltip, { className: "rm-tooltip", direction: "top" });
    marker.bindPopup(place.popup, {
      className: "rm-popup",
      maxWidth: Math.min(330, map.getSize().x - 64), // its margins come on top
      maxHeight: 360,
      autoPanPaddingTopLeft: [8, 84], // under the buttons
    });
    marker.on("add", () => {
      const element = marker.getElement();
      element.dataset.place = place.place;
      element.setAttribute("aria-label", plainText(place.tooltip));
      element.addEventListener("keydown", clickByKey);
    });
    marker.on("popupopen", () => marker.closeTooltip());
    // What the server hears of a click: the time makes a second click on a place news again.
    marker.on("click", () => {
      clicked = Date.now();
      map.fire("placeclick", { place: place.place });
    });
    marker.toGeoJSON = () => clickedFeature(place.place);
    return marker;
  }

  // Leaflet opens a popup at the Enter key, but tells nobody of it: a click does both.
  function clickByKey(event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.click();
  }

  function placeText(place, at) {
    const figures = place.symbols
      .filter((symbol) => symbol.label)
      .map((s) => {
        const year = s.year ? ` <small>${s.year}</small>` : "";
        return `<span style="--colour:${options.styles[s.measure].colour}">${s.label}${year}</span>`;
      });
    const rows =
      (figures.length ? `<div class="rm-figures">${figures.join("")}</div>` : "") +
      `<div class="rm-place-name">${place.name}</div>`;
    const icon = L.divIcon({
      className: "rm-texts",
      html: `<div>${rows}</div>`,
      iconSize: [0, 0],
    });
    return L.marker(at, { icon, pane: "texts", interactive: false, keyboard: false });
  }

  function plainText(html) {
    if (!plainTexts.has(html)) {
      plainTexts.set(html, new DOMParser().parseFromString(html, "text/html").body.textContent);
    }
    return plainTexts.get(html);
  }

  function rowWidth(widths) {
    return widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));
  }

  function symbolBox(place) {
    const widths = place.symbols.map(extent);
    const sizes = [rowWidth(widths), Math.max(...widths)];
    return sizes.map((size) => Math.ceil(Math.max(size, LEAST_TARGET)) + 4);
  }

  function extent(symbol) {
    const reach = { disc: 1, diamond: 1.26, triangle: 1.56, square: 0.9 };
    return 2 * (symbol.ring * reach[options.styles[symbol.measure].shape] + LINE);
  }

  function symbolSvg(symbol, x) {
    const { shape, colour } = options.styles[symbol.measure];
    const path = (size, className, more) =>
      `<path class="leaflet-interactive ${className}" d="${shapePath(shape, size, x)}" ` +
      `style="--colour:${colour}" ${more || ""}></path>`;
    if (symbol.hollow) return path(symbol.ring, "rm-hollow");
    const ring = path(symbol.ring, "rm-ring" + (symbol.open_above ? " rm-open-above" : ""));
    const core = symbol.core ? path(symbol.core, "rm-core") : "";
    return ring + core;
  }

  function shapePath(shape, size, x) {
    const corners = options.shapes[shape];
    if (!corners.length) {
      const half = `a${size} ${size} 0 1 0`;
      return `M${x - size} 0${half} ${2 * size} 0${half} ${-2 * size} 0Z`;
    }
    return "M" + corners.map(([a, b]) => `${x + size * a} ${size * b}`).join("L") + "Z";
  }

  function hideLabelledTowns() {
    const drawn = new Set();
    if (symbolLayer) symbolLayer.eachLayer((marker) => drawn.add(marker.feature.properties.place));
    for (const [id, town] of Object.entries(townLabels)) {
      town.classList.toggle("rm-replaced", drawn.has(id));
    }
  }

  function arrange() {
    moveApart();
    declutter();
  }

  // Symbols that would cover each other are moved apart, each with a line to where it belongs.
  function moveApart() {
    const boxes = drawnPlaces.map(({ marker, box: [width, height] }) => {
      const { x, y } = map.latLngToLayerPoint(marker.getLatLng());
      return { x, y, home: { x, y }, width, height };
    });
    for (let round = 0; round < ROUNDS && pushOverlapping(boxes); round++);
    boxes.forEach(({ x, y, home, height }, index) => {
      const [dx, dy] = [Math.round(x - home.x), Math.round(y - home.y)];
      const { marker, text } = drawnPlaces[index];
      drawnPlaces[index].at = { x, y };
      for (const layer of [marker, text]) layer.getElement().style.translate = `${dx}px ${dy}px`;
      const leader = marker.getElement().querySelector(".rm-leader");
      leader.setAttribute("x2", -dx);
      leader.setAttribute("y2", -dy);
      marker.getPopup().options.offset = L.point(dx, dy - height / 2 + 4);
      marker.getTooltip().options.offset = L.point(dx, dy - height / 2 + 4);
    });
  }

  function pushOverlapping(boxes) {
    let pushed = false;
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length; j++) {
        const [one, other] = [boxes[i], boxes[j]];
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

  // A text that would cover a symbol or another text goes to another side of its symbols, and
  // is not shown where there is room on none: larger symbols first, then towns, then the rest.
  // All is reckoned from positions and from sizes measured once: a browser that is asked where
  // things are after each is moved lays the page out again each time.
  function declutter() {
    // Symbols on their way to the map: what arranges them comes here again.
    if (drawnPlaces.some(({ at }) => !at)) return;
    const taken = drawnPlaces.map(({ at, box: [width, height] }) => around(at, width - 8, height - 8));
    const bySize = [...drawnPlaces].sort((one, other) => other.box[1] - one.box[1]);
    for (const place of bySize) {
      const text = place.text.getElement().firstElementChild;
      const name = text.querySelector(".rm-place-name");
      const { whole, figures } = textSizes(text, name);
      let side = freeSide(place, whole, taken);
      const isShort = !side && figures !== null;
      if (isShort) side = freeSide(place, figures, taken);
      name.classList.toggle("rm-gone", isShort);
      text.classList.toggle("rm-hidden", !side);
      if (!side) continue;
      text.style.left = `${side.x}px`;
      text.style.top = `${side.y - side.height / 2}px`;
      taken.push(side.box);
    }
    for (const label of [...labels].sort((one, other) => Number(other.isTown) - Number(one.isTown))) {
      if (label.element.classList.contains("rm-replaced")) continue;
      const box = labelBox(label);
      const fits = map.getZoom() >= label.minzoom && !taken.some((other) => overlap(box, other));
      label.span.classList.toggle("rm-hidden", !fits);
      if (fits) taken.push(box);
    }
  }

  // The sizes of a text with the name of its place, and of its figures alone (null for none).
  function textSizes(text, name) {
    const known = sizes.get(text.innerHTML);
    if (known) return known;
    const key = text.innerHTML;
    const whole = [text.offsetWidth, text.offsetHeight];
    const hasFigures = text.querySelector(".rm-figures") !== null;
    name.classList.add("rm-gone");
    const found = { whole, figures: hasFigures ? [text.offsetWidth, text.offsetHeight] : null };
    name.classList.remove("rm-gone");
    if (whole[0]) sizes.set(key, found); // nothing has a size while the frame is not shown
    return found;
  }

  // The first side or corner of a place's symbols where a text of this size is free.
  function freeSide({ at, box: [width, height] }, [w, h], taken) {
    const [right, under] = [width / 2 + w / 2, height / 2 + h / 2 - 3];
    const sides = [
      [0, under], [0, -under], [right, 0], [-right, 0],
      [w / 2, under], [w / 2, -under], [-w / 2, under], [-w / 2, -under],
    ];
    for (const [x, y] of sides) {
      const box = around({ x: at.x + x, y: at.y + y }, w, h);
      if (!taken.some((other) => overlap(box, other))) return { x, y, height: h, box };
    }
    return null;
  }

  function labelBox(label) {
    if (!label.size || !label.size[0]) label.size = [label.span.offsetWidth, label.span.offsetHeight];
    const [width, height] = label.size;
    const { x, y } = map.latLngToLayerPoint(label.marker.getLatLng());
    return around({ x: label.isTown ? x + TOWN_GAP + width / 2 : x, y }, width, height);
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

  function showHighlighted(highlighted) {
    const points = [];
    symbolLayer.eachLayer((marker) => {
      if (highlighted.has(marker.feature.properties.place)) points.push(marker.getLatLng());
    });
    if (!points.length) return;
    const bounds = L.latLngBounds(points);
    if (!map.getBounds().contains(bounds)) {
      if (points.length === 1) map.panTo(points[0]);
      else map.fitBounds(bounds.pad(0.3), { maxZoom: map.getZoom() });
    }
  }

  window.refoulement = { start, draw, redraw };
})();
