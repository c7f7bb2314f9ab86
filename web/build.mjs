// Bundles the scripts of the pages, as classic scripts: modules do not load from a disk (file://).
//   node build.mjs FOLDER      the scripts, the map library and the licences of what they carry
//   node build.mjs tests       the unit tests, into build/, for node's own test runner
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const ENTRIES = ["site"];
const MAP_LIBRARY = "node_modules/maplibre-gl/dist";

process.chdir(import.meta.dirname);
await (process.argv[2] === "tests" ? tests() : bundle(process.argv[2]));

async function bundle(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: ENTRIES.map((name) => `src/${name}.ts`),
    outdir: folder,
    bundle: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    minify: true,
  });
  const library = await readFile(join(MAP_LIBRARY, "maplibre-gl.js"), "utf8");
  await writeFile(join(folder, "maplibre-gl.js"), library.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
  await copyFile(join(MAP_LIBRARY, "maplibre-gl.css"), join(folder, "maplibre-gl.css"));
  await writeFile(join(folder, "licences.txt"), await licences());
}

async function tests() {
  await rm("build", { recursive: true, force: true });
  const files = (await readdir("test")).filter((name) => name.endsWith(".test.ts"));
  await build({
    entryPoints: files.map((name) => `test/${name}`),
    outdir: "build",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
  });
}

// What is not a development tool is carried by the scripts, so its licence goes with them.
async function licences() {
  const { packages } = JSON.parse(await readFile("package-lock.json", "utf8"));
  const carried = Object.keys(packages).filter((path) => path && !packages[path].dev);
  const texts = await Promise.all(carried.sort().map((path) => notice(path, packages[path])));
  return ["Third-party software carried by these scripts, with its licences.", ...texts].join("\n\n");
}

async function notice(path, { version, license }) {
  const names = (await readdir(path)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(path, name), "utf8")));
  const name = path.split("node_modules/").pop();
  return [`${"=".repeat(78)}\n${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join("\n\n") + "\n";
}
