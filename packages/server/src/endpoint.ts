import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from '@hono/zod-openapi';
import type { RequestKeys } from '@durable-goals/core';
import type { Context } from 'hono';
import type { Principal } from './auth/principal.js';
import { checkKey } from './idempotency.js';
import { ProblemError } from './problems.js';
import type { ServerEnv } from './server-env.js';
import { problemResponses } from './schemas/problem.js';

/** The parts of a request that are read by a schema. */
export interface Input {
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
}

/** A request as it was read. */
type RequestOf<Parts extends Input> = {
  readonly [Part in keyof Parts]: Parts[Part] extends z.ZodType ? z.output<Parts[Part]> : never;
} & {
  readonly principal: Principal;
  /** The caller's own id of what is asked, or one made up for it. */
  readonly key: string;
  readonly c: Context<ServerEnv>;
};

/** An answer that is no problem. */
export interface Reply {
  readonly status: 200 | 201 | 202;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route of the API: what it takes, what it answers, and who may ask. */
export interface Endpoint {
  readonly method: 'get' | 'post';
  /** With its parameters in braces. */
  readonly path: `/v1/${string}`;
  register(app: OpenAPIHono<ServerEnv>, keys: Partial<RequestKeys>): void;
}

interface Definition<Parts extends Input> {
  readonly method: 'get' | 'post';
  readonly path: `/v1/${string}`;
  readonly id: string;
  readonly tag: 'goals' | 'conversations' | 'approvals' | 'session';
  readonly summary: string;
  readonly input: Parts;
  readonly answers: Readonly<Record<number, Answered>>;
  handle(request: RequestOf<Parts>): Promise<Reply | Response>;
}

/** What an answer holds. */
interface Answered {
  readonly description: string;
  readonly schema: z.ZodType;
  /** @defaultValue 'application/json' */
  readonly type?: string;
}

/** Defines a route: it is described in the OpenAPI document and read by the same schemas. */
export function endpoint<const Parts extends Input>(definition: Definition<Parts>): Endpoint {
  const { method, path, input } = definition;
  return {
    method,
    path,
    register(app, keys) {
      describe(app, definition);
      app.on(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
        const request = {
          ...(input.params === undefined
            ? {}
            : { params: read(input.params, c.req.param(), 'the path') }),
          ...(input.query === undefined
            ? {}
            : { query: read(input.query, queryOf(c), 'the query') }),
          ...(input.body === undefined
            ? {}
            : { body: read(input.body, c.get('body') ?? {}, 'the body') }),
          principal: c.get('principal'),
          key: c.req.header('idempotency-key') ?? crypto.randomUUID(),
          c,
        } as unknown as RequestOf<Parts>;
        if (method === 'post') await checkKeyOf(c, keys);
        const reply = await definition.handle(request);
        if (reply instanceof Response) return reply;
        const { status, body, headers } = reply;
        return c.json(body as object, status, headers);
      });
    },
  };
}

/** @throws `MalformedRequest` */
function read(schema: z.ZodType, value: unknown, where: string): unknown {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const at = issue === undefined || issue.path.length === 0 ? '' : `, at '${issue.path.join('.')}'`;
  throw new ProblemError(
    'MalformedRequest',
    `It cannot be read in ${where}${at}: ${issue?.message ?? 'it does not fit'}.`,
  );
}

/** @throws `MalformedRequest` when a name is there twice. */
function queryOf(c: Context): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, values] of Object.entries(c.req.queries())) {
    const [value = '', ...others] = values;
    if (others.length > 0) {
      throw new ProblemError('MalformedRequest', `'${name}' is in the query more than once.`);
    }
    found[name] = value;
  }
  return found;
}

const plainKey = /^[\x21-\x7e]{1,200}$/;

/** @throws `MalformedRequest` or `KeyReused` */
async function checkKeyOf(c: Context<ServerEnv>, keys: Partial<RequestKeys>): Promise<void> {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return;
  if (!plainKey.test(key)) {
    throw new ProblemError(
      'MalformedRequest',
      'The Idempotency-Key is not 1 to 200 letters, digits and signs of ASCII without a space.',
    );
  }
  await checkKey(keys, {
    key,
    principal: c.get('principal'),
    path: c.req.path,
    body: c.get('body'),
    conversationId: c.req.param('conversationId'),
  });
}

const keyHeader = z.object({
  'Idempotency-Key': z.string().regex(plainKey).optional().openapi({
    description: 'Makes the request count once, however often it is sent.',
    example: 'a3f1c0de-5d2b-4d0e-9c53-0d9a4f3a7b11',
  }),
});

function describe<Parts extends Input>(
  app: OpenAPIHono<ServerEnv>,
  { method, path, id, tag, summary, input, answers }: Definition<Parts>,
): void {
  const answered = ([status, { description, schema, type = 'application/json' }]: [
    string,
    Answered,
  ]) => [status, { description, content: { [type]: { schema } } }] as const;
  app.openAPIRegistry.registerPath({
    method,
    path,
    operationId: id,
    tags: [tag],
    summary,
    security: [{ bearer: [] }],
    request: {
      ...(input.params === undefined ? {} : { params: input.params }),
      ...(input.query === undefined ? {} : { query: input.query }),
      ...(method === 'post' ? { headers: keyHeader } : {}),
      ...(input.body === undefined
        ? {}
        : {
            body: {
              required: !input.body.safeParse({}).success,
              content: { 'application/json': { schema: input.body } },
            },
          }),
    },
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(answered)),
      ...problemResponses,
    },
  });
}
