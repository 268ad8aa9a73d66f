import { api } from '../api/api-client.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { useAction } from '../ui/use-action.js';
import { Window } from '../ui/window.js';

interface EndWindowProps {
  readonly conversationId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Asks before a conversation is ended. */
export function EndWindow({ conversationId, isOpen, onClose, onChanged }: EndWindowProps) {
  const { isPending, failure, run } = useAction();
  return (
    <Window title="End this conversation?" isOpen={isOpen} onClose={onClose}>
      <div className="form">
        <p>
          Calls that wait are withdrawn, and one that runs is let finish. It stays here to read.
        </p>
        {failure === undefined ? null : <Notice>{failure}</Notice>}
        <div className="actions">
          <Button
            look="danger"
            isPending={isPending}
            onPress={() =>
              run(async () => {
                await api.end(conversationId);
                onChanged();
                onClose();
              })
            }
          >
            End it
          </Button>
          <Button look="quiet" onPress={onClose} autoFocus>
            Keep it
          </Button>
        </div>
      </div>
    </Window>
  );
}
