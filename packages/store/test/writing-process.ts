import { sqliteStore } from '@durable-goals/store';
import { said, update } from './samples.js';

const [, , file = '', who = ''] = process.argv;
const store = sqliteStore(file);
for (let index = 1; index <= 100; index += 1) {
  const seq = Number(who) * 100 + index;
  await store.save(update('shared', { messages: [said(seq)], status: { lastSeq: 300 } }));
}
await store.close();
