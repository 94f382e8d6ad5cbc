// Writes what the templates' icon() reads (the inner markup of every Lucide icon), and copies the favicon and the
// TrueType fonts that PDF and picture rendering need beside the web fonts; then puts the whole build in its place.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const dist = join(root, "node_modules/.built");
const place = join(root, "../events_app/static/dist");
const source = join(root, "node_modules/lucide-static/icons");

const icons = {};
for (const file of readdirSync(source)) {
  if (!file.endsWith(".svg")) continue;
  const markup = readFileSync(join(source, file), "utf8");
  const inner = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(markup);
  if (inner === null) throw new Error(`No svg element in ${file}`);
  icons[file.slice(0, -4)] = inner[1].replace(/\s*\n\s*/g, "").trim();
}
writeFileSync(join(dist, "icons.json"), JSON.stringify(icons));

const fonts = join(root, "node_modules/@expo-google-fonts/be-vietnam-pro");
mkdirSync(join(dist, "fonts"), { recursive: true });
for (const style of ["400Regular", "500Medium", "600SemiBold", "700Bold"]) {
  copyFileSync(join(fonts, style, `BeVietnamPro_${style}.ttf`), join(dist, "fonts", `BeVietnamPro-${style}.ttf`));
}
copyFileSync(join(root, "src/favicon.svg"), join(dist, "favicon.svg"));

const former = join(root, "node_modules/.former");
rmSync(former, { recursive: true, force: true });
mkdirSync(join(place, ".."), { recursive: true });
try {
  renameSync(place, former);
} catch (error) {
  if (error.code !== "ENOENT") throw error;
}
renameSync(dist, place);
rmSync(former, { recursive: true, force: true });
console.log(`${Object.keys(icons).length} icons, 4 fonts`);
