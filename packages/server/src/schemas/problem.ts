import { z } from '@hono/zod-openapi';

const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:durable-goals:problem:StaleApproval' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    remedy: z.string().openapi({ description: 'What whoever asks can do.' }),
  })
  .openapi('Problem');

const content = { 'application/problem+json': { schema: problemSchema } };
const retryAfter = {
  'Retry-After': {
    description: 'Seconds until it makes sense to come again.',
    schema: { type: 'integer' as const },
  },
};

/** The problems that any route may answer with. */
export const problemResponses = {
  400: { description: 'The request cannot be read.', content },
  401: { description: 'Who asks is not known.', content },
  403: { description: 'It is for others to do.', content },
  404: { description: 'There is no such thing, or it is not yours to see.', content },
  409: { description: 'The conversation is not in a state for it.', content },
  410: { description: 'It is not kept any more.', content },
  413: { description: 'It is too large.', content },
  415: { description: 'The body is not JSON.', content },
  421: { description: 'It is meant for another host.', content },
  422: { description: 'It is well formed, and cannot be done.', content },
  429: { description: 'Too much at once.', headers: retryAfter, content },
  501: { description: 'This server has no store for it.', content },
  503: { description: 'A part of the system is away.', headers: retryAfter, content },
};
