import { localLive } from '@durable-goals/live';
import { setTimeout as sleep } from 'node:timers/promises';

const [, , directory = ''] = process.argv;
const live = localLive({ directory });
live.publish({ kind: 'retract', conversationId: 'one', key: 'k' });
const other = localLive({ directory });
other.subscribe('one', () => undefined);
await sleep(300);
