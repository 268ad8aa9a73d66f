import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Arguments of ours that a child process has no use for. */
const notForChildren = /^(-e|--eval|-p|--print|--input-type|--test|--watch|--inspect)/;

/** A process that has Node import TypeScript at its start has seen to it, be it by tsx or otherwise. */
const loadsTypeScript = /\btsx\b|\.[cm]?ts$/;

/**
 * What Node needs to run a module in a process of its own as this process would.
 *
 * For TypeScript that is tsx where the project has it, and else what Node itself makes of it.
 */
export function nodeArguments(
  moduleUrl: string,
  own: readonly string[] = process.execArgv,
): readonly string[] {
  const inherited = own.filter((argument) => !notForChildren.test(argument));
  if (!/\.[cm]?tsx?$/.test(new URL(moduleUrl).pathname)) return inherited;
  if (inherited.some((argument) => loadsTypeScript.test(argument))) return inherited;
  return [...inherited, ...typeScriptArguments(moduleUrl)];
}

function typeScriptArguments(moduleUrl: string): readonly string[] {
  try {
    const tsx = createRequire(fileURLToPath(moduleUrl)).resolve('tsx');
    return ['--import', pathToFileURL(tsx).href];
  } catch {
    // Node strips types unasked from 22.18 on; before, it has to be told to.
    return process.features.typescript ? [] : ['--experimental-strip-types'];
  }
}
