/* Places that share a count: a tint along the border from the first to the last of them. A line from
   place to place would look like a route. */
const mapJoined = (() => {
  "use strict";

  const NEAR = 60_000; // metres from the border: places farther inland are marked, but not joined along it
  const BESIDE = 20; // pixels from the border to a text

  function of(map) {
    let border = []; // its points, from end to end
    let points = []; // points of the tint
    let places = []; // points of the places
    const tint = L.polyline([], { pane: "uncertainty", className: "rm-joined", interactive: false }).addTo(map);

    function setBorder(line) {
      border = line.map(([longitude, latitude]) => L.latLng(latitude, longitude));
    }

    /* Joins places at these points in a colour, if at least two are near the border. */
    function show(at, colour) {
      places = at.map((one) => L.latLng(one));
      const near = places.map(nearest).filter(({ metres }) => metres <= NEAR).map(({ index }) => index);
      points = near.length > 1 ? border.slice(Math.min(...near), Math.max(...near) + 1) : [];
      tint.setLatLngs(points);
      tint.getElement()?.style.setProperty("--colour", colour);
    }

    function nearest(place) {
      let found = { index: 0, metres: Infinity };
      border.forEach((point, index) => {
        const metres = place.distanceTo(point);
        if (metres < found.metres) found = { index, metres };
      });
      return found;
    }

    /* Spots for a text of this size beside the tint, from its middle outwards; else beside the places. */
    function spots([width, height]) {
      const along = points.length ? fromMiddle(points) : places;
      return along.map((point) => map.latLngToContainerPoint(point)).flatMap(({ x, y }) => [
        [x, y - BESIDE - height / 2], [x, y + BESIDE + height / 2],
        [x + BESIDE + width / 2, y], [x - BESIDE - width / 2, y],
      ]);
    }

    return { setBorder, show, spots };
  }

  function fromMiddle(points) {
    const middle = (points.length - 1) / 2;
    const far = (index) => Math.abs(index - middle);
    return [...points.keys()].sort((one, other) => far(one) - far(other)).map((index) => points[index]);
  }

  return { of };
})();
