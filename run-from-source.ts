import { existsSync } from 'node:fs';
import { enableCompileCache, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/*
 * For `node --import`: runs this repository's TypeScript as it is. Node itself takes the types away; that one module names
 * another by the `.js` it is compiled to is all that is left to translate. tsx does the same, and doubles the time in which
 * a Worker starts.
 */
registerHooks({
  resolve(specifier, context, nextResolve) {
    const { parentURL } = context;
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && parentURL?.endsWith('.ts')) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), parentURL);
      if (existsSync(source)) return nextResolve(source.href, context);
    }
    return nextResolve(specifier, context);
  },
});

const cache = fileURLToPath(new URL('node_modules/.cache/node-code', import.meta.url));
enableCompileCache(cache);
// Threads have no part in it unless they find it in the environment.
process.env['NODE_COMPILE_CACHE'] ??= cache;
