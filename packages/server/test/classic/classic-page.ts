/** What the page shows of one message that it does not hide. */
type Bubble =
  | { readonly kind: 'user' | 'agent'; readonly text: string }
  | { readonly kind: 'card'; readonly tool: string; readonly args: object };

/**
 * Behaves as the tutorial's web client does, as far as a server can tell: it polls the whole history, shows `user` and
 * `agent`, locks its input by the last actor, sends an empty body with a type of JSON, and breaks on the shapes that
 * break that client.
 */
export function classicPage(baseURL: string, origin = 'http://localhost:5173') {
  let bubbles: readonly Bubble[] = [];
  let isLoading = false;
  let isDone = true;
  let isRunning = false;
  let banner = '';

  async function call(method: 'GET' | 'POST', path: string): Promise<Record<string, unknown>> {
    const headers = {
      origin,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'cors',
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    };
    if (method === 'POST') await preflight(path);
    const response = await fetch(`${baseURL}${path}`, { method, headers });
    if (response.headers.get('access-control-allow-origin') !== origin) {
      throw new TypeError('Failed to fetch: blocked by CORS.');
    }
    // An empty body would break it here, whatever the status.
    const body = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${response.status}`);
    return body;
  }

  async function preflight(path: string): Promise<void> {
    const { status, headers } = await fetch(`${baseURL}${path}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    const names = headers.get('access-control-allow-headers') ?? '';
    const isAllowed =
      status === 200 &&
      headers.get('access-control-allow-origin') === origin &&
      names.includes('content-type');
    if (!isAllowed) throw new TypeError('Failed to fetch: the preflight was refused.');
  }

  function show(messages: readonly Record<string, unknown>[]): void {
    const visible = messages.filter(
      ({ actor, response }) =>
        (actor === 'user' || actor === 'agent') && !textOf(response).startsWith('###'),
    );
    bubbles = visible.map((message, index) => bubble(message, index === visible.length - 1));
    const last = messages.at(-1);
    isLoading = last !== undefined && last['actor'] !== 'agent';
    const step = last?.['response'] as { next?: string } | undefined;
    isDone = last === undefined || step?.next === 'done';
    if (!bubbles.some(({ kind }) => kind === 'card')) isRunning = false;
  }

  return {
    async poll(): Promise<void> {
      try {
        const data = await call('GET', '/get-conversation-history');
        show((data['messages'] ?? []) as readonly Record<string, unknown>[]);
        banner = '';
      } catch (error) {
        if (error instanceof Broken) throw error;
        banner = `Error fetching conversation: ${String(error)}`;
      }
    },
    async send(text: string): Promise<void> {
      if (isLoading || isDone) throw new Error('The input is locked.');
      await call('POST', `/send-prompt?prompt=${encodeURIComponent(text.trim())}`);
    },
    /** A click on Confirm, or Enter on it, which also counts as a click: two requests. */
    async confirm(by: 'click' | 'Enter'): Promise<void> {
      if (!bubbles.some(({ kind }) => kind === 'card')) throw new Error('There is no card.');
      if (isRunning) throw new Error('The card says that it runs.');
      // Said also when the request fails then, until the page is loaded again.
      isRunning = true;
      const twice = by === 'Enter' ? [0, 1] : [0];
      await Promise.all(twice.map(async () => await call('POST', '/confirm')));
    },
    async newChat(): Promise<void> {
      if (!isDone) throw new Error('The button is off.');
      await call('POST', '/start-workflow');
    },
    reload(): void {
      [bubbles, isLoading, isDone, isRunning, banner] = [[], false, true, false, ''];
    },
    bubbles: () => bubbles,
    last: () => bubbles.at(-1),
    isLoading: () => isLoading,
    isDone: () => isDone,
    isRunning: () => isRunning,
    banner: () => banner,
  };
}

/** The page shows that something went wrong, until it is loaded again. */
class Broken extends Error {}

/** What it is said to have begun with: the page hides its own instructions. */
function textOf(response: unknown): string {
  const text =
    typeof response === 'object' && response !== null && 'response' in response
      ? response.response
      : response;
  return typeof text === 'string' ? text : '';
}

function bubble(message: Record<string, unknown>, isLast: boolean): Bubble {
  const { actor, response } = message;
  if (actor === 'user') {
    if (typeof response !== 'string') throw new Broken('A person said something that is no text.');
    return { kind: 'user', text: response };
  }
  if (typeof response !== 'object' || response === null)
    throw new Broken('The agent said nothing.');
  const {
    response: text,
    next,
    tool,
    args,
    force_confirm: force,
  } = response as Record<string, unknown>;
  if (typeof text !== 'string') throw new Broken('What the agent said is no text.');
  if (!['question', 'confirm', 'done', 'pick-new-goal'].includes(String(next))) {
    throw new Broken(`'${String(next)}' is no next step.`);
  }
  if (next !== 'confirm') return { kind: 'agent', text };
  if (typeof args !== 'object' || args === null) throw new Broken('A card has no arguments.');
  if (force === true && isLast) return { kind: 'card', tool: String(tool), args };
  return { kind: 'agent', text: `Agent chose tool: ${String(tool)}` };
}
