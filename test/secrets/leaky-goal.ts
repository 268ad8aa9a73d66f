import { defineGoal, defineTool, ToolFailure } from '@durable-goals/core';
import { ApplicationFailure } from '@temporalio/common';
import * as z from 'zod';

/** No plain object, and yet JSON is made of it. */
class Login {
  readonly [name: string]: string;
  readonly token: string;
  constructor(token: string) {
    this.token = token;
  }
}

/** A goal whose tool tells its secrets in every way that a tool has. */
export function leakyGoal(env: NodeJS.ProcessEnv) {
  const secrets = () => ({ token: env['NOTES_TOKEN'] ?? '', database: env['DATABASE_URL'] ?? '' });
  const leak = defineTool({
    name: 'Leak',
    description: 'Tells what it must not tell',
    effect: 'read',
    needsApproval: 'never',
    timing: { heartbeatMs: 600, retryIntervalMs: 50, maxAttempts: 2 },
    input: z.strictObject({ how: z.enum(['return', 'throw', 'fail']), note: z.string() }),
    async execute({ how }, { log, heartbeat, signal, attempt }) {
      const { token, database } = secrets();
      log.info(`A line to be found, with ${token}`, {
        database,
        headers: { authorization: `Bearer ${token}` },
      });
      heartbeat({ token, database, login: new Login(token) });
      await new Promise((resolve) => setTimeout(resolve, 900));
      signal.throwIfAborted();
      if (how === 'return') {
        const basic = Buffer.from(`agents:${token}`).toString('base64');
        const address = `https://x/?t=${encodeURIComponent(token)}`;
        const form = address.replaceAll('%2F', '%2f');
        const page = JSON.stringify({ body: JSON.stringify({ token }) });
        return { [token]: database, basic, address, form, page, login: new Login(token) };
      }
      if (how === 'fail') throw new ToolFailure(`No notes for ${token} in ${database}.`);
      const cause = new Error(`connect ${database}`);
      if (attempt > 1) {
        const details = [new Login(token), { headers: new Login(token) }];
        throw ApplicationFailure.create({ message: `401 for ${token}`, details, cause });
      }
      throw Object.assign(new Error(`403 for ${token}`, { cause }), { config: { token }, token });
    },
  });
  return defineGoal({
    id: 'leaky',
    title: 'Leak',
    instructions: 'Tell everything.',
    tools: [leak],
    validatePrompts: false,
    modelTiming: { retryIntervalMs: 50, heartbeatMs: 600 },
  });
}
