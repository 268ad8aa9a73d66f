import { ModelFailure, type ModelFailureType } from './model-failure.js';
import type { ProviderFault } from './provider-fault.js';
import { redact } from './redact.js';
import { retryDelayMs, retryHintMs } from './retry-delay.js';

/** Whose failure it is, and what its words must not tell. */
export interface FailureContext {
  /** How the model is named in messages. */
  readonly model: string;
  /** The provider's host, as it stands in the base URL. */
  readonly host: string;
  readonly secrets: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Where the model is chosen and its key is set, for what to do about it. @defaultValue `'environment'` */
  readonly setIn?: 'environment' | 'code';
}

const longestQuote = 300;

const quota =
  /insufficient[_ ](?:quota|balance|funds|credits?)|credit balance is too low|billing[_ ]hard[_ ]limit|budget[_ ](?:has been )?exceeded|exceeded your current quota|out of credits/i;
// A LiteLLM proxy without a database says of a wrong key only that it has no database.
const key =
  /api[_ ]key[_ ](?:not valid|invalid)|(?:incorrect|invalid|no) api[_ ]key|invalid_api_key|authentication_?error|no_db_connection/i;
const tooLong =
  /context[_ ]?(?:length|window|size)|prompt (?:is )?too long|input (?:is )?too long|too many (?:input )?tokens|request too large|string_above_max_length|reduce the length/i;
const content =
  /content[_ ]?(?:policy|filter|management)|responsible_?ai|prohibited_content|usage polic|moderation|flagged/i;
const unknownModel =
  /model_?not_?found|model.{0,80}(?:not found|does not exist|not exist)|(?:no such|unknown|invalid) model/i;

/**
 * A refused or unfinished call as a failure in words: who, what, the provider's own message without
 * secrets, and one remedy. Nothing else of the error is kept, neither its cause nor its stack.
 */
export function modelFailureOf(fault: ProviderFault, context: FailureContext): ModelFailure {
  const type = typeOf(fault);
  const delay = retryDelayMs(fault.headers, context.now) ?? retryHintMs(fault.text);
  const status = fault.status ?? networkWords(fault.network);
  const quote = quoteOf(fault.text, context.secrets);
  const words = quote === '' ? '' : `: "${quote}"`;
  const [fact, forEnvironment] = wording[type];
  const remedy = context.setIn === 'code' ? (inCode[type] ?? forEnvironment) : forEnvironment;
  const message = `Model '${context.model}': '${context.host}' ${fact} (${status})${words}. ${remedy}`;
  return new ModelFailure(type, message, isHealing(type) ? delay : undefined);
}

/** The call took longer than it may. */
export function modelTimedOut(timeoutMs: number, context: FailureContext): ModelFailure {
  const seconds = timeoutMs / 1000;
  return new ModelFailure(
    'ModelTimedOut',
    `Model '${context.model}': '${context.host}' gave no whole answer within ${seconds} s. Ask again later, or choose a faster model.`,
  );
}

/** The provider answered, but with something that is no answer of a model. `fact` says what. */
export function modelAnswerBroken(fact: string, context: FailureContext): ModelFailure {
  const place = context.setIn === 'code' ? "the provider's address" : 'LLM_BASE_URL';
  return new ModelFailure(
    'ModelUnavailable',
    `Model '${context.model}': '${context.host}' answered with ${fact}. Ask again later; if it stays so, check ${place}.`,
  );
}

