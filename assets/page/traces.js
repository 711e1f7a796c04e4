/* Streamlit leaves a permanent note in the browser of every page opened. This removes such notes and
   prevents new ones. */
"use strict";
{
  const isTrace = (name) => String(name).startsWith("stActiveTheme");
  try {
    Object.keys(localStorage).filter(isTrace).forEach((name) => localStorage.removeItem(name));
    const keep = Storage.prototype.setItem;
    Storage.prototype.setItem = function (name, value) {
      if (!isTrace(name)) keep.call(this, name, value);
    };
  } catch {
    // A browser that stores nothing has no traces either.
  }
}
