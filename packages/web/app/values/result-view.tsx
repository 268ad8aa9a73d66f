import { useState } from 'react';
import type { Json, JsonObject } from '../api/shapes.js';
import { Button } from '../ui/button.js';
import { exactText } from './exact-text.js';
import { labelOf } from './label.js';
import { currencyOf, isObject, tableOf, type TableData } from './table.js';
import { FieldsView, ValueView } from './value-view.js';

const rowsAtFirst = 6;

/** What a tool gave: a table where it is a list, its fields where it is an object. */
export function ResultView({ output }: { readonly output: Json }) {
  const table = tableOf(output);
  if (table !== undefined) {
    return (
      <>
        {Object.keys(table.beside).length === 0 ? null : <FieldsView fields={table.beside} />}
        <TableView table={table} />
      </>
    );
  }
  if (isObject(output)) return <FieldsView fields={output} />;
  return (
    <p className="result-text">
      <ValueView name="" value={output} />
    </p>
  );
}

function TableView({ table }: { readonly table: TableData }) {
  const { name, columns, rows, currency } = table;
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? rows : rows.slice(0, rowsAtFirst);
  const title = name === undefined ? 'Results' : labelOf(name);
  return (
    <>
      <div className="table-scroll" role="region" aria-label={title} tabIndex={0}>
        <table className="table">
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" data-numeric={isNumeric(rows, column) || undefined}>
                  {labelOf(exactText(column))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={index}>
                {columns.map((column) => (
                  <td
                    key={column}
                    data-label={labelOf(column)}
                    data-numeric={isNumeric(rows, column) || undefined}
                    data-long={isLong(rows, column) || undefined}
                  >
                    <ValueView
                      name={column}
                      value={row[column] ?? null}
                      currency={currencyOf(row) ?? currency}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > rowsAtFirst ? (
        <Button look="quiet" size="small" onPress={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show all ${rows.length}`}
        </Button>
      ) : null}
    </>
  );
}

function isNumeric(rows: readonly JsonObject[], column: string): boolean {
  return rows.every((row) => ['number', 'undefined'].includes(typeof row[column]));
}

/** Whether a column needs room for sentences. */
function isLong(rows: readonly JsonObject[], column: string): boolean {
  return rows.some(({ [column]: value }) => typeof value === 'string' && value.length > 32);
}
