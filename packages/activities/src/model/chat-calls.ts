import {
  isJsonObject,
  longestRawAnswer,
  type Json,
  type JsonObject,
  type ModelCall,
  type ModelResponse,
} from '@durable-goals/core';

/** Members of a provider's message that text and calls say already, or that say nothing. */
const understood: ReadonlySet<string> = new Set(['role', 'content', 'refusal']);

/**
 * The tool calls of a chat completion's message, and the message itself where it holds more than was understood.
 *
 * @param from - Id of the model that answered.
 */
export function callsOf(
  message: Readonly<Record<string, unknown>>,
  from: string,
): Pick<ModelResponse, 'calls' | 'raw'> {
  const own = withoutNothing(message as JsonObject);
  const given = own['tool_calls'];
  const asked = Array.isArray(given) ? given.filter(isJsonObject).map(withId) : [];
  if (!Object.keys(own).some((name) => !understood.has(name))) return {};
  const raw = {
    ...own,
    role: 'assistant',
    content: own['content'] ?? null,
    ...(asked.length === 0 ? {} : { tool_calls: asked }),
  };
  return {
    ...(asked.length === 0 ? {} : { calls: asked.map(callOf) }),
    ...(JSON.stringify(raw).length > longestRawAnswer ? {} : { raw: { from, message: raw } }),
  };
}

/** Some endpoints answer with all members that there are; `null` and empty ones are not to be sent back. */
function withoutNothing(message: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(message).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/** An endpoint without ids gets those that were made for it. */
function withId(call: JsonObject, index: number): JsonObject {
  const { id } = call;
  return typeof id === 'string' && id !== '' ? call : { ...call, id: `call_${index}` };
}

function callOf(call: JsonObject, index: number): ModelCall {
  const named = isJsonObject(call['function']) ? call['function'] : {};
  const { id } = call;
  const { name, arguments: given = {} } = named;
  return {
    id: typeof id === 'string' ? id : `call_${index}`,
    tool: typeof name === 'string' ? name : '',
    input: typeof given === 'string' ? callInputOf(given) : given,
  };
}

/** The arguments of a call, from their JSON; an empty text is no argument, and what is no JSON stays a text. */
export function callInputOf(text: string): Json {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text, wellFormed) as Json;
  } catch {
    return text;
  }
}

/** Half a character is none: not every store, hash and provider takes it. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll(/\p{Surrogate}/gu, '\uFFFD') : value;
}
