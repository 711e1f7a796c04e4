/* A small map in a corner for places far from the border, which the large map does not show. */
const mapInset = (() => {
  "use strict";

  const SHARE = 0.27; // of the large map's width
  const [LEAST, MOST] = [112, 240]; // pixels
  const SHAPE = 0.66; // height over width
  const MARGIN = 14; // pixels around the farthest places
  const STILL = {
    attributionControl: false, boxZoom: false, doubleClickZoom: false, dragging: false, fadeAnimation: false,
    keyboard: false, scrollWheelZoom: false, touchZoom: false, trackResize: false, zoomAnimation: false,
    zoomControl: false, zoomSnap: 0,
  };

  /* Adds it to a map, for places at these points; `home` is the area on which the large map opens,
     framed in the inset, and `title` is its name. */
  function addTo(map, at, home, title) {
    const box = L.DomUtil.create("div", "leaflet-bar rm-inset");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", title);
    const control = L.control({ position: "bottomright" });
    control.onAdd = () => box;
    control.addTo(map);
    L.DomEvent.disableClickPropagation(box);
    setSize();
    const small = L.map(box, STILL);
    mapPlaces.addPanes(small);
    fit();
    L.rectangle(home, { pane: "uncertainty", className: "rm-inset-frame", interactive: false }).addTo(small);
    map.on("resize", () => {
      setSize();
      small.invalidateSize({ animate: false });
      fit();
    });

    function setSize() {
      const width = Math.round(Math.min(MOST, Math.max(LEAST, SHARE * map.getSize().x)));
      [box.style.width, box.style.height] = [`${width}px`, `${Math.round(SHAPE * width)}px`];
    }

    function fit() {
      small.fitBounds(L.latLngBounds(home).extend(L.latLngBounds(at)), { padding: [MARGIN, MARGIN], animate: false });
    }

    // Attached to the large map, because the inset is too small for it.
    const tooltip = L.tooltip({ className: "rm-tooltip", direction: "left" });

    /* Shows HTML at one of its points; hides it if there is no point. */
    function tell(point, html) {
      if (!point) return void tooltip.remove();
      const [own, whole] = [box, map.getContainer()].map((element) => element.getBoundingClientRect());
      const { y } = small.latLngToContainerPoint(point);
      const at = map.containerPointToLatLng([own.left - whole.left - 4, y + own.top - whole.top]);
      tooltip.setContent(html).setLatLng(at).addTo(map);
    }

    return {
      map: small,
      tell,
      /* The box of the frame. */
      frame() {
        const [one, other] = [home[0], home[1]].map((corner) => small.latLngToContainerPoint(corner));
        return [{ left: one.x, top: other.y, right: other.x, bottom: one.y }];
      },
      /* Hides or shows it; returns whether that changed anything. */
      hide(hidden) {
        const isOther = box.classList.contains("rm-hidden") !== hidden;
        box.classList.toggle("rm-hidden", hidden);
        return isOther;
      },
    };
  }

  return { addTo };
})();
