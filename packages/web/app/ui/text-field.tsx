import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
  readonly rows?: number;
  readonly type?: 'text' | 'date' | 'password';
  readonly inputMode?: 'decimal' | 'numeric';
  readonly autoFocus?: boolean;
  readonly isMono?: boolean;
  readonly autoComplete?: string;
}

/** A field for text of one line, or of several with `rows`. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, hint, error, rows, type = 'text', inputMode } = props;
  const { isRequired = false, autoFocus = false, isMono = false, autoComplete = 'off' } = props;
  const className = isMono ? 'input mono' : 'input';
  return (
    <AriaTextField
      className="field"
      value={value}
      onChange={onChange}
      isRequired={isRequired}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      type={type}
      autoFocus={autoFocus}
      autoComplete={autoComplete}
      {...(inputMode === undefined ? {} : { inputMode })}
    >
      <Label className="label">
        {label}
        {isRequired ? null : <span className="label-note"> optional</span>}
      </Label>
      {rows === undefined ? (
        <Input className={className} />
      ) : (
        <TextArea className={className} rows={rows} />
      )}
      {hint === undefined ? null : (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}
