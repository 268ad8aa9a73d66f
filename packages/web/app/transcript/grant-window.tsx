import { useState } from 'react';
import { Form } from 'react-aria-components';
import { api } from '../api/api-client.js';
import type { Status } from '../api/shapes.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { TextField } from '../ui/text-field.js';
import { useAction } from '../ui/use-action.js';
import { Window } from '../ui/window.js';

type Limit = NonNullable<Status['limit']>;

const units: Readonly<Record<Limit['limit'], string>> = {
  turns: 'Messages',
  modelCalls: 'Model calls',
  toolCalls: 'Tool calls',
  tokens: 'Tokens',
  costUsd: 'US dollars',
  wallTimeMs: 'Minutes',
  stepsPerTurn: 'Steps for one message',
  sameCall: 'Equal calls of one tool',
};
const minuteMs = 60_000;

interface GrantWindowProps {
  readonly conversationId: string;
  readonly limit: Limit;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Grants more of what ran out. */
export function GrantWindow(props: GrantWindowProps) {
  const { conversationId, limit, isOpen, onClose, onChanged } = props;
  const unit = limit.limit === 'wallTimeMs' ? minuteMs : 1;
  const [amount, setAmount] = useState(String(Math.max(1, Math.round(limit.max / unit))));
  const { isPending, failure, run } = useAction();
  const number = Number(amount);
  const isSound = amount.trim() !== '' && Number.isFinite(number) && number > 0;
  const grant = (): void =>
    run(async () => {
      await api.grant(conversationId, { [limit.limit]: number * unit });
      onChanged();
      onClose();
    });
  return (
    <Window title="Grant more" isOpen={isOpen} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isSound) grant();
        }}
      >
        <TextField
          label={`${units[limit.limit]} on top of ${limit.max / unit}`}
          value={amount}
          onChange={setAmount}
          inputMode="decimal"
          isRequired
          autoFocus
          error={isSound ? undefined : 'This is a number above 0.'}
        />
        {failure === undefined ? null : <Notice>{failure}</Notice>}
        <div className="actions">
          <Button type="submit" look="primary" isPending={isPending} isDisabled={!isSound}>
            Grant
          </Button>
        </div>
      </Form>
    </Window>
  );
}
