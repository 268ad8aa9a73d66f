import { mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { DefaultLogger, type Logger, type WorkflowBundleOption } from '@temporalio/worker';
import { agentWorkflowsPath } from './agent-workflows-path.js';
import {
  bundleFileName,
  bundleOrigin,
  isSameOrigin,
  modulesFolder,
  type BundleOrigin,
} from './bundle-origin.js';
import { makeBundle, originOf } from './make-bundle.js';

/** Bundles of earlier sources that are kept, for branches that one goes back to. */
const mostKept = 8;

interface AgentBundle {
  readonly bundle: WorkflowBundleOption;
  readonly origin: BundleOrigin;
}

let found: Promise<AgentBundle> | undefined;

/**
 * Gives the agent Workflow as a Worker takes it, `workflowBundle`, without bundling anything: `AgentPlugin` does so too.
 *
 * The bundle comes with `@durable-goals/core`. Where it was made of other sources or for another version of Temporal's SDK than are
 * installed, it is made again, once, and kept in `node_modules/.cache/durable-goals`.
 *
 * @param logger - Told when it is made again. @defaultValue standard error
 */
export async function agentWorkflowBundle(
  logger: Logger = new DefaultLogger('INFO'),
): Promise<WorkflowBundleOption> {
  return (await agentBundle(logger)).bundle;
}

/**
 * Names the code that a Worker with {@link agentWorkflowBundle} runs. Every Workflow Task and every Activity has it in its
 * event, so it is short: the SDK's own name for the same has ninety characters.
 */
export async function agentBuildId(logger: Logger): Promise<string> {
  const { sdk, sources } = (await agentBundle(logger)).origin;
  return `${sdk}+${sources.slice(0, 12)}`;
}

async function agentBundle(logger: Logger): Promise<AgentBundle> {
  found ??= (async () => {
    const entry = agentWorkflowsPath();
    const origin = await bundleOrigin(entry);
    return { origin, bundle: await findOrMake({ entry, cache: cacheFolder(), logger }, origin) };
  })();
  try {
    return await found;
  } catch (error) {
    found = undefined;
    throw error;
  }
}

/** Where to look, and whom to tell. */
export interface BundlePlaces {
  /** The module that exports the agent Workflow. */
  readonly entry: string;
  /** Where bundles are kept that were made here. */
  readonly cache: string;
  readonly logger: Logger;
}

/** Takes the bundle that lies beside `entry` or in the cache, if it is of today's sources and SDK, or makes it. */
export async function findOrMake(
  { entry, cache, logger }: BundlePlaces,
  origin: BundleOrigin,
): Promise<WorkflowBundleOption> {
  const shipped = join(modulesFolder(entry), bundleFileName);
  const shippedOrigin = await readOrigin(shipped);
  if (shippedOrigin && isSameOrigin(shippedOrigin, origin)) return { codePath: shipped };
  const codePath = join(cache, `workflow-${origin.sources}-${origin.sdk}.js`.replaceAll(' ', '-'));
  const kept = await readOrigin(codePath);
  if (kept && isSameOrigin(kept, origin)) {
    await utimes(codePath, new Date(), new Date()).catch(() => {});
    return { codePath };
  }
  if (shippedOrigin) logger.warn(mismatch(shippedOrigin, origin));
  const code = await makeBundle(entry, origin);
  try {
    await keep(codePath, { cache, code });
    return { codePath };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    logger.warn(
      `The Workflow bundle cannot be kept in '${cache}' (${reason}), so each Worker makes its own, which takes seconds. Make the folder writable.`,
    );
    return { code };
  }
}

function mismatch(shipped: BundleOrigin, installed: BundleOrigin): string {
  const reason =
    shipped.sdk === installed.sdk
      ? 'was made of other sources than are installed'
      : `was made for Temporal's SDK ${shipped.sdk}, and ${installed.sdk} is installed`;
  return `The Workflow bundle that came with '@durable-goals/core' ${reason}. It is made again now, once, which takes seconds.`;
}

/** In the project that has Temporal's SDK, so that installing afresh also starts afresh. */
function cacheFolder(): string {
  const sdk = createRequire(import.meta.url).resolve('@temporalio/worker/package.json');
  return resolve(sdk, '../../../.cache/durable-goals');
}

async function readOrigin(file: string): Promise<BundleOrigin | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(400), 0, 400, 0);
    return originOf(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** Puts a whole file in its place at once, as others may read it meanwhile. */
async function keep(
  codePath: string,
  { cache, code }: { readonly cache: string; readonly code: string },
): Promise<void> {
  await mkdir(cache, { recursive: true });
  const unfinished = `${codePath}.${process.pid}.unfinished`;
  try {
    await writeFile(unfinished, code);
    await rename(unfinished, codePath);
  } finally {
    await rm(unfinished, { force: true });
  }
  await dropOldest(cache);
}

async function dropOldest(cache: string): Promise<void> {
  const names = (await readdir(cache)).filter((name) => /^workflow-.*\.js$/.test(name));
  const files = await Promise.all(
    names.map(async (name) => {
      const file = join(cache, name);
      return { file, usedAt: (await stat(file).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  const old = files.toSorted((a, b) => b.usedAt - a.usedAt).slice(mostKept);
  await Promise.all(old.map(({ file }) => rm(file, { force: true })));
}
