/** Data as classic scripts, which load from a disk as well; a file is asked for once, when it is needed. */
const arrived = new Map<string, unknown>();
const asked = new Map<string, Promise<void>>();

declare global {
  interface Window {
    /** Called by the scripts that the build writes into data/web/. */
    parvis: { data: (name: string, value: unknown) => void };
  }
}

/** The way from the page to its language's folder. */
export let root = "";

/** Take notice of where the page lies; to be called while the script itself runs. */
export function begin(): void {
  root = (document.currentScript as HTMLScriptElement | null)?.dataset.root ?? "";
  window.parvis = { data: (name, value) => void arrived.set(name, value) };
}

/** Return what the build wrote for a page in its language: `index`, `figures/INDICATOR`. */
export function ofLanguage<T>(name: string): Promise<T> {
  return read<T>(name, `${root}../data/web/${document.documentElement.lang}/${name}.js`);
}

/** Return what the build wrote once for every language: `shapes/ZONING`. */
export function ofAll<T>(name: string): Promise<T> {
  return read<T>(name, `${root}../data/web/${name}.js`);
}

async function read<T>(name: string, address: string): Promise<T> {
  let waiting = asked.get(name);
  if (!waiting) asked.set(name, (waiting = loaded(address)));
  await waiting;
  return arrived.get(name) as T;
}

function loaded(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${address} cannot be read`));
    document.head.append(script);
  });
}
