/** How the page of `memsim web` is made: all code, styles and texts in one HTML file. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
const file = (path) => join(root, path);
const text = (path) => readFileSync(file(path), 'utf8');

/** What memsim reads of its package while it runs. */
const FOLDERS = ['fixtures/platforms', 'fixtures/lessons', 'fixtures/scenarios'];

function packageFiles() {
  const paths = FOLDERS.flatMap((folder) =>
    readdirSync(file(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1)),
  );
  const { version } = JSON.parse(text('package.json'));
  return {
    ...Object.fromEntries(paths.map((path) => [path, text(path)])),
    'package.json': JSON.stringify({ version }),
  };
}

const browser = (path) => file(`node_modules/${path}`);
const shim = (name) => file(`src/web/node/${name}.ts`);

/** Modules of Node, with and without their prefix. */
const node = Object.fromEntries(
  Object.entries({
    buffer: browser('buffer/index.js'),
    events: browser('events/events.js'),
    fs: shim('fs'),
    path: browser('path-browserify/index.js'),
    process: shim('process'),
  }).flatMap(([name, path]) => [
    [name, path],
    [`node:${name}`, path],
  ]),
);

const VIRTUAL = 'virtual:package-files';

const embedded = {
  name: 'package-files',
  resolveId(id) {
    if (id === VIRTUAL) return `\0${VIRTUAL}`;
    return id.startsWith('node:') && !(id in node) ? shim('absent') : null;
  },
  load: (id) =>
    id === `\0${VIRTUAL}` ? `export const PACKAGE_FILES = ${JSON.stringify(packageFiles())};` : null,
};

const hash = (content) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

/** Nothing but the script and the style of the page itself; no HTML from text. */
const policy = (script, style) =>
  [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/** The folder of the package that a bundled module is from; undefined for memsim's own. */
const packageOf = (id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];

/** Licences of the bundled packages, which go with every copy of them; equal texts once. */
function licences(modules) {
  const byText = new Map();
  for (const folder of new Set(modules.map(packageOf).filter((found) => found !== undefined))) {
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const own = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const { license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const words = own === undefined ? `Licence: ${license}` : readFileSync(join(folder, own), 'utf8').trim();
    byText.set(words, [...(byText.get(words) ?? []), name]);
  }
  return [...byText].map(([words, names]) => `${names.sort().join(', ')}\n\n${words}`).join('\n\n');
}

const page = {
  name: 'page',
  generateBundle(_options, bundle) {
    const [chunk] = Object.values(bundle);
    const script = chunk.code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--').trim();
    const style = text('node_modules/@xterm/xterm/css/xterm.css') + text('src/web/page.css');
    const parts = {
      POLICY: policy(script, style),
      STYLE: style,
      SCRIPT: script,
      LICENCES: licences(Object.keys(chunk.modules)).replaceAll('-->', '-- >'),
    };
    const source = text('src/web/page.html').replace(
      /POLICY|LICENCES|\/\* (STYLE|SCRIPT) \*\//g,
      (place, name = place) => parts[name],
    );
    for (const name of Object.keys(bundle)) delete bundle[name];
    this.emitFile({ type: 'asset', fileName: 'web.html', source });
  },
};

export default {
  input: 'src/web/main.ts',
  platform: 'browser',
  // Commands that need the computer are refused before they use what the modules of a page lack.
  shimMissingExports: true,
  onLog(level, log, print) {
    if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
    if (log.code !== 'SHIMMED_EXPORT') print(level, log);
  },
  plugins: [embedded, page],
  resolve: {
    alias: {
      ...node,
      // memsim colours text itself.
      '#supports-color': browser('chalk/source/vendor/supports-color/browser.js'),
      '@colors/colors/safe': shim('absent'),
      '@colors/colors/safe.js': shim('absent'),
    },
  },
  transform: { inject: { Buffer: ['buffer', 'Buffer'], process: [shim('process'), '*'] } },
  output: { dir: 'dist', format: 'iife', minify: true, codeSplitting: false },
};
