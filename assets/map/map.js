/* Draws the map inside the component's frame: the ground once, and then only symbols that change.
   All strings passed in as names, tooltips or popups are HTML, escaped by the server. */
(function () {
  "use strict";

  let map, options;
  let data = null; // what to draw
  let shapes = null; // how to draw symbols
  let ground = null;
  let says = null; // answers for texts: said, popup, together
  let labels, joined, jointLabel;
  let main = null; // the places on the map
  let inset = null; // {map, hide} for far places, with those places; null if all are near
  let far = new Set(); // places outside the area on which the map opens
  let isEvent = false; // whether all statements are about one event
  const stated = new Map(); // the symbols of each place
  let highlighted = "";
  let clicked = {}; // what the server learns from the last click
  let clickLayer; // the layer whose clicks the server hears
  let unplacedBox;
  let isHeld = false;

  function start(leafletMap, settings) {
    map = leafletMap;
    options = settings;
    map.attributionControl.setPrefix(false);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) stopMotion();
    holdPageAtFocus(map.getContainer());
    mapPlaces.addPanes(map);
    const { words } = options;
    L.control.scale({ imperial: false }).addTo(map);
    mapControls.addButtons(map, [
      [words.show_all, words.show_all_title, fitSelection],
      [words.border, words.border_title, goHome],
    ]);
    clickLayer = addClickLayer();
    unplacedBox = mapControls.addUnplacedBox(map, words.unplaced_title, () => click(""));
    goHome();
    labels = mapLabels.of(map);
    joined = mapJoined.of(map);
    jointLabel = labels.addName("joined", "", { kind: "joined", at: options.home[0], spots: joined.spots, isFirst: true });
    // Only now: at a zoom outside these limits the map would move to another view.
    map.setMinZoom(options.zooms[0]);
    map.setMaxZoom(options.zooms[1]);
    map.on("moveend", arrange);
    map.on("zoomend", labels.forgetControls); // the length of the scale has changed
    followSize(map.getContainer());
    mapKeys.listen(map.getContainer());
    mapGestures.share(map);
    // A style sheet's load event does not bubble.
    document.addEventListener("load", ({ target }) => target.tagName === "LINK" && restyle(), true);
    document.fonts.addEventListener("loadingdone", restyle);
    if (options.tiles) return;
    given(options.basemap).then(setGround, () => say(words.no_basemap));
  }

  // Leaflet reads the first of its options only once, when the map is made.
  function stopMotion() {
    map._zoomAnimated = false;
    map.options.inertia = false;
  }

  // At the first press Leaflet focuses the map, for its keys. Browsers would then scroll the page to
  // show the whole map, and the pointer would be released away from the place where it was pressed.
  function holdPageAtFocus(container) {
    container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
  }

  // The page gives the frame as much space as the window leaves.
  function followSize(container) {
    const observer = new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      restyle();
    });
    observer.observe(container);
    addEventListener("pagehide", () => observer.disconnect());
  }

  // The value of an option: itself, or what its address leads to.
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
    labels.forgetControls();
  }

  function goHome() {
    map.fitBounds(options.home, { animate: false });
  }

  function fitSelection() {
    const bounds = L.latLngBounds([...stated.keys()].map((place) => data.places[place].at));
    if (bounds.isValid()) map.fitBounds(bounds.pad(0.15), { maxZoom: 9, animate: false });
  }

  // A layer not shown on the map passes clicks to the server: on symbols, on the map's box, and on
  // what the page draws around it (presses.js).
  function addClickLayer() {
    const layer = L.layerGroup();
    layer.toGeoJSON = hears.feature;
    L.featureGroup([layer]).addTo(map);
    return layer;
  }

  // The time makes a second click on the same place count as new.
  function tell(properties) {
    clicked = { ...properties, click: Date.now() };
    clickLayer.fire("click", { latlng: map.getCenter() }, true);
  }

  function click(place) {
    tell({ place });
    map.fire("placeclick", { place });
  }

  function setGround(given) {
    ground = given;
    mapGround.draw(map, ground);
    mapGround.name(map, ground, labels, Object.values(data?.places ?? {}).map(({ at }) => at));
    joined.setBorder(ground.border.coordinates[0]);
    if (inset) mapGround.draw(inset.map, ground);
    say(options.words.ground);
    joined.name = null; // so that places are joined again, now that there is a border
    showTogether(null);
    arrange();
  }

  /* Takes the styles of symbols and the data of all places, and names the places on the ground. */
  function setData(given) {
    data = given;
    shapes = symbolShapes.of(data.styles, data.shapes);
    if (!options.hasPanel) hears.popup = (place) => says.popup(place);
    main = mapPlaces.on(map, labels, data, shapes, { ...hears, hasRings: true });
    const home = L.latLngBounds(options.home);
    far = new Set(Object.keys(data.places).filter((place) => !home.contains(data.places[place].at)));
    for (const id of Object.keys(data.places).sort()) {
      const { at, name } = data.places[id];
      const size = [placement.DOT, placement.DOT];
      const spots = (text) => placement.beside({ ...map.latLngToContainerPoint(at), size }, text);
      data.places[id].town = labels.addName(id, name, { kind: "town", at, spots });
    }
    say(options.words.places);
    arrange();
  }

  // The symbols

  /* Callbacks between the places and this map. */
  const hears = {
    said: (place) => says.said(place),
    tooltip: (place) => {
      const shared = says.together(place);
      return says.said(place) + (shared ? `<div>${shared.label}</div>` : "");
    },
    popup: null,
    click,
    point: (place) => showTogether(place),
    feature: () => ({ type: "Feature", properties: clicked }),
  };

  /* Draws changes. `places` are pairs of a place and its symbols, none if it has no more;
     `unplaced` is how many reports name no place, `isOther` whether the texts of unchanged places
     differ, and `ofEvent` whether everything shown is about one event. */
  function show(changes, answers, ofEvent = false) {
    says = answers;
    isEvent = ofEvent;
    for (const [place, symbols] of changes.places) {
      if (symbols.length) stated.set(place, symbols);
      else stated.delete(place);
      data.places[place].town.element.classList.toggle("rm-replaced", symbols.length > 0);
    }
    const changed = put(changes.places.map(([place]) => place));
    if (unplacedBox.show(changes.unplaced)) labels.forgetControls();
    if (changes.isOther) for (const places of bothMaps()) places.describe();
    mapPopups.update(main.drawn.values(), says.popup);
    showTogether(null);
    if (changed.size) arrangeAll(changed);
  }

  // Draws places on the map, or in the inset if they are far away and out of view. Returns the maps
  // on which anything has changed.
  function put(places) {
    const [bounds, changed] = [map.getBounds(), new Set()];
    for (const place of places) {
      const symbols = stated.get(place) ?? [];
      const isInset = far.has(place) && !bounds.contains(data.places[place].at);
      if (isInset && symbols.length) addInset();
      if (main.show(place, isInset ? [] : symbols)) changed.add(main);
      if (inset?.places.show(place, isInset ? symbols : [])) changed.add(inset.places);
    }
    return changed;
  }

  function addInset() {
    if (inset) return;
    inset = mapInset.addTo(map, [...far].map((place) => data.places[place].at), options.home, options.words.far);
    inset.labels = mapLabels.of(inset.map, inset.frame);
    const own = { hasRings: false, tooltip: null, popup: null, click: options.hasPanel ? click : goTo };
    own.point = (place) => {
      showTogether(place);
      inset.tell(place && data.places[place].at, place && mapPlaces.tooltip(data.places[place].name, hears.tooltip(place)));
    };
    inset.places = mapPlaces.on(inset.map, inset.labels, data, shapes, { ...hears, ...own });
    if (ground) mapGround.draw(inset.map, ground);
    labels.forgetControls();
  }

  // Without a panel for the place, it opens on the map.
  function goTo(place) {
    map.panTo(data.places[place].at, { animate: false });
    main.drawn.get(place).marker.fire("click").getElement().focus();
  }

  const bothMaps = () => [main, inset?.places].filter(Boolean);

  /* Joins the places that share a count: with the place pointed at, else those of the single event. */
  function showTogether(pointed) {
    if (!says) return;
    const shared = pointed || isEvent ? says.together(pointed) : null;
    const colour = shared ? data.styles[shared.measure].colour : "";
    const name = shared ? JSON.stringify(shared) : "";
    if (name === joined.name) return;
    joined.name = name;
    joined.show(shared ? shared.sites.map((site) => data.places[site].at) : [], colour);
    for (const places of bothMaps()) places.join(new Set(shared?.sites), colour);
    // The tooltip of the place pointed at has its text.
    labels.rename(jointLabel, shared && !pointed ? shared.label : "");
    if (isEvent) arrangeAll([main]);
  }

  // Where symbols and texts stand

  /* Sets whether a thumb is held. With few places the texts are arranged all the same, so that nothing
     is covered during a drag; with a crowd, which takes a while, only once the thumb is released. */
  function hold(held) {
    if (isHeld === held) return;
    isHeld = held;
    if (!held) arrange();
  }

  function arrangeAll(maps) {
    if (inset?.hide(!inset.places.drawn.size)) {
      labels.forgetControls();
      main.arrange(isHeld);
    }
    for (const places of maps) places.arrange(isHeld);
    mapKeys.keepOneStop(map.getContainer());
  }

  function restyle() {
    for (const texts of [labels, inset?.labels].filter(Boolean)) texts.forgetSizes();
    if (main) arrange();
  }

  function arrange() {
    if (!main) return;
    put(far);
    arrangeAll(bothMaps());
  }

  /* Highlights these places, and brings them into view. */
  function highlight(chosen) {
    if (chosen.join() === highlighted) return;
    highlighted = chosen.join();
    for (const places of bothMaps()) places.highlight(new Set(chosen));
    const points = chosen.filter((place) => main.drawn.has(place)).map((place) => data.places[place].at);
    if (!points.length) return;
    const bounds = L.latLngBounds(points);
    if (!map.getBounds().contains(bounds)) {
      if (points.length === 1) map.panTo(points[0], { animate: map._zoomAnimated });
      else map.fitBounds(bounds.pad(0.3), { maxZoom: map.getZoom() });
    }
  }

  window.refoulement = { start, given, say, hold, setData, show, highlight, tell };
})();
