import { describe, expect, test } from 'vitest';
import { type Environment, modelById, modelFromEnv } from '../../src/model/choose-model.js';
import { ModelFailure } from '../../src/model/model-failure.js';
import { askFor } from './model-requests.js';
import { completion } from './openai-upstream.js';

/** Asks the chosen model once and tells where the call went, under which name and with which key. */
async function callOf(env: Environment, id?: string): Promise<readonly (string | null)[]> {
  let seen: readonly (string | null)[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const request = new Request(url, init);
    const { model } = (await request.json()) as { model: string };
    seen = [request.url, model, request.headers.get('authorization')];
    return Response.json(completion({ content: 'hi' }));
  };
  const model =
    id === undefined ? modelFromEnv(env, { fetch })?.model : modelById(env, { fetch })(id);
  await model?.generate(askFor('text'), { signal: new AbortController().signal });
  return seen;
}

function refusalOf(choose: () => unknown): string {
  try {
    choose();
  } catch (error) {
    if (error instanceof ModelFailure) return `${error.type}: ${error.message}`;
    throw error;
  }
  return 'chosen';
}

const LLM_KEY = 'key-of-a-test';

describe('LLM_MODEL without a base URL', () => {
  test.each([
    ['gpt-5', 'https://api.openai.com/v1', 'gpt-5'],
    ['openai/gpt-5', 'https://api.openai.com/v1', 'gpt-5'],
    ['OpenAI/gpt-5', 'https://api.openai.com/v1', 'gpt-5'],
    ['  gpt-5 ', 'https://api.openai.com/v1', 'gpt-5'],
    ['ft:gpt-5:acme::x', 'https://api.openai.com/v1', 'ft:gpt-5:acme::x'],
    ['anthropic/claude-sonnet-5', 'https://api.anthropic.com/v1', 'claude-sonnet-5'],
    [
      'gemini/gemini-3-pro',
      'https://generativelanguage.googleapis.com/v1beta/openai',
      'gemini-3-pro',
    ],
    ['groq/openai/gpt-oss-20b', 'https://api.groq.com/openai/v1', 'openai/gpt-oss-20b'],
    ['mistral/mistral-large-latest', 'https://api.mistral.ai/v1', 'mistral-large-latest'],
    ['deepseek/deepseek-chat', 'https://api.deepseek.com', 'deepseek-chat'],
    ['openrouter/meta/llama-4', 'https://openrouter.ai/api/v1', 'meta/llama-4'],
    ['xai/grok-5', 'https://api.x.ai/v1', 'grok-5'],
    ['together_ai/Qwen/Qwen4', 'https://api.together.ai/v1', 'Qwen/Qwen4'],
    ['ollama/llama4:8b', 'http://localhost:11434/v1', 'llama4:8b'],
  ])('%s goes to %s as %s', async (LLM_MODEL, address, name) => {
    const call = await callOf({ LLM_MODEL, LLM_KEY });
    expect(call).toEqual([`${address}/chat/completions`, name, `Bearer ${LLM_KEY}`]);
  });

  test('Ollama needs no key', async () => {
    expect((await callOf({ LLM_MODEL: 'ollama/llama4' }))[2]).toBe('Bearer none');
  });

  test("a provider's own variable stands in for LLM_KEY", async () => {
    const env = { LLM_MODEL: 'groq/x', GROQ_API_KEY: 'of-groq' };
    expect((await callOf(env))[2]).toBe('Bearer of-groq');
  });
});

describe('LLM_MODEL with LLM_BASE_URL', () => {
  const LLM_BASE_URL = 'http://127.0.0.1:4000';

  test.each(['openai/gpt-5', 'anthropic/claude', 'nobody/knows', 'gpt-5'])(
    '%s is sent there as written',
    async (LLM_MODEL) => {
      const call = await callOf({ LLM_MODEL, LLM_KEY, LLM_BASE_URL });
      expect(call).toEqual([`${LLM_BASE_URL}/chat/completions`, LLM_MODEL, `Bearer ${LLM_KEY}`]);
    },
  );

  test('a key is optional', async () => {
    expect((await callOf({ LLM_MODEL: 'x', LLM_BASE_URL }))[2]).toBe('Bearer none');
  });

  test('a model that is asked for later goes there too', async () => {
    const call = await callOf({ LLM_MODEL: 'x', LLM_KEY, LLM_BASE_URL }, 'anthropic/claude');
    expect(call).toEqual([
      `${LLM_BASE_URL}/chat/completions`,
      'anthropic/claude',
      `Bearer ${LLM_KEY}`,
    ]);
  });
});

