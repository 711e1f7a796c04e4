/* The places of a map: each with its symbols or a dot, a text beside it, and a clickable box. */
const mapPlaces = (() => {
  "use strict";

  const CROWD = 100; // places: if more are in view, only this many have a text
  const HIGHEST = 4000; // pixels, more than the height of any map
  const plainTexts = new Map(); // names as plain text, by their HTML

  /* The places of a Leaflet map with its labels. In `data`, `places` gives what is known of each (name,
     at, imprecision in metres) and `styles` the look of measures; `shapes` are symbolShapes. `hears` is
     told of clicks and hovers, and gives a place's {said, tooltip, popup (if any), click, point}. */
  function on(map, labels, { places, styles }, shapes, hears) {
    const drawn = new Map(); // by place
    const markers = L.featureGroup().addTo(map); // clickable and hoverable boxes
    const levels = levelsOf(map, (measure) => styles[measure].colour);
    for (const change of ["move", "resize"]) map.on(change, forgetPoints);
    let chosen = new Set(); // places highlighted by the page
    let joined = new Set(); // places that share a count

    /* Draws the symbols of a place, or removes it if it has none. Returns whether anything about it
       looks different from before. */
    function show(id, symbols) {
      const looks = JSON.stringify(symbols);
      const before = drawn.get(id);
      if (before?.looks === looks || (!before && !symbols.length)) return false;
      if (symbols.length) {
        const place = before ?? add(id);
        Object.assign(place, { symbols, looks, size: shapes.size(symbols) });
        place.people = Math.max(...symbols.map(({ people }) => people));
        labels.put(place, words(place));
        draw(place);
        describe(place);
      } else {
        for (const layer of [before.text, before.ring].filter(Boolean)) layer.remove();
        levels.put(before, symbolLevels.NONE);
        markers.removeLayer(before.marker);
        drawn.delete(id);
      }
      return true;
    }

    function add(id) {
      const { at, imprecision } = places[id];
      const place = { id, at, home: null, point: null, level: symbolLevels.NONE, paths: [] };
      Object.assign(place, { mark: { isDot: true, target: [0, 0] }, isAway: false, isPointed: false, isFocused: false });
      Object.assign(place, { label: "", words: "", written: "", stands: null });
      // A ring showing how imprecise the place is.
      const look = { pane: "uncertainty", className: "rm-imprecise", interactive: false };
      if (hears.hasRings) place.ring = L.circle(at, { ...look, radius: imprecision }).addTo(map);
      place.marker = markerOf(place);
      markers.addLayer(place.marker);
      place.text = labels.addText(at);
      drawn.set(id, place);
      return place;
    }

    // An invisible box for pointing, clicking and keyboard focus.
    function markerOf(place) {
      const { id, at } = place;
      const marker = new PlainMarker(at, { icon: L.divIcon({ className: "rm-place" }) });
      marker.on("mouseover", () => point(place, { isPointed: true }));
      marker.on("mouseout", () => point(place, { isPointed: false }));
      const told = () => tooltip(places[id].name, hears.tooltip(id));
      if (hears.tooltip) marker.bindTooltip(told, { className: "rm-tooltip", direction: "top" });
      if (hears.popup) mapPopups.bind(map, marker, () => hears.popup(id));
      marker.on("add", () => {
        const element = marker.getElement();
        element.dataset.place = id;
        element.addEventListener("keydown", clickByKey);
        element.addEventListener("focus", () => point(place, { isFocused: true }));
        element.addEventListener("blur", () => point(place, { isFocused: false }));
        mark(place);
      });
      marker.on("click", () => hears.click(id));
      marker.toGeoJSON = hears.feature;
      return marker;
    }

    // A dot opens to show its symbols, which then lie above all others.
    function point(place, how) {
      if (place.level === symbolLevels.NONE) return; // no longer drawn
      Object.assign(place, how);
      draw(place);
      levels.paint();
      hears.point(isPointed(place) ? place.id : null);
    }

    const isPointed = ({ isPointed: pointed, isFocused }) => pointed || isFocused;

    function draw(place) {
      const { symbols, mark: { isDot, target }, marker, size } = place;
      const home = (place.home ??= map.latLngToLayerPoint(place.at));
      const isOpen = isPointed(place) || chosen.has(place.id);
      const shown = isDot && !isOpen ? [placement.DOT, placement.DOT] : size;
      place.paths = isDot && !isOpen ? shapes.dot(home) : shapes.row(symbols, home);
      const level = isOpen ? symbolLevels.TOP : symbolLevels.ofHeight(shown[1]);
      if (level !== place.level) levels.put(place, level);
      // A dot is drawn over a group that it lies in, but a click there is meant for the group.
      const rank = isDot && !isOpen ? -1 : level;
      if (rank !== place.rank) {
        place.rank = rank;
        marker.setZIndexOffset(rank * HIGHEST);
      }
      levels.changed(place);
      const { style } = marker.getElement();
      const [width, height] = target.map((side, at) => Math.ceil(Math.max(side, shown[at])));
      [style.width, style.height] = [`${width}px`, `${height}px`];
      [style.marginLeft, style.marginTop] = [`${-width / 2}px`, `${-height / 2}px`];
      // Popups and tooltips open above the symbols of their place.
      for (const bound of [marker.getPopup(), marker.getTooltip()].filter(Boolean)) {
        bound.options.offset = L.point(0, 4 - height / 2);
      }
    }

    // The description for screen readers.
    function describe(place) {
      const said = `${plainText(places[place.id].name)} ${hears.said(place.id)}`;
      if (said === place.label) return;
      place.label = said;
      place.marker.getElement().setAttribute("aria-label", said);
    }

    // The figures and name beside the symbols of a place, as HTML.
    function words({ id, symbols }) {
      const figures = symbols
        .filter((symbol) => symbol.label)
        .map(({ measure, label, years }) => {
          const of = years ? ` <small>${years}</small>` : "";
          return `<span style="--colour:${styles[measure].colour}">${label}${of}</span>`;
        });
      return (
        (figures.length ? `<div class="rm-place-figures">${figures.join("")}</div>` : "") +
        `<div class="rm-place-name">${places[id].name}</div>`
      );
    }

    /* Places marks and texts. `isBrief` skips the texts of a crowd, which take a while. */
    function arrange(isBrief) {
      const size = map.getSize();
      const all = [...drawn.values()].map((place) => {
        const { x, y } = (place.point ??= map.latLngToContainerPoint(place.at));
        const isInView = x >= 0 && y >= 0 && x <= size.x && y <= size.y;
        return { place, id: place.id, x, y, isInView, group: place.size, people: place.people };
      });
      const marks = placement.marks(all);
      for (const one of all) {
        one.size = marks.get(one.id).size;
        stand(one.place, marks.get(one.id), one.isInView);
      }
      if (!isBrief || drawn.size <= CROWD) {
        const inView = all.filter(({ isInView }) => isInView).sort((one, other) => other.people - one.people);
        const named = new Set(inView.slice(0, CROWD).map(({ place }) => place));
        labels.arrange(all, (place) => named.has(place));
      }
      levels.paint();
    }

    function stand(place, now, isInView) {
      const { mark, home, isAway } = place;
      if (isAway === isInView) {
        place.isAway = !isInView;
        place.marker.getElement().classList.toggle("rm-away", !isInView);
      }
      const isSame = now.isDot === mark.isDot && now.target[0] === mark.target[0] && now.target[1] === mark.target[1];
      if (isSame && home) return;
      place.mark = now;
      draw(place);
    }

    // The view or size of the map has changed.
    function forgetPoints() {
      for (const place of drawn.values()) place.home = place.point = null;
    }

    /* Highlights these places. */
    function highlight(ids) {
      chosen = ids;
      remark();
      levels.paint();
    }

    /* Marks places that share a count, in the colour of its measure. */
    function join(ids, colour) {
      joined = ids;
      for (const { marker } of drawn.values()) marker.getElement().style.setProperty("--joined", colour);
      remark();
    }

    function remark() {
      for (const place of drawn.values()) {
        mark(place);
        draw(place);
      }
    }

    function mark({ id, marker }) {
      const { classList } = marker.getElement();
      classList.toggle("rm-highlighted", chosen.has(id));
      classList.toggle("rm-together", joined.has(id));
    }

    return { drawn, show, arrange, highlight, join, describe: () => drawn.forEach(describe) };
  }

  function levelsOf(map, colourOf) {
    L.svg({ pane: "symbols", padding: 0.5 }).addTo(map);
    map.getPane("symbols").setAttribute("aria-hidden", "true");
    return symbolLevels.inside(map.getPane("symbols").querySelector("g"), colourOf);
  }

  /* The panes in which places and their texts are drawn. */
  function addPanes(map) {
    const order = { ground: 150, uncertainty: 380, names: 450, symbols: 590, texts: 620 };
    for (const [name, level] of Object.entries(order)) map.createPane(name).style.zIndex = level;
    // Below the clickable markers; texts are above symbols, but below tooltips and popups.
    for (const name of ["names", "symbols", "texts"]) map.getPane(name).style.pointerEvents = "none";
  }

  // Leaflet opens a popup at the Enter key without an event: a click does both.
  function clickByKey(event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.click();
  }

  function plainText(html) {
    if (!plainTexts.has(html)) {
      plainTexts.set(html, new DOMParser().parseFromString(html, "text/html").body.textContent);
    }
    return plainTexts.get(html);
  }

  /* The tooltip of a place, as HTML. */
  const tooltip = (name, said) => `<b>${name}</b> ${said}`;

  return { on, addPanes, tooltip };
})();
