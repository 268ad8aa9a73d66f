import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ResultStore } from '@durable-goals/core';
import { sha256Of, wholeOf } from './whole-result.js';
import { storeUnavailable } from './store-unavailable.js';

/** What a reference may look like; anything else names no file. */
const referenceShape = /^[a-f0-9]{32}\/[a-f0-9]{32}\/[a-f0-9]{64}$/;

/**
 * Keeps large results as files in a folder, which is made where it is missing; for Workers and readers on one machine,
 * or on a disk that they share. A file is there whole or not at all.
 */
export function fileResults(folder: string): ResultStore {
  const pathOf = (reference: string): string | undefined =>
    referenceShape.test(reference) ? join(folder, `${reference}.json`) : undefined;

  async function reaching<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      throw storeUnavailable(`for results in '${folder}'`, error);
    }
  }

  return {
    async put({ conversationId, chainId, callId }, content) {
      const sha256 = sha256Of(content);
      const call = nameOf(JSON.stringify([chainId, callId]));
      const reference = `${nameOf(conversationId)}/${call}/${sha256}`;
      const file = join(folder, `${reference}.json`);
      await reaching(async () => {
        await mkdir(dirname(file), { recursive: true });
        const unfinished = `${file}.${randomUUID()}`;
        await writeFile(unfinished, content, { flush: true });
        await rename(unfinished, file);
      });
      return wholeOf(reference, content, sha256);
    },
    async get(reference) {
      const file = pathOf(reference);
      if (file === undefined) return undefined;
      return await reaching(async () => await orNothing(readFile(file, 'utf8')));
    },
    async has(reference) {
      const file = pathOf(reference);
      if (file === undefined) return false;
      const found = await reaching(async () => await orNothing(access(file).then(() => true)));
      return found === true;
    },
    async forget(conversationId) {
      await reaching(async () => {
        await rm(join(folder, nameOf(conversationId)), { recursive: true, force: true });
      });
    },
    close: async () => {},
  };
}

/** An id as the name of a file: ids may hold anything, and be of any length. */
function nameOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}

async function orNothing<Value>(found: Promise<Value>): Promise<Value | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
