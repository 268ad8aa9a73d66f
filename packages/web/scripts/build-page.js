// Builds the page of `app` into the folder that is named, for `src/page-folder.ts` and for `npm run build`.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const [, , folder = 'dist/chat-page'] = process.argv;
// Under another name, React's slow and wordy form is built in.
process.env.NODE_ENV = 'production';

await build({
  root: fileURLToPath(new URL('../app', import.meta.url)),
  configFile: false,
  // The page is at home under whatever path a proxy gives it.
  base: './',
  logLevel: 'warn',
  plugins: [react()],
  build: {
    outDir: resolve(folder),
    emptyOutDir: true,
    target: 'es2023',
    // What is inlined would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    license: { fileName: 'licenses.md' },
  },
});
