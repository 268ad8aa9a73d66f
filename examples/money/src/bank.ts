import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Account {
  readonly id: string;
  readonly owner: string;
  readonly cents: number;
}

/** Money that was moved. */
export interface Transfer {
  readonly reference: string;
  readonly from: string;
  readonly to: string;
  readonly cents: number;
}

/** Why money was not moved. */
type Refusal = 'no-such-account' | 'not-enough';

export interface Bank {
  account(id: string): Account | undefined;
  /** Moves money once for each key, however often it is asked to. @returns what was moved under the key, or why not */
  move(key: string, transfer: Omit<Transfer, 'reference'>): Transfer | Refusal;
  transfers(): readonly Transfer[];
  close(): void;
}

/** The accounts of a new bank. */
const accounts: readonly Account[] = [
  { id: '1001', owner: 'Ada', cents: 250_000 },
  { id: '1002', owner: 'Grace', cents: 40_000 },
  { id: '2001', owner: 'Rent', cents: 0 },
];

/** Opens the bank in an SQLite file, which is made, with its accounts, when it is not there. */
export function openBank(path: string): Bank {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS accounts (id TEXT PRIMARY KEY, owner TEXT NOT NULL, cents INTEGER NOT NULL CHECK (cents >= 0));
    CREATE TABLE IF NOT EXISTS transfers (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
      "from" TEXT NOT NULL, "to" TEXT NOT NULL, cents INTEGER NOT NULL
    )`);
  const open = database.prepare('INSERT INTO accounts VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  for (const { id, owner, cents } of accounts) open.run(id, owner, cents);
  const columns = `'TR-' || id AS reference, "from", "to", cents`;
  const account = (id: string): Account | undefined =>
    database.prepare('SELECT id, owner, cents FROM accounts WHERE id = ?').get(id) as
      | Account
      | undefined;
  const moved = (key: string): Transfer | undefined =>
    database.prepare(`SELECT ${columns} FROM transfers WHERE key = ?`).get(key) as
      | Transfer
      | undefined;

  function moveOnce(key: string, { from, to, cents }: Omit<Transfer, 'reference'>) {
    const before = moved(key);
    if (before !== undefined) return before;
    const source = account(from);
    if (source === undefined || account(to) === undefined) return 'no-such-account';
    if (source.cents < cents) return 'not-enough';
    const change = database.prepare('UPDATE accounts SET cents = cents + ? WHERE id = ?');
    change.run(-cents, from);
    change.run(cents, to);
    database
      .prepare('INSERT INTO transfers (key, "from", "to", cents) VALUES (?, ?, ?, ?)')
      .run(key, from, to, cents);
    return moved(key) ?? 'no-such-account';
  }

  return {
    account,
    move(key, transfer) {
      // Both accounts, and the key, or nothing.
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = moveOnce(key, transfer);
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    transfers: () =>
      database
        .prepare(`SELECT ${columns} FROM transfers ORDER BY id`)
        .all() as unknown as Transfer[],
    close: () => database.close(),
  };
}
