// Run in a process of its own by install-lock.test.ts: says where the CLI came from.
import { ensureTemporalCli } from '../../src/index.js';

const { source } = await ensureTemporalCli();
process.stdout.write(source);
