/* The corners of the map: buttons, the box of statements without a town, notes. */
const mapControls = (() => {
  "use strict";

  /* Adds a bar of buttons, each given as text, title and action. */
  function addButtons(map, buttons) {
    const control = L.control({ position: "topright" });
    control.onAdd = () => {
      const bar = L.DomUtil.create("div", "leaflet-bar rm-buttons");
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

  /* Adds the box for statements that name no town; a click opens them. */
  function addUnplacedBox(map, title, onClick) {
    const control = L.control({ position: "bottomleft" });
    let box;
    control.onAdd = () => {
      box = L.DomUtil.create("button", "leaflet-bar rm-unplaced");
      box.type = "button";
      box.title = title;
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.on(box, "click", onClick);
      return box;
    };
    control.addTo(map);
    return {
      /* Shows how many there are; returns whether that changes the box's size. */
      show(reports) {
        const text = reports ? sentences.sayCount("unplaced", reports) : "";
        const isOther = text.length !== box.textContent.length;
        box.hidden = reports === 0;
        if (box.textContent !== text) box.textContent = text;
        return isOther;
      },
    };
  }

  return { addButtons, addUnplacedBox };
})();
