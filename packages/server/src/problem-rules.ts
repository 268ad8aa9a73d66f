/** How a kind of failure is told over HTTP. */
export interface ProblemRule {
  readonly status: number;
  readonly title: string;
  /** What whoever sent the request can do. */
  readonly remedy: string;
  /** In place of the failure's own words, where these are for somebody else, or tell too much. */
  readonly detail?: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

const lookAgain = 'Read the conversation again, then decide about what waits now.';

/** By the failure's type. */
export const rules: Readonly<Record<string, ProblemRule>> = {
  MalformedRequest: {
    status: 400,
    title: 'The request cannot be read',
    remedy: 'Correct it as /openapi.json describes it.',
  },
  QueryRefused: {
    status: 400,
    title: 'The query cannot be answered',
    remedy: 'Take `after` from `next` of the page before, and a limit from 1 to 1,000.',
  },
  Unauthenticated: {
    status: 401,
    title: 'Who asks is not known',
    remedy: 'Send a valid token as `Authorization: Bearer …`.',
  },
  NotAllowed: {
    status: 403,
    title: 'That is for others to do',
    remedy: 'Ask the owner of the conversation, or have the role for it given to you.',
  },
  ForeignOrigin: {
    status: 403,
    title: 'The request comes from a page that is not allowed',
    remedy: 'Allow the origin of that page where the server is started.',
  },
  NotFound: {
    status: 404,
    title: 'There is no such thing',
    remedy: 'Check the address; a list of conversations is at /v1/conversations.',
  },
  UnknownCall: { status: 404, title: 'There is no such call', remedy: lookAgain },
  MethodNotAllowed: {
    status: 405,
    title: 'That cannot be done with this address',
    remedy: 'Take a method that /openapi.json has for it.',
  },
  ConversationEnded: {
    status: 409,
    title: 'The conversation has ended',
    detail: 'This conversation has ended, so nothing can be sent to it.',
    remedy: 'Start another one with POST /v1/conversations.',
  },
  OtherGoal: {
    status: 409,
    title: 'The id has a conversation with another goal',
    remedy: 'End that one first, or take another id.',
  },
  IdTaken: {
    status: 409,
    title: 'The id is taken',
    remedy: 'Take another id, or leave it out and get one.',
  },
  StaleApproval: { status: 409, title: 'The call is not what was looked at', remedy: lookAgain },
  AlreadyDecided: { status: 409, title: 'The call was decided already', remedy: lookAgain },
  ApprovalOnHold: { status: 409, title: 'The call is on hold', remedy: lookAgain },
  ApprovalExpired: { status: 409, title: 'The time to decide is over', remedy: lookAgain },
  SecondPersonNeeded: {
    status: 409,
    title: 'Two people have to approve',
    remedy: 'Have somebody else approve it, with a token of their own.',
  },
  NotInDoubt: { status: 409, title: 'The call is not in doubt', remedy: lookAgain },
  NothingToRetry: { status: 409, title: 'There is nothing to try again', remedy: lookAgain },
  ResultNotKept: {
    status: 410,
    title: 'Only the beginning of the output is kept',
    remedy: 'Read the beginning in the transcript.',
  },
  MessageTooLong: {
    status: 413,
    title: 'The message is too long',
    remedy: 'Send it in parts.',
  },
  BodyTooLarge: {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send less.',
  },
  NotJson: {
    status: 415,
    title: 'The body is not JSON',
    remedy: 'Send JSON, with `Content-Type: application/json`.',
  },
  UnknownHost: {
    status: 421,
    title: 'The request is meant for another host',
    remedy: 'Allow that host where the server is started, or use an address that is allowed.',
  },
  UnknownGoal: {
    status: 422,
    title: 'There is no such goal',
    remedy: 'Take one from /v1/goals.',
  },
  StartRefused: {
    status: 422,
    title: 'The conversation was not started',
    remedy: 'Correct what it says.',
  },
  InputRefused: {
    status: 422,
    title: 'The input does not fit the tool',
    remedy: 'Correct it as the tool in /v1/goals describes its input.',
  },
  KeyReused: {
    status: 422,
    title: 'The Idempotency-Key belongs to another request',
    remedy: 'Make a new key for each new request, and send the same one with a repeat only.',
  },
  QueueFull: {
    status: 429,
    title: 'Too much waits in the conversation',
    remedy: 'Send it again later.',
    retryAfter: 5,
  },
  TooManyRequests: {
    status: 429,
    title: 'Too many requests',
    remedy: 'Wait as long as Retry-After says.',
    retryAfter: 1,
  },
  NoStore: {
    status: 501,
    title: 'This server keeps no such record',
    remedy: 'Give the server the store that its Workers write to.',
  },
  NoWorker: {
    status: 503,
    title: 'No Worker runs',
    detail: 'No Worker took it in time, and it is nothing that can be kept until one runs.',
    remedy: 'Send it again with the same Idempotency-Key once a Worker runs.',
    retryAfter: 5,
  },
  TemporalUnreachable: {
    status: 503,
    title: 'Temporal cannot be reached',
    detail: 'Temporal does not answer now.',
    remedy: 'Send it again, with the same Idempotency-Key if it changes anything.',
    retryAfter: 5,
  },
  AuthenticationUnavailable: {
    status: 503,
    title: 'Nobody can say who you are',
    remedy: 'Send it again; if it stays so, look at the issuer of the tokens.',
    retryAfter: 5,
  },
  StoreUnavailable: {
    status: 503,
    title: 'The conversation store cannot be reached',
    detail: 'The conversation store does not answer now.',
    remedy: 'Send it again, with the same Idempotency-Key if it changes anything.',
    retryAfter: 5,
  },
};

/** Failures that mean something else to whoever speaks HTTP. */
export const otherNames: Readonly<Record<string, string>> = {
  // Whether there is such a conversation was looked at before.
  NoConversation: 'ConversationEnded',
  OtherOwner: 'IdTaken',
};

/** For what no rule foresees. */
export const unexpected: ProblemRule = {
  status: 500,
  title: 'The server stumbled',
  remedy: 'Look for the request id in the log of the server.',
};
