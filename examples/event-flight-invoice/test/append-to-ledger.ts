import { writeToLedger } from '../src/invoices/ledger.js';

// Run as a process of its own by ledger.test.ts: <path> <key> <count> writes `count` shared and `count` own invoices.
const [path = '', key = '', count = '0'] = process.argv.slice(2);
const request = {
  amountCents: 1999,
  tripDetails: 'Jazz in Melbourne',
  email: 'ada@example.com',
  daysUntilDue: 7,
};
for (let index = 0; index < Number(count); index += 1) {
  for (const idempotencyKey of [`shared/${index}`, `${key}/${index}`]) {
    const { reference } = await writeToLedger(
      path,
      { ...request, idempotencyKey },
      '2026-11-20T12:00:00.000Z',
    );
    process.stdout.write(`${idempotencyKey} ${reference}\n`);
  }
}
