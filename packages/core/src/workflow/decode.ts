import { isJsonObject, type JsonObject } from '../json.js';
import { limitNames, type Limits } from '../goal-spec.js';
import { bounds } from '../conversation/bounds.js';
import { tooLarge } from '../conversation/given.js';
import { failures } from '../failures.js';
import { deepestNesting } from '../sub-agents.js';
import type {
  AgentStart,
  Approve,
  Decide,
  FromSubAgent,
  Resolve,
  SendMessage,
  ToSubAgent,
} from '../wire.js';

/**
 * Reads what came from outside. Every reader throws `MalformedRequest`, a failure that an Update's
 * validator may throw, and never anything else.
 */

/** A request's own id, which makes it count once. */
export function readId(value: unknown): { readonly id: string } {
  return { id: text(object(value), 'id', bounds.id) };
}

export function readSendMessage(value: unknown): SendMessage {
  const from = object(value);
  const message = { ...readId(from), text: stringOf(from, 'text'), ...optional(from, 'by') };
  if (message.text.trim() === '') throw malformed(`'text' is empty`);
  return message;
}

export function readApprove(value: unknown): Approve {
  const from = object(value);
  const { input } = from;
  if (input !== undefined && !isJsonObject(input)) throw malformed(`'input' is not an object`);
  checkLength('input', input);
  return {
    ...readId(from),
    callId: text(from, 'callId', bounds.id),
    inputHash: text(from, 'inputHash', bounds.id),
    ...optional(from, 'by'),
    ...optional(from, 'reason'),
    ...(input === undefined ? {} : { input }),
  };
}

export function readDecide(value: unknown): Decide {
  const decision = object(value)['decision'];
  if (decision !== 'approve' && decision !== 'reject') {
    throw malformed(`'decision' is neither 'approve' nor 'reject'`);
  }
  return { ...readApprove(value), decision };
}

export function readResolve(value: unknown): Resolve {
  const from = object(value);
  const { happened, output } = from;
  if (typeof happened !== 'boolean') throw malformed(`'happened' is neither true nor false`);
  checkLength('output', output);
  return {
    ...readId(from),
    callId: text(from, 'callId', bounds.id),
    happened,
    ...optional(from, 'by'),
    ...optional(from, 'reason'),
    ...(output === undefined ? {} : { output }),
  };
}

/** What a sub-agent tells; the rest of it is for people to read. */
export function readFromSubAgent(value: unknown): FromSubAgent {
  const from = object(value);
  const needs = object(from['needs']);
  const lists = [needs['approvals'], needs['inDoubt'], from['answers']];
  if (!lists.every((list) => Array.isArray(list) && list.every(isJsonObject))) {
    throw malformed('its lists are none');
  }
  return {
    callId: text(from, 'callId', bounds.id),
    chainId: text(from, 'chainId', bounds.id),
    needs: needs as unknown as FromSubAgent['needs'],
    answers: from['answers'] as unknown as FromSubAgent['answers'],
  };
}

/** What a person said to the conversation that a sub-agent works for. */
export function readToSubAgent(value: unknown): ToSubAgent {
  const from = object(value);
  return { chainId: text(from, 'chainId', bounds.id), request: readRequest(from['request']) };
}

function readRequest(value: unknown): ToSubAgent['request'] {
  const { kind } = object(value);
  switch (kind) {
    case 'decide':
      return { kind, ...readDecide(value) };
    case 'resolve':
      return { kind, ...readResolve(value) };
    case 'retry':
      return { kind, ...readId(value) };
    case 'set-model':
      return { kind, ...readNamed(value, 'model'), since: readSince(value) };
    case 'end':
      return { kind, outcome: 'ended' };
    default:
      throw malformed(`'kind' is none of decide, resolve, retry, set-model and end`);
  }
}

function readSince(value: unknown): number {
  const { since } = object(value);
  if (typeof since !== 'number') throw malformed(`'since' is not a number`);
  return since;
}

function checkLength(name: 'input' | 'output', value: unknown): void {
  const problem = tooLarge(name, value);
  if (problem !== undefined) throw malformed(problem);
}

export function readNamed<Key extends 'model' | 'goalId'>(
  value: unknown,
  key: Key,
): { readonly id: string } & Readonly<Record<Key, string>> {
  const from = object(value);
  return { ...readId(from), ...({ [key]: text(from, key, bounds.id) } as Record<Key, string>) };
}

export function readGrant(value: unknown): { readonly id: string; readonly limits: Limits } {
  return { ...readId(value), limits: readLimits(object(value)['limits']) };
}

