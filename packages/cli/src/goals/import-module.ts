import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A module's exports by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * Imports a module; TypeScript natively where this process can, else through jiti.
 *
 * @throws whatever the module throws.
 */
export async function importModule(path: string): Promise<ModuleExports> {
  try {
    return (await import(pathToFileURL(path).href)) as ModuleExports;
  } catch (error) {
    if (!/^\.[cm]?tsx?$/.test(extname(path)) || !isBeyondNode(error)) throw error;
  }
  const { createJiti } = await import('jiti');
  return await createJiti(import.meta.url).import<ModuleExports>(path);
}

/** Node could not take the TypeScript as it is; that says nothing about the module. */
function isBeyondNode(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  switch (error.code) {
    case 'ERR_UNKNOWN_FILE_EXTENSION':
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
    case 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING':
    case 'ERR_UNSUPPORTED_DIR_IMPORT':
      return true;
    case 'ERR_MODULE_NOT_FOUND':
      // './tools.js' means './tools.ts' to a compiler, not to Node.
      return 'url' in error && hasTypeScriptTwin(String(error.url));
    default:
      return false;
  }
}

function hasTypeScriptTwin(url: string): boolean {
  if (!url.startsWith('file:')) return false;
  const path = fileURLToPath(url);
  const twins = extname(path) === '' ? [`${path}.ts`] : [path.replace(/\.([cm]?)js$/, '.$1ts')];
  return twins.some((twin) => twin !== path && existsSync(twin));
}
