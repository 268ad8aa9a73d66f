import type { Json, JsonObject } from '../api/shapes.js';
import { exactText } from './exact-text.js';
import { labelOf } from './label.js';
import { readValue } from './read-value.js';
import { currencyOf, isObject } from './table.js';

interface ValueProps {
  readonly name: string;
  readonly value: Json;
  readonly currency?: string | undefined;
}

/** A value as a person reads it. */
export function ValueView({ name, value, currency }: ValueProps) {
  const read = readValue(value, { name, currency });
  switch (read.kind) {
    case 'nothing':
      return <span className="muted">–</span>;
    case 'text':
      return <span className="value-text">{exactText(read.text)}</span>;
    case 'number':
    case 'price':
      return <span className={`value-${read.kind}`}>{read.text}</span>;
    case 'date':
      return (
        <time dateTime={read.iso} title={read.iso}>
          {read.text}
        </time>
      );
    case 'link':
      return (
        <a href={read.href} target="_blank" rel="noopener noreferrer nofollow" title={read.href}>
          {read.text}
        </a>
      );
    case 'json':
      return <NestedView value={value} />;
  }
}

function NestedView({ value }: { readonly value: Json }) {
  if (isObject(value) && Object.keys(value).length <= 8) return <FieldsView fields={value} />;
  return (
    <pre className="code" tabIndex={0} aria-label="JSON" role="region">
      {exactText(JSON.stringify(value, undefined, 2))}
    </pre>
  );
}

/** The fields of an object, each with its name. */
export function FieldsView({ fields }: { readonly fields: JsonObject }) {
  const currency = currencyOf(fields);
  const entries = Object.entries(fields);
  if (entries.length === 0) return <p className="muted">Nothing</p>;
  return (
    <dl className="fields">
      {entries.map(([name, value]) => (
        <div key={name} className="fields-row">
          <dt title={name}>{labelOf(exactText(name))}</dt>
          <dd>
            <ValueView name={name} value={value} currency={currency} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
