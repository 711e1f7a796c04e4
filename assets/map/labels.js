/* The texts on the map: names of the ground, and figures and names beside marks. Their spots are
   computed (placement.js) from positions and from sizes measured once: measuring again after each
   text is moved would make the browser redo the layout every time. */
const mapLabels = (() => {
  "use strict";

  /* The texts of a map. Places are objects with `id`, `text`, a marker made by `addText`, `words`, its
     HTML, and `written`, the HTML on screen. `avoided` returns boxes, besides those of the controls,
     that no text may cover, in pixels of the map. */
  function of(map, avoided = () => []) {
    const names = []; // on the ground
    const sizes = new Map(); // of texts beside marks, by content: the full text, and the name alone
    let controls = null; // the boxes of what is in the map's corners
    for (const change of ["move", "resize"]) map.on(change, forgetSpots);

    /* Adds a name of the ground, as HTML. It goes to the first free one of `spots`, which returns points
       in the map's container for the size of the name. */
    function addName(id, html, { kind, at, spots, minzoom = 0, isFirst = false }) {
      const icon = L.divIcon({ className: `rm-label rm-label-${kind}`, html: `<span>${html}</span>`, iconSize: [0, 0] });
      const marker = new PlainMarker(at, { icon, pane: "names", interactive: false, keyboard: false }).addTo(map);
      const [element, span] = [marker.getElement(), marker.getElement().firstElementChild];
      const name = { id, html, marker, element, span, at, spots, minzoom, isFirst, isTown: kind === "town" };
      names.push(forget(name));
      return name;
    }

    /* Changes the text of a name, or empties it. */
    function rename(name, html) {
      if (name.html === html) return;
      name.html = name.span.innerHTML = html;
      forget(name);
    }

    function addText(at) {
      const icon = L.divIcon({ className: "rm-texts rm-hidden", html: "<div></div>", iconSize: [0, 0] });
      return new PlainMarker(at, { icon, pane: "texts", interactive: false, keyboard: false }).addTo(map);
    }

    // A hidden text is written only when space is sought for it.
    function put(place, words) {
      place.words = words;
      if (!isHidden(place)) write(place);
    }

    /* Finds space for each text, or hides it. `marked` are the visible places with their point, their mark
       and the number of people they are drawn for; `isNamed` says whether a text is shown at all. */
    function arrange(marked, isNamed) {
      const named = marked.filter(({ place }) => isNamed(place));
      named.forEach(({ place }) => write(place));
      measureTexts(named.map(({ place }) => place).filter(({ words }) => !sizes.has(words)));
      const shown = names.filter((name) => !isReplaced(name) && name.html && map.getZoom() >= name.minzoom);
      measureNames(shown.filter(({ size }) => !size));
      const { x: width, y: height } = map.getSize();
      const found = placement.texts({
        size: [width, height],
        controls: (controls ??= [...boxesOfControls(), ...avoided()]),
        places: marked.map(({ place, x, y, people, size }) => {
          const texts = isNamed(place) ? sizes.get(place.words) ?? [] : [];
          return { id: place.id, x, y, people, size, texts };
        }),
        others: shown.filter(({ isTown }) => isTown).map((name) => (name.dot ??= dotOf(name))),
        names: shown.filter(({ size }) => size).map((name) => {
          name.found ??= name.spots(name.size);
          return { id: name.id, isFirst: name.isFirst, size: name.size, spots: name.found };
        }),
      });
      for (const { place, x, y } of marked) putText(place, x, y, found.get(place.id));
      for (const name of names) putName(name, shown.includes(name) && found.get(name.id));
    }

    function putText(place, x, y, spot) {
      const stands = spot && `${spot.x - x} ${spot.y - y} ${spot.text} ${place.words}`;
      if (stands === place.stands) return;
      place.stands = stands;
      hide(place, !spot);
      if (!spot) return;
      const [, height] = sizes.get(place.words)[spot.text];
      const { style, classList } = textOf(place);
      classList.toggle("rm-short", spot.text > 0);
      [style.left, style.top] = [`${spot.x - x}px`, `${spot.y - y - height / 2}px`];
    }

    function putName(name, spot) {
      const { span, marker, at, isTown } = name;
      const stands = spot ? `${spot.x} ${spot.y}` : "";
      if (stands === name.stands) return;
      name.stands = stands;
      span.classList.toggle("rm-hidden", !spot);
      if (!spot) return;
      if (!isTown) return void marker.setLatLng(map.containerPointToLatLng([spot.x, spot.y]));
      const home = map.latLngToContainerPoint(at);
      [span.style.left, span.style.top] = [`${spot.x - home.x}px`, `${spot.y - home.y}px`];
    }

    function dotOf({ id, at }) {
      const { x, y } = map.latLngToContainerPoint(at);
      return { id, x, y, size: [placement.DOT, placement.DOT] };
    }

    // Each text with the name of its place, and the name alone if the text says more.
    function measureTexts(unknown) {
      const texts = unknown.map(textOf);
      const sizesNow = () => texts.map((text) => [text.offsetWidth, text.offsetHeight]);
      for (const place of unknown) {
        hide(place, false);
        place.stands = null;
      }
      for (const text of texts) text.classList.remove("rm-short");
      const whole = sizesNow();
      for (const text of texts) text.classList.add("rm-short");
      const short = sizesNow();
      unknown.forEach(({ words }, index) => {
        const isMore = whole[index][1] > short[index][1];
        // Nothing has a size while the frame is hidden.
        if (whole[index][0]) sizes.set(words, isMore ? [whole[index], short[index]] : [whole[index]]);
      });
    }

    function measureNames(unknown) {
      for (const { span } of unknown) span.classList.remove("rm-hidden");
      for (const name of unknown) {
        name.stands = null;
        const size = [name.span.offsetWidth, name.span.offsetHeight];
        if (size[0]) name.size = size;
      }
    }

    function boxesOfControls() {
      const corner = map.getContainer().getBoundingClientRect();
      return [...map.getContainer().querySelectorAll(".leaflet-control")]
        .filter((control) => control.offsetWidth)
        .map((control) => {
          const { left, top, right, bottom } = control.getBoundingClientRect();
          const [x, y] = [corner.left, corner.top];
          return { left: left - x, top: top - y, right: right - x, bottom: bottom - y };
        });
    }

    /* Call when anything in the map's corners changes size. */
    function forgetControls() {
      controls = null;
    }

    // Sizes measured before a style sheet or font arrived are wrong.
    function forgetSizes() {
      sizes.clear();
      forgetControls();
      names.forEach(forget);
    }

    // The view or size of the map has changed.
    function forgetSpots() {
      for (const name of names) name.found = name.dot = name.stands = null;
    }

    return { addName, rename, addText, put, arrange, forgetControls, forgetSizes };
  }

  function write(place) {
    if (place.written === place.words) return;
    textOf(place).innerHTML = place.words;
    place.written = place.words;
  }

  // What is computed for a name: its size, its possible spots, the dot of a town, and its spot.
  const forget = (name) => Object.assign(name, { size: null, found: null, dot: null, stands: null });

  const textOf = ({ text }) => text.getElement().firstElementChild;
  const isHidden = ({ text }) => text.getElement().classList.contains("rm-hidden");
  const hide = ({ text }, hidden) => text.getElement().classList.toggle("rm-hidden", hidden);
  const isReplaced = ({ element }) => element.classList.contains("rm-replaced");

  return { of };
})();
