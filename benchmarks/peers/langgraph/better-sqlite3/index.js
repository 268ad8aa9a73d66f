import { DatabaseSync } from 'node:sqlite';

/** Node's own SQLite, as the checkpointer calls better-sqlite3, which would have to be compiled. */
export default class Database {
  #database;

  constructor(path) {
    this.#database = new DatabaseSync(path);
  }

  pragma(text) {
    return this.prepare(`PRAGMA ${text}`).all();
  }

  exec(text) {
    this.#database.exec(text);
  }

  prepare(text) {
    const statement = this.#database.prepare(text);
    const given = (values) => values.map((value) => value ?? null);
    return {
      all: (...values) => statement.all(...given(values)),
      get: (...values) => statement.get(...given(values)),
      run: (...values) => statement.run(...given(values)),
    };
  }

  transaction(work) {
    return (...given) => {
      this.exec('BEGIN');
      try {
        const result = work(...given);
        this.exec('COMMIT');
        return result;
      } catch (error) {
        this.exec('ROLLBACK');
        throw error;
      }
    };
  }

  close() {
    this.#database.close();
  }
}
