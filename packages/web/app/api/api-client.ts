import { ApiError, refusalOf } from './api-error.js';
import type {
  ConversationSummary,
  Decision,
  Goals,
  Json,
  Limits,
  MessagePage,
  Page,
  PendingCalls,
  Resolution,
  Session,
  Status,
} from './shapes.js';
import { token } from './token.js';

const answerWithinMs = 20_000;

/** Makes a key under which a writing request counts once, however often it is sent. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/** Headers of every request. */
export function headersOf(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const bearer = token.get();
  return { ...more, ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) };
}

/** Where the API is, from wherever the page is served. */
export function apiUrl(path: string): string {
  return new URL(`v1/${path}`, document.baseURI).href;
}

async function request<Result>(path: string, init: RequestInit = {}): Promise<Result> {
  let response: Response;
  try {
    response = await fetch(apiUrl(path), { signal: AbortSignal.timeout(answerWithinMs), ...init });
  } catch {
    const message = 'The server cannot be reached.';
    throw new ApiError({ status: 0, type: 'Unreachable', message });
  }
  if (!response.ok) throw await refusalOf(response);
  return (await response.json()) as Result;
}

function read<Result>(path: string, query: Readonly<Record<string, string | undefined>> = {}) {
  const given = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
  return request<Result>(`${path}${search}`, { headers: headersOf() });
}

function write<Result = unknown>(path: string, body: unknown, key = newKey()): Promise<Result> {
  return request<Result>(path, {
    method: 'POST',
    headers: headersOf({ 'content-type': 'application/json', 'idempotency-key': key }),
    body: JSON.stringify(body),
  });
}

const under = (conversationId: string, path = ''): string =>
  `conversations/${encodeURIComponent(conversationId)}${path}`;

/** The REST API, as far as the page uses it. Every method rejects with {@link ApiError}. */
export const api = {
  session: () => read<Session>('session'),
  goals: () => read<Goals>('goals'),
  conversations: (query: { after?: string | undefined; goalId?: string | undefined }) =>
    read<Page<ConversationSummary>>('conversations', { limit: '50', ...query }),
  approvals: (after?: string) => read<Page<PendingCalls>>('approvals', { limit: '100', after }),
  start: (body: { goalId: string; model?: string }, key: string) =>
    write<{ conversationId: string }>('conversations', body, key),
  status: (id: string) => read<Status>(under(id)),
  messages: (id: string, { after, limit = 200 }: { after: number; limit?: number }) =>
    read<MessagePage>(under(id, '/messages'), { after: String(after), limit: String(limit) }),
  send: (id: string, { text, key }: { text: string; key: string }) =>
    write<{ readonly state: string }>(under(id, '/messages'), { text }, key),
  decide: (id: string, callId: string, decision: Decision) =>
    write<{ readonly state: string }>(
      under(id, `/approvals/${encodeURIComponent(callId)}`),
      decision,
    ),
  resolve: (id: string, callId: string, resolution: Resolution) =>
    write(under(id, `/in-doubt/${encodeURIComponent(callId)}`), resolution),
  retry: (id: string) => write(under(id, '/retry'), {}),
  setModel: (id: string, model: string) => write(under(id, '/model'), { model }),
  grant: (id: string, limits: Limits) => write(under(id, '/limits'), { limits }),
  changeGoal: (id: string, goalId: string) => write(under(id, '/goal'), { goalId }),
  end: (id: string) => write(under(id, '/end'), {}),
  output: (id: string, callId: string) =>
    read<{ output: Json }>(under(id, `/calls/${encodeURIComponent(callId)}/output`)),
};
