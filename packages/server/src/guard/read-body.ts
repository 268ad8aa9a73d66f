import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { ProblemError } from '../problems.js';
import type { ServerEnv } from '../server-env.js';

/** Bytes of a body: more than any request needs that a conversation would take. */
const mostBodyBytes = 512 * 1024;

/** How deep a body may be nested. */
const deepest = 32;

/** Stops reading a body that is too large. */
export const limitBody: MiddlewareHandler = bodyLimit({
  maxSize: mostBodyBytes,
  onError: () => {
    throw new ProblemError('BodyTooLarge', `The body has more than ${mostBodyBytes} bytes.`);
  },
});

/** Reads the body as JSON. @throws `MalformedRequest` for one that is none, or is nested too deep. */
export const readBody: MiddlewareHandler<ServerEnv> = async (c, next) => {
  if (c.req.method === 'POST') {
    const text = await c.req.text();
    if (text.trim() !== '') {
      if (isTooDeep(text)) {
        throw new ProblemError(
          'MalformedRequest',
          `The body is nested over ${deepest} levels deep.`,
        );
      }
      c.set('body', parsed(text));
    }
  }
  return await next();
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, finite);
  } catch {
    throw new ProblemError('MalformedRequest', 'The body is no JSON.');
  }
}

/** `1e999` is a number in JSON, and none that can be passed on. */
function finite(_: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('Too large.');
  return value;
}

/** Looks before anything is built of it: brackets outside of texts are all that matters. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isText = false;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index];
    if (isText) {
      if (sign === '\\') index += 1;
      else if (sign === '"') isText = false;
    } else if (sign === '"') isText = true;
    else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}
