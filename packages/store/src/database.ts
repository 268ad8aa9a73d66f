/** A value of a column; numbers are whole. */
export type SqlValue = string | number | null;

/** One statement, with `?` where its values go. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** A row by its columns' names. */
export type Row = Readonly<Record<string, unknown>>;

/** What a store needs from a database: the same SQL runs on SQLite and on PostgreSQL. */
export interface Database {
  /** @throws `StoreUnavailable` */
  read(statement: Statement): Promise<readonly Row[]>;
  /** All of them or none. @throws `StoreUnavailable` */
  write(statements: readonly Statement[]): Promise<void>;
  close(): Promise<void>;
}

/** Makes a statement: `sql\`SELECT … WHERE id = ${id}\``. */
export function sql(parts: TemplateStringsArray, ...values: readonly SqlValue[]): Statement {
  return { sql: parts.join('?'), values };
}

/** Puts statements together into one, such as the conditions of a query. */
export function joined(parts: readonly Statement[], separator: string): Statement {
  return {
    sql: parts.map(({ sql }) => sql).join(separator),
    values: parts.flatMap(({ values }) => values),
  };
}
