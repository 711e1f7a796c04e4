/* A visitor's own file over the map of the published data: points in one neutral colour, and the
   file's name in a corner. All strings that arrive here are HTML, escaped by the server. */
const overlay = (() => {
  "use strict";

  const RADIUS = 6; // pixels
  let map, points, legend;
  let shown = "";

  function start(leafletMap) {
    map = leafletMap;
    map.createPane("overlay").style.zIndex = 595; // above symbols, below the clickable markers
    points = L.featureGroup();
    legend = L.control({ position: "bottomright" });
    legend.onAdd = () => L.DomUtil.create("div", "leaflet-bar rm-overlay-legend");
  }

  /* Draws the places of the file, if there is one: {name, places, more}. */
  function show(content) {
    const now = JSON.stringify(content ?? null);
    if (now === shown) return;
    shown = now;
    points.clearLayers().remove();
    legend.remove();
    if (!content) return;
    for (const { at, said } of content.places) {
      const look = { pane: "overlay", radius: RADIUS, className: "rm-overlay", bubblingMouseEvents: false };
      const point = L.circleMarker(at, look).bindTooltip(said, { className: "rm-tooltip" });
      points.addLayer(point);
      point.on("add", () => reachable(point, said));
    }
    points.addTo(map);
    mapKeys.keepOneStop(map.getContainer());
    legend.addTo(map);
    const { name, more } = content;
    legend.getContainer().innerHTML = `<span class="rm-overlay-sign"></span>${name} ${more}`;
  }

  /* Makes a point reachable by keyboard: Leaflet shows its text while it has the focus, and Enter hides
     and shows it. */
  function reachable(point, said) {
    const element = point.getElement();
    if (!element) return;
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", said.replaceAll("<br>", "; "));
    element.tabIndex = -1;
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") point.closeTooltip();
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      point.toggleTooltip();
    });
  }

  return { start, show };
})();
