import { aloneAddress } from "./alone";
import { element } from "./elements";
import { say } from "./words";

/** Put a button at each figure that copies it as text, with its source and its address, and what shows it elsewhere. */
export function addCopying(): void {
  for (const figure of document.querySelectorAll<HTMLElement>("[data-cite]")) {
    const said = element("span", { role: "status" });
    const button = element("button", { type: "button", class: "copy" }, say("copy"));
    button.addEventListener("click", () => {
      const address = new URL(`#${figure.id}`, location.href).href;
      void copied(`${figure.dataset.cite} ${address}`).then(() => (said.textContent = ` ${say("copied")}`));
    });
    (figure.querySelector(".actions") ?? figure).append(button, said, embedding(figure));
  }
}

/** Return what to copy into another site, which shows the figure there. */
function embedding(figure: HTMLElement): HTMLElement {
  const zone = figure.closest<HTMLElement>("[data-zone-key]")?.dataset.zoneKey ?? "";
  const address = `${parvisWords.site || "https://…/"}${parvisWords.language}/${aloneAddress(figure.id, zone)}`;
  const name = figure.querySelector("h3")?.textContent ?? "";
  const frame = element("iframe", { src: address, title: name, width: "100%", height: "260", loading: "lazy" });
  const about = element("summary", {}, say("embed"), element("span", { class: "vh" }, ` – ${name}`));
  const told = element("pre", { tabindex: "0" }, element("code", {}, frame.outerHTML));
  return element("details", { class: "embed" }, about, element("p", {}, say("embed_copy")), told);
}

/** Put text on the clipboard; pages opened from a disk may not use it directly. */
async function copied(text: string): Promise<void> {
  if (navigator.clipboard && isSecureContext) {
    try {
      return await navigator.clipboard.writeText(text);
    } catch {
      // not permitted here: the old way asks nobody
    }
  }
  const box = element("textarea", { class: "vh", "aria-hidden": "true" });
  box.value = text;
  document.body.append(box);
  box.select();
  document.execCommand("copy");
  box.remove();
}
