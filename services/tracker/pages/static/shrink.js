// Photos are made smaller before they are sent or kept; when and where they were taken stays in
// them. What cannot be made smaller is sent as it is.
"use strict";

const LONGEST_SIDE = 2000;
const SMALL_ENOUGH_MB = 0.7;

const smaller = async (file) => {
  if (file.type !== "image/jpeg" || file.size <= SMALL_ENOUGH_MB * 1024 * 1024) return file;
  try {
    const made = await imageCompression(file, {
      maxSizeMB: SMALL_ENOUGH_MB,
      maxWidthOrHeight: LONGEST_SIDE,
      preserveExif: true,
      useWebWorker: false,
    });
    return made.size < file.size ? new File([made], file.name, { type: made.type }) : file;
  } catch {
    return file;
  }
};

// The file of a form is replaced as soon as it is chosen; until then the form cannot be sent.
const shrinkChosen = (field) => {
  const button = field.form.querySelector('button[type="submit"]');
  const said = field.form.querySelector("[data-shrunk]");
  const size = (bytes) =>
    (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  field.addEventListener("change", async () => {
    const [file] = field.files;
    said.textContent = "";
    if (!file) return;
    button.disabled = true;
    const made = await smaller(file);
    button.disabled = false;
    if (made === file) return;
    const chosen = new DataTransfer();
    chosen.items.add(made);
    field.files = chosen.files;
    said.textContent = said.dataset.shrunk
      .replace("{from}", size(file.size))
      .replace("{to}", size(made.size));
  });
};

const photoField = document.querySelector('input[type="file"][data-shrink]');
if (photoField) {
  shrinkChosen(photoField);
  // On a slow line a photo may be chosen before this arrives.
  if (photoField.files.length > 0) photoField.dispatchEvent(new Event("change"));
}
