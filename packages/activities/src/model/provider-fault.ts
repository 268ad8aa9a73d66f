import type { APIError } from 'openai';

/** What is known of a call that a provider refused or did not finish, before it is put in words. */
export interface ProviderFault {
  /** The HTTP status; `undefined` when there was no answer at all. */
  readonly status?: number;
  readonly headers: Headers;
  /** The provider's own code, type, status and parameter names, for telling causes apart. */
  readonly code: string;
  /** The provider's message, as it came: it may hold secrets. */
  readonly text: string;
  /** The network's code, such as `ECONNREFUSED`. */
  readonly network?: string;
}

/** Reads a fault from what the openai client or `fetch` threw. */
export function faultOf(error: unknown): ProviderFault {
  if (!isApiError(error) || error.status === undefined) {
    const network = networkCodeOf(error);
    return {
      headers: new Headers(),
      code: '',
      text: '',
      ...(network !== undefined && { network }),
    };
  }
  const { status, headers } = error;
  const plain = error.error === undefined ? error.message.replace(/^\d{3} /, '') : undefined;
  const { code, text } = plain === undefined ? wordsOf(error.error) : { code: '', text: plain };
  return { status, headers: headers ?? new Headers(), code, text };
}

/** By its members: for its class, the package would have to be loaded where no model needs it. */
function isApiError(error: unknown): error is APIError {
  return error instanceof Error && ['status', 'headers', 'error'].every((name) => name in error);
}

/**
 * Reads a fault from an `error` member in a body that came with status 200, as some gateways send it.
 *
 * @returns The fault, with the status that the member names, 502 when it names none.
 */
export function embeddedFaultOf(error: unknown, headers: Headers): ProviderFault {
  const words = wordsOf(error);
  const named = Number(words.code.split(' ').find((word) => /^[45]\d\d$/.test(word)));
  return { status: Number.isNaN(named) ? 502 : named, headers, ...words };
}

/** A provider's names and words for an error, from the body of its answer in any usual shape. */
export function wordsOf(error: unknown): Pick<ProviderFault, 'code' | 'text'> {
  const body = unwrapped(error);
  if (!isRecord(body)) return { code: '', text: typeof body === 'string' ? body : '' };
  const names = [body['code'], body['type'], body['status'], body['param']];
  const code = names.filter(isWord).join(' ');
  const metadata = body['metadata'];
  const upstream = isRecord(metadata) ? metadata['raw'] : undefined;
  const said = body['message'] ?? body['detail'] ?? body['error'];
  const text = [said, upstream].filter((part) => part !== undefined).map(asText);
  return { code, text: text.join(': ') };
}

/** Some providers wrap the error in an array, some in a second `error`. */
function unwrapped(error: unknown): unknown {
  if (Array.isArray(error)) return unwrapped(error[0]);
  if (isRecord(error) && isRecord(error['error'])) return unwrapped(error['error']);
  return error;
}

/** The network's code, such as `ECONNREFUSED`, from an error or what caused it. */
export function networkCodeOf(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    const inner = current instanceof AggregateError ? current.errors[0] : current;
    const code: unknown = isRecord(inner) ? inner['code'] : undefined;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
    current = current.cause;
  }
  return undefined;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isWord(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
