// Beside the field of a percentage, a slider for thumbs; the field is what is sent.
"use strict";

const field = document.querySelector("#physical_percent");

if (field) {
  const slider = document.createElement("input");
  const read = () => Number.parseFloat(field.value.replace(",", ".")) || 0;
  Object.assign(slider, { type: "range", min: 0, max: 100, step: 1, value: read() });
  slider.setAttribute("aria-label", document.querySelector(`label[for="${field.id}"]`).textContent);
  slider.addEventListener("input", () => {
    field.value = slider.value;
  });
  field.addEventListener("input", () => {
    slider.value = read();
  });
  field.after(slider);
}