describe('a model that is asked for by setModel', () => {
  const env = { LLM_MODEL: 'openai/gpt-5', LLM_KEY, ANTHROPIC_API_KEY: 'of-anthropic' };

  test('of the same provider has the same key', async () => {
    expect((await callOf(env, 'gpt-5-mini')).slice(1)).toEqual(['gpt-5-mini', `Bearer ${LLM_KEY}`]);
  });

  test("of another provider has that provider's key, never LLM_KEY", async () => {
    expect((await callOf(env, 'anthropic/claude'))[2]).toBe('Bearer of-anthropic');
    expect(refusalOf(() => modelById(env)('xai/grok'))).toMatchInlineSnapshot(
      `"ModelAuthRefused: Model 'xai/grok' needs a key of 'xai', and 'LLM_KEY' is the key of another provider. Set XAI_API_KEY."`,
    );
  });

  test('is made once', () => {
    const byId = modelById(env);
    expect(byId('gpt-5-mini')).toBe(byId(' gpt-5-mini '));
  });
});

describe('a list of models', () => {
  const env = { LLM_MODEL: 'openai/gpt-5, ollama/llama4', LLM_KEY };

  test('is asked in order, and says so', () => {
    const chosen = modelFromEnv(env);
    expect(chosen?.model.id).toBe('openai/gpt-5, ollama/llama4');
    expect(chosen?.words).toMatchInlineSnapshot(
      `"Model 'openai/gpt-5' at 'api.openai.com', with 'ollama/llama4' to stand in."`,
    );
  });

  test('goes on to the next model when one is away', async () => {
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (url) => {
      asked.push(new URL(new Request(url).url).host);
      const isFirst = asked.length === 1;
      return isFirst
        ? new Response('', { status: 503 })
        : Response.json(completion({ content: 'hi' }));
    };
    const answer = await modelFromEnv(env, { fetch })?.model.generate(askFor('text'), {
      signal: new AbortController().signal,
    });
    expect(answer?.text).toBe('hi');
    expect(asked).toEqual(['api.openai.com', 'localhost:11434']);
  });
});

describe('the environment', () => {
  test.each([[{}], [{ LLM_MODEL: '', LLM_KEY: ' ' }], [{ OPENAI_API_KEY: 'x' }]])(
    '%o chooses no model',
    (env) => {
      expect(modelFromEnv(env)).toBeUndefined();
    },
  );

  test('is told in words, without the key', () => {
    const words = modelFromEnv({ LLM_MODEL: 'anthropic/claude', LLM_KEY })?.words;
    expect(words).toMatchInlineSnapshot(`"Model 'anthropic/claude' at 'api.anthropic.com'."`);
  });

  test('is refused in one sentence and a remedy', () => {
    const refused = (env: Environment): string => refusalOf(() => modelFromEnv(env));
    const LLM_MODEL = 'gpt-5';
    expect([
      refused({ LLM_KEY }),
      refused({ LLM_BASE_URL: 'http://localhost:4000' }),
      refused({ LLM_MODEL }),
      refused({ LLM_MODEL: 'anthropic/claude', OPENAI_API_KEY: 'x' }),
      refused({ LLM_MODEL: 'nobody/knows', LLM_KEY }),
      refused({ LLM_MODEL: 'openai/', LLM_KEY }),
      refused({ LLM_MODEL, LLM_KEY: 'two words' }),
      refused({ LLM_MODEL, LLM_BASE_URL: 'localhost:4000' }),
      refused({ LLM_MODEL, LLM_BASE_URL: 'http://me:secret@localhost:4000' }),
    ]).toMatchInlineSnapshot(`
      [
        "ModelUnknown: 'LLM_KEY' is set but 'LLM_MODEL' is not. Set LLM_MODEL to the name of a model, or clear LLM_KEY.",
        "ModelUnknown: 'LLM_BASE_URL' is set but 'LLM_MODEL' is not. Set LLM_MODEL to the name of a model, or clear LLM_BASE_URL.",
        "ModelAuthRefused: Model 'gpt-5' needs an API key, and 'LLM_KEY' is not set. Set LLM_KEY to a key of 'openai'.",
        "ModelAuthRefused: Model 'anthropic/claude' needs an API key, and 'LLM_KEY' is not set. Set LLM_KEY to a key of 'anthropic'.",
        "ModelUnknown: Model 'nobody/knows' names the provider 'nobody', whose address is not known; known are 'openai/', 'anthropic/', 'gemini/', 'ollama/', 'groq/', 'mistral/', 'deepseek/', 'openrouter/', 'xai/', 'together_ai/'. Use one of these, or set LLM_BASE_URL to an address that speaks OpenAI's chat completions.",
        "ModelUnknown: Model 'openai/' has no name. Set LLM_MODEL to the name of a model.",
        "ModelUnknown: Model 'gpt-5' has an API key that no HTTP header can carry. Set LLM_KEY without blanks or quotes.",
        "ModelUnknown: Model 'gpt-5' has a base URL without http:// or https://. Set LLM_BASE_URL to a whole address.",
        "ModelUnknown: Model 'gpt-5' has a name or password in its base URL. Leave it out and set LLM_KEY.",
      ]
    `);
  });
});
