import {
  AISDKError,
  APICallError,
  EmptyResponseBodyError,
  InvalidResponseDataError,
  JSONParseError,
  LoadAPIKeyError,
  NoContentGeneratedError,
  NoSuchModelError,
  TypeValidationError,
} from '@ai-sdk/provider';
import {
  embeddedErrorOf,
  embeddedFaultOf,
  networkCodeOf,
  wordsOf,
  type ProviderFault,
} from '@durable-goals/activities/model-parts';

/** An answer that is none, for this reason, though the provider answered. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
}

/**
 * What an error says of the answer where a provider answered with status 200, but with something that the SDK cannot read.
 *
 * @returns `undefined` when it is another kind of error.
 */
export function brokenFactOf(error: unknown): string | undefined {
  if (error instanceof BrokenAnswer) return error.message;
  if (networkCodeOf(error) !== undefined) return undefined;
  if (APICallError.isInstance(error)) {
    if (!isSuccess(error.statusCode) || embeddedIn(error) !== undefined) return undefined;
    const { responseBody: body = '' } = error;
    if (body.trimStart().startsWith('<')) return 'a web page';
    return parsed(body) === undefined ? 'broken or truncated JSON' : 'no answer of a model';
  }
  return [
    EmptyResponseBodyError,
    InvalidResponseDataError,
    JSONParseError,
    NoContentGeneratedError,
    TypeValidationError,
  ].some((kind) => kind.isInstance(error))
    ? 'no answer of a model'
    : undefined;
}

/** Reads a fault from whatever a provider of the SDK threw, or sent as an error in a stream. */
export function faultOf(error: unknown): ProviderFault {
  const network = networkCodeOf(error);
  if (network !== undefined) return { headers: new Headers(), code: '', text: '', network };
  if (LoadAPIKeyError.isInstance(error)) return saying(401, error);
  if (NoSuchModelError.isInstance(error)) return { ...saying(404, error), code: 'model_not_found' };
  const call = callErrorOf(error);
  if (call !== undefined) {
    const headers = new Headers(call.responseHeaders);
    const embedded = isSuccess(call.statusCode) ? embeddedIn(call) : undefined;
    if (embedded !== undefined) return embeddedFaultOf(embedded, headers);
    const body = call.responseBody?.trim() ?? '';
    const { code, text } = wordsOf(body === '' ? call.message : (parsed(body) ?? body));
    const said = { headers, code, text: text || call.message };
    return call.statusCode === undefined ? said : { status: call.statusCode, ...said };
  }
  const status = statusOf(error);
  if (status !== undefined && error instanceof Error) return saying(status, error);
  // What the SDK refuses before it asks anybody, such as a prompt that the provider has no form for.
  if (AISDKError.isInstance(error)) return saying(400, error);
  if (error instanceof Error) return { headers: new Headers(), code: '', text: error.message };
  return embeddedFaultOf(error, new Headers());
}

/** The host that was asked, where an error says. */
export function hostOf(error: unknown): string | undefined {
  const url = callErrorOf(error)?.url ?? '';
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** The HTTP error that an error is, or that caused it, as a gateway's does. */
function callErrorOf(error: unknown): APICallError | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if (APICallError.isInstance(current)) return current;
    current = current.cause;
  }
  return undefined;
}

/** The status that errors of gateways and of streams have as a member. */
function statusOf(error: unknown): number | undefined {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error
      ? error.statusCode
      : undefined;
  return typeof status === 'number' ? status : undefined;
}

function saying(status: number, { message }: Error): ProviderFault {
  return { status, headers: new Headers(), code: '', text: message };
}

function embeddedIn({ responseBody = '' }: APICallError): unknown {
  const body = parsed(responseBody);
  return typeof body === 'object' && body !== null ? embeddedErrorOf(body) : undefined;
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
