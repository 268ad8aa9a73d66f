import type { Json, JsonObject } from '../api/shapes.js';
import { exactText } from './exact-text.js';
import { labelOf } from './label.js';
import { readValue } from './read-value.js';

/**
 * An input as it is, nothing left out or turned around: the value that is approved, and, where it helps, how
 * a person reads it.
 */
export function ExactInput({ input }: { readonly input: JsonObject }) {
  const entries = Object.entries(input);
  if (entries.length === 0) return <p className="muted">It takes no input.</p>;
  return (
    <dl className="fields exact">
      {entries.map(([name, value]) => (
        <div key={name} className="fields-row">
          <dt>
            {labelOf(exactText(name))}
            <code className="field-name">{exactText(name)}</code>
          </dt>
          <dd>
            <span className="exact-value">{exactText(rawText(value))}</span>
            <Reading name={name} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Reading({ name, value }: { readonly name: string; readonly value: Json }) {
  const read = readValue(value, { name });
  if (read.kind !== 'date') return null;
  return <span className="muted reading">{read.text}</span>;
}

function rawText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 1);
}
