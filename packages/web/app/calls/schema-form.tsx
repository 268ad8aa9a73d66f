import { useState } from 'react';
import { Checkbox, Form } from 'react-aria-components';
import { Check } from 'lucide-react';
import type { JsonObject, JsonSchema } from '../api/shapes.js';
import { Button } from '../ui/button.js';
import { Choice } from '../ui/choice.js';
import { TextField } from '../ui/text-field.js';
import { choiceText, draftOf, fieldsOf, inputOf, type Field } from './schema-fields.js';

interface SchemaFormProps {
  readonly schema: JsonSchema;
  readonly input: JsonObject;
  readonly submitLabel: string;
  readonly isPending: boolean;
  readonly onSubmit: (input: JsonObject) => void;
  readonly onCancel: () => void;
}

/** A form for an input, made of its JSON Schema. What it lets through is checked by the server once more. */
export function SchemaForm(props: SchemaFormProps) {
  const { schema, input, submitLabel, isPending, onSubmit, onCancel } = props;
  const [fields] = useState(() => fieldsOf(schema, input));
  const [draft, setDraft] = useState(() => draftOf(fields, input));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const submit = (): void => {
    const made = inputOf(fields, draft, input);
    if ('errors' in made) return setErrors(made.errors);
    setErrors({});
    onSubmit(made.input);
  };
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {fields.map((field, index) => (
        <FieldView
          key={field.name}
          field={field}
          value={draft[field.name] ?? ''}
          error={errors[field.name]}
          isFirst={index === 0}
          onChange={(value) => setDraft((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
      <div className="actions">
        <Button type="submit" look="primary" isPending={isPending}>
          {submitLabel}
        </Button>
        <Button look="quiet" onPress={onCancel}>
          Back
        </Button>
      </div>
    </Form>
  );
}

interface FieldViewProps {
  readonly field: Field;
  readonly value: string | boolean;
  readonly error: string | undefined;
  readonly isFirst: boolean;
  readonly onChange: (value: string | boolean) => void;
}

function FieldView({ field, value, error, isFirst, onChange }: FieldViewProps) {
  const { kind, label, hint, choices, required } = field;
  if (kind === 'boolean') {
    return (
      <Checkbox className="checkbox" isSelected={value === true} onChange={onChange}>
        <span className="checkbox-box" aria-hidden="true">
          <Check size={14} />
        </span>
        {label}
      </Checkbox>
    );
  }
  const text = String(value);
  if (kind === 'choice') {
    const options = (choices ?? []).map((one) => ({ id: choiceText(one), name: choiceText(one) }));
    return <Choice label={label} value={text} onChange={onChange} options={options} hint={hint} />;
  }
  return (
    <TextField
      label={label}
      value={text}
      onChange={onChange}
      hint={hint}
      error={error}
      isRequired={required}
      autoFocus={isFirst}
      isMono={kind === 'json'}
      type={kind === 'date' ? 'date' : 'text'}
      {...(kind === 'long-text' ? { rows: 3 } : {})}
      {...(kind === 'json' ? { rows: 4 } : {})}
      {...(kind === 'number' ? { inputMode: 'decimal' } : {})}
      {...(kind === 'integer' ? { inputMode: 'numeric' } : {})}
    />
  );
}
