// The live diagram of a run: what was gone through, where it is now, what is overdue. The table below says the same.
(async () => {
  "use strict";
  const place = document.getElementById("diagram");
  if (!place || !window.BpmnJS) return;
  const xml = await (await fetch(place.dataset.xml, { credentials: "same-origin" })).text();
  const waiting = place.querySelector("[data-waiting]");
  if (waiting) waiting.remove();
  const viewer = new window.BpmnJS({ container: place });
  await viewer.importXML(xml);
  const canvas = viewer.get("canvas");
  const elements = viewer.get("elementRegistry");
  for (const state of ["done", "active", "overdue"]) {
    for (const id of place.dataset[state].split(" ").filter(Boolean)) {
      if (elements.get(id)) canvas.addMarker(id, `is-${state}`);
    }
  }
  canvas.zoom("fit-viewport", "auto");
  // A wide diagram is readable only when its height fills the place: begin where the run is now.
  const box = canvas.viewbox();
  if (box.scale < 0.55) {
    const here = place.dataset.active.split(" ").map((id) => elements.get(id)).find((one) => one && one.width);
    canvas.zoom(0.7, here ? { x: here.x + here.width / 2, y: here.y + here.height / 2 } : "auto");
    if (here) canvas.scrollToElement(here, 120);
  }
})();
