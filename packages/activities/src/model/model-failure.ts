/** Why a model gave no usable answer. The first three heal with time; the others need a person. */
export type ModelFailureType =
  | 'ModelRateLimited'
  | 'ModelUnavailable'
  | 'ModelTimedOut'
  | 'ModelAuthRefused'
  | 'ModelQuotaExhausted'
  | 'ModelContentRefused'
  | 'ModelRequestRefused'
  | 'ModelContextTooLong'
  | 'ModelUnknown'
  | 'ModelPriceUnknown'
  | 'ModelAnswerUnusable';

const healing: ReadonlySet<ModelFailureType> = new Set([
  'ModelRateLimited',
  'ModelUnavailable',
  'ModelTimedOut',
]);

/**
 * A model call that gave no usable answer, in words that a person may read: no secret, no stack, no
 * provider's page of HTML.
 */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';
  readonly type: ModelFailureType;
  /** Whether the same call may succeed later without anybody's doing. */
  readonly retryable: boolean;
  /** How long the provider asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(type: ModelFailureType, message: string, retryAfterMs?: number) {
    super(message);
    this.type = type;
    this.retryable = healing.has(type);
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }
}
