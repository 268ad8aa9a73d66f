import { appendFileSync, readFileSync } from 'node:fs';
import { AgentPlugin } from '@durable-goals/activities';
import { defineGoal, type Model } from '@durable-goals/core';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

/** A goal whose messages are checked, so that a step asks the model twice at once. */
export const watched = defineGoal({
  id: 'watched',
  title: 'Watched',
  instructions: 'Talk.',
  tools: [],
  modelTiming: { heartbeatMs: 1_000, retryIntervalMs: 100 },
});

/** The lines of a file that has one for each call to the model. */
export function callsIn(file: string): readonly string[] {
  return readFileSync(file, 'utf8').trim().split('\n');
}

/** Writes each call down first. The first few are the last thing that its process does, and nobody hears of them. */
function watchedModel(file: string, kills: number): Model {
  return {
    id: 'watched',
    async generate({ purpose }) {
      appendFileSync(file, `${purpose}\n`);
      if (callsIn(file).length <= kills) {
        // Long enough for a call beside this one to be made as well.
        await new Promise((resolve) => setTimeout(resolve, 100));
        process.kill(process.pid, 'SIGKILL');
      }
      const text = JSON.stringify(
        purpose === 'validate' ? { valid: true } : { response: 'Go on.', next: 'question' },
      );
      const usage = { inputTokens: 10, outputTokens: 5 };
      return { text, finish: 'stop', usage, model: 'watched' };
    },
  };
}

/** Runs as a process of its own: takes the address, the Task Queue, the file of calls, and how many of them kill it. */
async function run([address = '', taskQueue = '', file = '', kills = '0']: readonly string[]) {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const connection = await NativeConnection.connect({ address });
  const model = watchedModel(file, Number(kills));
  const plugins = [new AgentPlugin({ goals: [watched], model })];
  const worker = await Worker.create({ connection, taskQueue, plugins });
  process.once('SIGTERM', () => worker.shutdown());
  await worker.run();
  await connection.close();
}

if (process.argv[1]?.endsWith('killed-in-a-call.ts')) await run(process.argv.slice(2));