/** Tells the cause of a fault. `x-should-retry` overrules what the status alone would say. */
export function typeOf(fault: ProviderFault): ModelFailureType {
  const { status } = fault;
  if (status === undefined) {
    return /HEADERS_TIMEOUT|BODY_TIMEOUT/.test(fault.network ?? '')
      ? 'ModelTimedOut'
      : 'ModelUnavailable';
  }
  const shouldRetry = fault.headers.get('x-should-retry');
  if (status === 408 || status === 409 || status === 425 || status >= 500) {
    return shouldRetry === 'false' ? 'ModelRequestRefused' : 'ModelUnavailable';
  }
  const known = knownCauseOf(status, `${fault.code} ${fault.text}`);
  if (known !== undefined) return known;
  if (status === 429) {
    // "Do not retry" without a time to come back at is how a used-up plan looks.
    const ever = shouldRetry !== 'false' || retryDelayMs(fault.headers, 0) !== undefined;
    return ever ? 'ModelRateLimited' : 'ModelQuotaExhausted';
  }
  return shouldRetry === 'true' ? 'ModelUnavailable' : 'ModelRequestRefused';
}

function knownCauseOf(status: number, words: string): ModelFailureType | undefined {
  if (status === 402) return 'ModelQuotaExhausted';
  // Some providers speak of a quota when a minute's limit is meant, and say when to come back.
  if (quota.test(words) && retryHintMs(words) === undefined) return 'ModelQuotaExhausted';
  if (status === 413) return 'ModelContextTooLong';
  if (status === 429) return tooLong.test(words) ? 'ModelContextTooLong' : undefined;
  if (status === 401 || key.test(words)) return 'ModelAuthRefused';
  if (content.test(words)) return 'ModelContentRefused';
  if (status === 403) return 'ModelAuthRefused';
  if (tooLong.test(words)) return 'ModelContextTooLong';
  return unknownModel.test(words) ? 'ModelUnknown' : undefined;
}

const wording: Record<ModelFailureType, readonly [fact: string, remedy: string]> = {
  ModelRateLimited: ['limits how often it may be asked', 'Ask again later.'],
  ModelUnavailable: ['is not available', 'Ask again later.'],
  ModelTimedOut: ['did not answer in time', 'Ask again later, or choose a faster model.'],
  ModelAuthRefused: ['refused the API key', 'Set LLM_KEY to a key that this provider accepts.'],
  ModelQuotaExhausted: [
    'refused the call because a quota or credit is used up',
    'Add credit with the provider, or choose another model with setModel or /model.',
  ],
  ModelContentRefused: ['refused the content of the conversation', 'Say it in other words.'],
  ModelContextTooLong: ['refused the conversation as too long', 'The model reads less than that.'],
  ModelUnknown: [
    'does not know this model',
    'Set LLM_MODEL to a model that this provider has, or choose another with setModel or /model.',
  ],
  ModelPriceUnknown: ['has no price', 'Add it to the prices of the Worker.'],
  ModelRequestRefused: ['refused the request', 'Check LLM_MODEL and LLM_BASE_URL.'],
  ModelAnswerUnusable: ['gave an answer that cannot be used', 'Choose another model.'],
};

/** Remedies where no variable of the environment chooses the model. */
const inCode: Partial<Record<ModelFailureType, string>> = {
  ModelAuthRefused: 'Give the provider a key that it accepts.',
  ModelUnknown: 'Name a model that this provider has, or choose another with setModel or /model.',
  ModelRequestRefused: 'Check the model and the options of its provider.',
};

function networkWords(code: string | undefined): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'connection lost';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'host not found';
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return 'no connection in time';
    default:
      return code ?? 'no answer';
  }
}

/** A provider's message on one line, short, without secrets; nothing of a page of HTML. */
function quoteOf(text: string, secrets: readonly string[]): string {
  if (text.trimStart().startsWith('<')) return '';
  const plain = text.slice(0, 10_000).replace(/<[^<>]*>/g, ' ');
  const line = plain.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  // Cut after redacting: half a key would not be known for one.
  const safe = redact(line, secrets)
    .replaceAll('"', "'")
    .replace(/[.\s]+$/, '');
  return safe.length > longestQuote ? `${safe.slice(0, longestQuote - 1)}…` : safe;
}

function isHealing(type: ModelFailureType): boolean {
  return type === 'ModelRateLimited' || type === 'ModelUnavailable';
}
