import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Days off that were booked. */
export interface Booking {
  readonly reference: string;
  readonly email: string;
  readonly start: string;
  readonly end: string;
  readonly hours: number;
}

/** Where bookings are kept. */
export interface Bookings {
  of(email: string): readonly Booking[];
  /** Keeps a booking once for each key, however often it is asked to. @returns what is kept under the key */
  keep(key: string, booking: Omit<Booking, 'reference'>): Booking;
  close(): void;
}

/** Opens the bookings in an SQLite file, which is made when it is not there. */
export function openBookings(path: string): Bookings {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS bookings (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
      email TEXT NOT NULL, start TEXT NOT NULL, "end" TEXT NOT NULL, hours REAL NOT NULL
    )`);
  const columns = `'TO-' || id AS reference, email, start, "end", hours`;
  return {
    of: (email) =>
      database
        .prepare(`SELECT ${columns} FROM bookings WHERE email = ? ORDER BY start`)
        .all(email) as unknown as Booking[],
    keep(key, { email, start, end, hours }) {
      database
        .prepare(
          'INSERT INTO bookings (key, email, start, "end", hours) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING',
        )
        .run(key, email, start, end, hours);
      return database
        .prepare(`SELECT ${columns} FROM bookings WHERE key = ?`)
        .get(key) as unknown as Booking;
    },
    close: () => database.close(),
  };
}
