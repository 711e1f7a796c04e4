/* What is reported for a place, in a popup over the map, if there is no panel beside it. */
const mapPopups = (() => {
  "use strict";

  /* Makes a marker open what `say` returns, as HTML. */
  function bind(map, marker, say) {
    marker.bindPopup(say, {
      className: "rm-popup",
      maxWidth: Math.min(330, map.getSize().x - 64), // its margins are extra
      maxHeight: 300, // so that its place is not moved under the inset
      autoPanPaddingTopLeft: [8, 84], // below the buttons
    });
    marker.on("popupopen", () => marker.closeTooltip());
  }

  /* Keeps an open popup of these places open, with what `say` now returns for its place. */
  function update(places, say) {
    const opened = [...places].find(({ marker }) => marker.isPopupOpen());
    if (!opened) return;
    const popup = opened.marker.getPopup();
    const content = popup.getElement().querySelector(".leaflet-popup-content");
    const now = document.createElement("div");
    now.innerHTML = say(opened.id);
    if (content.innerHTML === now.innerHTML) return;
    popup.options.autoPan = false;
    popup.update();
    popup.options.autoPan = true;
  }

  return { bind, update };
})();