/** Limits by name, each above 0. */
function readLimits(value: unknown): Limits {
  const from = object(value);
  const unknown = Object.keys(from).find((name) => !limitNames.some((known) => known === name));
  if (unknown !== undefined) {
    throw malformed(`there is no limit '${unknown}'; there are ${limitNames.join(', ')}`);
  }
  return Object.fromEntries(
    limitNames.flatMap((name) => {
      const limit = from[name];
      if (limit === undefined) return [];
      if (typeof limit !== 'number' || !(limit > 0))
        throw malformed(`'${name}' is not a number above 0`);
      return [[name, limit]];
    }),
  );
}

/** A Signal's message may be the bare text, as callers by hand send it. */
export function readPrompt(value: unknown, madeId: () => string): SendMessage {
  if (typeof value === 'string') return readSendMessage({ id: madeId(), text: value });
  const from = object(value);
  return readSendMessage('id' in from ? from : { ...from, id: madeId() });
}

/** @throws `StartRefused` or `MalformedRequest`, which ends the Workflow with a sentence rather than failing its Task for ever. */
export function readStart(value: unknown): AgentStart {
  if (!isJsonObject(value) || typeof value['goalId'] !== 'string' || value['goalId'] === '') {
    throw failures.startRefused(`its input is not an object with a 'goalId'`);
  }
  const start = value as unknown as AgentStart & JsonObject;
  if (start.mode !== undefined && start.mode !== 'chat' && start.mode !== 'run') {
    throw failures.startRefused(
      `its mode '${String(start.mode)}' is unknown; 'chat' and 'run' are known`,
    );
  }
  checkList(start, 'queuedPrompts', { of: 'texts', holds: (item) => typeof item === 'string' });
  checkList(start, 'messages', {
    of: "messages with a 'text'",
    holds: (item) => isJsonObject(item) && typeof item['text'] === 'string',
  });
  const { messages, queuedPrompts, summary } = start;
  const hasQuestion = queuedPrompts?.some((text) => text.trim() !== '');
  if (start.mode === 'run' && start.carried === undefined && !hasQuestion) {
    throw failures.startRefused(`it is a run, and 'queuedPrompts' holds no question`);
  }
  const { length } = JSON.stringify([messages, queuedPrompts, summary]);
  if (length > bounds.startLength) {
    throw failures.startRefused(
      `its messages, prompts and summary have ${length} characters together, over the limit of ${bounds.startLength}`,
    );
  }
  const { owner } = start;
  if (owner !== undefined && !(typeof owner === 'string' && owner !== '' && owner.length <= 200)) {
    throw failures.startRefused(`its 'owner' is not a text of 1 to 200 characters`);
  }
  if (start.limits !== undefined) readLimits(start.limits);
  if (start.parent !== undefined) checkParent(start.parent);
  if (start.known !== undefined && !isJsonObject(start.known)) {
    throw failures.startRefused(`its 'known' is not an object`);
  }
  if (start.carried !== undefined && !isJsonObject(start.carried)) {
    throw failures.startRefused(`'carried' is not what an earlier run handed over`);
  }
  return start;
}

function checkParent(value: unknown): void {
  const parent = isJsonObject(value) ? value : {};
  const names = ['conversationId', 'chainId', 'callId'];
  const { depth, limits } = parent;
  if (!names.every((name) => typeof parent[name] === 'string') || !isJsonObject(limits)) {
    throw failures.startRefused(`its 'parent' does not name a call of a conversation`);
  }
  if (typeof depth === 'number' && depth >= 1 && depth <= deepestNesting) return;
  throw failures.startRefused(
    `its depth as a sub-agent is ${JSON.stringify(depth)}, not 1 to ${deepestNesting}`,
  );
}

function checkList(
  start: JsonObject,
  name: string,
  rule: { readonly of: string; readonly holds: (item: unknown) => boolean },
): void {
  const list = start[name];
  if (list === undefined || (Array.isArray(list) && list.every(rule.holds))) return;
  throw failures.startRefused(`'${name}' is not a list of ${rule.of}`);
}

function object(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw malformed('it is not an object');
  return value;
}

function stringOf(from: JsonObject, key: string): string {
  const value = from[key];
  if (typeof value !== 'string') throw malformed(`'${key}' is not a text`);
  return value;
}

function text(from: JsonObject, key: string, max: number): string {
  const value = stringOf(from, key);
  if (value === '') throw malformed(`'${key}' is empty`);
  if (value.length > max) {
    throw malformed(`'${key}' has ${value.length} characters, over the limit of ${max}`);
  }
  return value;
}

function optional<Key extends string>(
  from: JsonObject,
  key: Key,
): { readonly [K in Key]?: string } {
  const value = from[key];
  if (value === undefined || value === null) return {};
  if (typeof value !== 'string' || value.length > 2_000) {
    throw malformed(`'${key}' is not a text of at most 2000 characters`);
  }
  return { [key]: value } as { readonly [K in Key]?: string };
}

function malformed(fact: string): Error {
  return failures.refused('MalformedRequest', `The request was not taken: ${fact}.`);
}
