import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

/** Beside each file the same, compressed: what the program that serves them embeds. */
function compressed() {
  let folder = '';
  return {
    name: 'compressed',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle() {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && !entry.name.endsWith('.gz')) {
          const file = join(entry.parentPath, entry.name);
          writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
        }
      }
    },
  };
}

export default defineConfig({
  base: '/',
  // JSX becomes calls of Preact by the bundler itself: no plug-in.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [compressed()],
  build: {
    assetsDir: 'console',
    // Nothing is put into the page itself: its Content-Security-Policy would refuse it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: false,
  },
  // npx vite: the page as it is edited, over a stack that runs.
  server: { proxy: { '^/(jobs|submissions|job-queues|job-definitions|compute-environments|overview|changes|timelines|graph|openapi.json)': { target: 'http://127.0.0.1:4501', changeOrigin: true } } },
});
