import { ChevronDown } from 'lucide-react';
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
} from 'react-aria-components';

interface ChoiceProps {
  readonly label: string;
  /** Shows the label to screen readers only. */
  readonly isLabelHidden?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  readonly hint?: string | undefined;
}

/** One of several. */
export function Choice(props: ChoiceProps) {
  const { label, value, onChange, options, hint, isLabelHidden = false } = props;
  return (
    <Select
      className="field"
      selectedKey={value}
      onSelectionChange={(key) => onChange(String(key))}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {isLabelHidden ? null : <Label className="label">{label}</Label>}
      <Button className="input select-button">
        <SelectValue className="select-value" />
        <ChevronDown size={16} aria-hidden="true" />
      </Button>
      {hint === undefined ? null : (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <Popover className="popover select-popover">
        <ListBox className="menu" items={options}>
          {({ id, name }) => (
            <ListBoxItem id={id} className="menu-item" textValue={name}>
              {name}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
