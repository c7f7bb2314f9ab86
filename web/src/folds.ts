import { element } from "./elements";
import { say } from "./words";

/** Make a folded sheet do everywhere what browsers of today do by themselves, and let it be opened in one go. */
export function addFolds(): void {
  const folds = [...document.querySelectorAll<HTMLDetailsElement>("details.fold")];
  if (!folds.length) return;
  addEventListener("hashchange", reveal);
  reveal();
  if (!CSS.supports("selector(::details-content)")) printWhole(folds);
  document.querySelector(".printing")?.prepend(opener(folds));
}

/** Open what is folded around the part that the address names. */
function reveal(): void {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = named?.closest<HTMLDetailsElement>("details.fold");
  if (!fold || fold.open) return;
  fold.open = true;
  named!.scrollIntoView();
}

/** Older browsers leave what is folded off the paper: open it while they print, unless only what is open is wanted. */
function printWhole(folds: HTMLDetailsElement[]): void {
  let opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    if (document.querySelector<HTMLInputElement>("#print-open")?.checked) return;
    opened = folds.filter((fold) => !fold.open);
    opened.forEach((fold) => (fold.open = true));
  });
  addEventListener("afterprint", () => {
    opened.forEach((fold) => (fold.open = false));
    opened = [];
  });
}

function opener(folds: HTMLDetailsElement[]): HTMLButtonElement {
  const button = element("button", { type: "button", class: "copy" });
  const tell = (): void => {
    button.textContent = folds.every((fold) => fold.open) ? say("fold_close") : say("fold_open");
  };
  button.addEventListener("click", () => {
    const open = !folds.every((fold) => fold.open);
    folds.forEach((fold) => (fold.open = open));
  });
  folds.forEach((fold) => fold.addEventListener("toggle", tell));
  tell();
  return button;
}
