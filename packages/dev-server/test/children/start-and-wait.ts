// Run in a process of its own by parent-death.test.ts: starts a server, says its pid, and waits.
import { setTimeout as sleep } from 'node:timers/promises';
import { startDevServer } from '../../src/index.js';

const lines: string[] = [];
const { pid, exited } = await startDevServer({
  log: (line) => lines.push(line),
});
// The last line of the start. A server that has more to print dies of the broken pipe, which proves nothing.
while (!lines.some((line) => line.startsWith('Metrics:'))) await sleep(20);
process.stdout.write(`${pid}\n`);
if (process.argv[2] === 'exit') process.exit(0);
await exited;
