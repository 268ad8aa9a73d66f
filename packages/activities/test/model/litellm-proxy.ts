import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installLiteLlm, LiteLlmMissing } from './litellm-install.js';
import { freePort } from '../../../../test/free-port.js';

export interface LiteLlmProxy {
  /** What `LLM_BASE_URL` is set to. */
  readonly baseURL: string;
  /** What `LLM_KEY` is set to. */
  readonly apiKey: string;
  stop(): Promise<void>;
}

/** The key that the proxy shows to the upstream, so that tests can look for it where it must not be. */
export const upstreamKey = 'upstream-key-7Hq2Zm9Lw4';

const startLimitMs = 180_000;

/**
 * Why no LiteLLM proxy can be had here, for a test to skip with; it is installed on first use.
 *
 * @returns `undefined` when it can be had; what Python said where it or the package index is missing,
 *   which throws instead with `CI=true`.
 */
export async function whyNoLiteLlm(): Promise<string | undefined> {
  try {
    await installLiteLlm();
    return undefined;
  } catch (error) {
    if (process.env['CI'] === 'true' || !(error instanceof LiteLlmMissing)) throw error;
    return `LiteLLM is not here: ${error.message}`;
  }
}

/** A real LiteLLM proxy on a free port of this machine that passes one model on to an upstream. */
export async function startLiteLlmProxy(options: {
  readonly upstreamBaseUrl: string;
  /** The name under which clients ask for the model; the upstream is asked for the same. */
  readonly model: string;
}): Promise<LiteLlmProxy> {
  const program = await installLiteLlm();
  const folder = await mkdtemp(join(tmpdir(), 'litellm-'));
  const config = join(folder, 'config.yaml');
  const apiKey = `sk-${randomBytes(24).toString('hex')}`;
  // JSON is YAML.
  await writeFile(config, JSON.stringify(configOf(options, apiKey)));
  const port = await freePort();
  const child = spawn(program, ['--config', config, '--host', '127.0.0.1', '--port', `${port}`], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
      LITELLM_MODE: 'PRODUCTION',
      NO_PROXY: '127.0.0.1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = once(child, 'exit');
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);

  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(kill, 5000);
    await exited;
    clearTimeout(timer);
    process.removeListener('exit', kill);
    await rm(folder, { recursive: true, force: true });
  };

  const baseURL = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + startLimitMs;
  while (!(await isAlive(baseURL))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`LiteLLM did not start within ${startLimitMs / 1000} s. It said:\n${output}`);
    }
    await sleep(250);
  }
  return { baseURL, apiKey, stop };
}

function configOf(
  { upstreamBaseUrl, model }: { readonly upstreamBaseUrl: string; readonly model: string },
  masterKey: string,
): unknown {
  return {
    model_list: [
      {
        model_name: model,
        litellm_params: {
          model: `openai/${model}`,
          api_base: upstreamBaseUrl,
          api_key: upstreamKey,
          max_retries: 0,
        },
      },
    ],
    litellm_settings: { num_retries: 0, telemetry: false },
    router_settings: { num_retries: 0, disable_cooldowns: true },
    general_settings: { master_key: masterKey },
  };
}

async function isAlive(baseURL: string): Promise<boolean> {
  try {
    const response = await fetch(`${baseURL}/health/liveliness`, {
      signal: AbortSignal.timeout(2000),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
