/** The chunks of a streamed chat completion, put together. */
export interface CompletionStream {
  /**
   * Takes one chunk in, as it was parsed; nothing about its shape is believed.
   *
   * @returns the text that it adds to the answer
   */
  add(chunk: unknown): string;
  /** Whether the provider said why the answer ends. */
  isFinished(): boolean;
  /** Whether nothing was said and nothing counted: so a gateway passes on that what it got was no stream. */
  isBlank(): boolean;
  /** The body that the same answer has when it is not streamed. */
  body(): unknown;
}

type Members = Record<string, unknown>;

/** Begins to put chunks together. */
export function completionStream(): CompletionStream {
  let hasChoice = false;
  let content = '';
  let finish: unknown;
  let usage: unknown;
  let model: unknown;
  let error: unknown;
  /** What a provider's message holds besides its text, such as what it was thinking. */
  const others: Members = {};
  const calls = new Map<unknown, Members>();

  function addCall(part: Members): void {
    const { index = 0, id, type, function: called, ...rest } = part;
    const call = calls.get(index) ?? { type: 'function', function: {} };
    calls.set(index, call);
    // These come whole, and some repeat them in every piece.
    if (typeof id === 'string' && id !== '') call['id'] ??= id;
    if (typeof type === 'string') call['type'] = type;
    join(recordOf(call['function']), recordOf(called));
    join(call, rest);
  }

  return {
    add(chunk) {
      const whole = recordOf(chunk);
      error ??= whole['error'];
      model ??= whole['model'];
      usage = whole['usage'] ?? usage;
      const choices = whole['choices'];
      const choice = recordOf(Array.isArray(choices) ? choices[0] : undefined);
      if (Array.isArray(choices) && choices.length > 0) hasChoice = true;
      if (choice['finish_reason'] === 'error') error ??= choice['error'] ?? 'error';
      finish = choice['finish_reason'] ?? finish;
      // Some end with a chunk that has the whole message once more.
      const delta = choice['delta'] ?? (content === '' ? choice['message'] : undefined);
      const { role: _, content: said, tool_calls: parts, ...rest } = recordOf(delta);
      if (Array.isArray(parts)) for (const part of parts) addCall(recordOf(part));
      join(others, rest);
      const piece = textOf(said);
      content += piece;
      return piece;
    },
    isFinished: () => finish !== undefined || error !== undefined,
    isBlank() {
      const counted = Number(recordOf(usage)['completion_tokens'] ?? 0);
      const isPlain = finish === undefined || finish === 'stop';
      const isSilent = content === '' && calls.size === 0 && textOf(others['refusal']) === '';
      return isSilent && isPlain && counted === 0;
    },
    body() {
      if (error !== undefined) return { error };
      const message = {
        role: 'assistant',
        content,
        ...others,
        ...(calls.size === 0 ? {} : { tool_calls: [...calls.values()] }),
      };
      return {
        model,
        usage,
        ...(hasChoice ? { choices: [{ message, finish_reason: finish }] } : {}),
      };
    },
  };
}

/** Adds the members of a piece to what came before: texts and lists grow, anything else is the newest. */
function join(whole: Members, piece: Members): void {
  for (const [name, value] of Object.entries(piece)) {
    const before = whole[name];
    if (value === null || value === undefined || name === '__proto__') continue;
    if (typeof before === 'string' && typeof value === 'string') whole[name] = before + value;
    else if (Array.isArray(before) && Array.isArray(value)) whole[name] = [...before, ...value];
    else whole[name] = value;
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  return value
    .map((part) => textOf(typeof part === 'string' ? part : recordOf(part)['text']))
    .join('');
}

function recordOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}
