import { useState } from 'react';
import { Button } from '../ui/button.js';
import { Choice } from '../ui/choice.js';
import { Notice } from '../ui/notice.js';
import { useAction } from '../ui/use-action.js';
import { Window } from '../ui/window.js';

interface ChangeWindowProps {
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  readonly current: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly change: (id: string) => Promise<void>;
}

/** Chooses another model or another goal for a conversation that runs. */
export function ChangeWindow(props: ChangeWindowProps) {
  const { title, label, hint, options, current, isOpen, onClose, change } = props;
  const [chosen, setChosen] = useState(current);
  const { isPending, failure, run } = useAction();
  return (
    <Window title={title} isOpen={isOpen} onClose={onClose}>
      <div className="form">
        <Choice label={label} value={chosen} onChange={setChosen} options={options} hint={hint} />
        {failure === undefined ? null : <Notice>{failure}</Notice>}
        <div className="actions">
          <Button
            look="primary"
            isPending={isPending}
            isDisabled={chosen === '' || chosen === current}
            onPress={() =>
              run(async () => {
                await change(chosen);
                onClose();
              })
            }
          >
            Change
          </Button>
        </div>
      </div>
    </Window>
  );
}
