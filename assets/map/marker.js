/* A marker positioned by left and top. Leaflet uses transforms, but an element drawn in a layer of
   its own takes longer in every frame than everything else about it. */
const PlainMarker = L.Marker.extend({
  _setPos({ x, y }) {
    const { style } = this.getElement();
    [style.left, style.top] = [`${x}px`, `${y}px`];
    // Anything with its own z-index is painted separately: only clickable markers need one.
    if (!this.options.interactive) return;
    this._zIndex = y + this.options.zIndexOffset;
    this._resetZIndex();
  },
});
