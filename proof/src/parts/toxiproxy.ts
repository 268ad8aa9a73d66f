import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ensureGoPrograms,
  freePort,
  startServerProcess,
  whileStarting,
} from '@durable-goals/dev-server';
import type { AtEnd } from './at-end.js';
import { toxiproxy } from './go-programs.js';

/** Something that is wrong with a connection, in toxiproxy's words. */
export interface Toxic {
  readonly type:
    | 'latency'
    | 'bandwidth'
    | 'slow_close'
    | 'timeout'
    | 'reset_peer'
    | 'slicer'
    | 'limit_data';
  readonly attributes: Readonly<Record<string, number>>;
}

/** A way to a server that can be broken. */
export interface Way {
  /** Where it begins, `ip:port`. */
  readonly address: string;
  /** Breaks it in both directions, until it is mended. */
  breakBy(toxics: readonly Toxic[]): Promise<void>;
  /** Closes every connection and takes no new one, until it is mended. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** A toxiproxy of our own, with the ways that lead through it. */
export interface Toxiproxy {
  way(name: string, to: string): Promise<Way>;
}

/** Starts toxiproxy, which is built first where it has to be. */
export async function startToxiproxy(
  atEnd: AtEnd,
  say: (line: string) => void,
): Promise<Toxiproxy> {
  const folder = await ensureGoPrograms(toxiproxy, { onProgress: say });
  const port = await freePort('127.0.0.1');
  const args = ['-host', '127.0.0.1', '-port', String(port)];
  const server = startServerProcess(join(folder, 'server'), args, {});
  atEnd(async () => await server.stop());
  const api = `http://127.0.0.1:${port}`;
  await whileStarting(server, { timeoutMs: 20_000, signal: undefined }, async (signal) => {
    while (!(await fetch(`${api}/version`, { signal }).then(isOk, () => false))) await sleep(50);
  });

  async function ask(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${api}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`toxiproxy says ${answer.status} to ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  return {
    async way(name, upstream) {
      const made = await ask('POST', '/proxies', { name, upstream, listen: '127.0.0.1:0' });
      const { listen } = made as { readonly listen: string };
      let names: readonly string[] = [];
      return {
        address: listen,
        async breakBy(toxics) {
          for (const toxic of toxics) {
            for (const stream of ['upstream', 'downstream']) {
              const toxicName = `${toxic.type}-${stream}`;
              names = [...names, toxicName];
              await ask('POST', `/proxies/${name}/toxics`, { ...toxic, stream, name: toxicName });
            }
          }
        },
        cut: async () => void (await ask('POST', `/proxies/${name}`, { enabled: false })),
        async mend() {
          await ask('POST', `/proxies/${name}`, { enabled: true });
          for (const toxic of names) await ask('DELETE', `/proxies/${name}/toxics/${toxic}`);
          names = [];
        },
      };
    },
  };
}

function isOk({ ok }: Response): boolean {
  return ok;
}
