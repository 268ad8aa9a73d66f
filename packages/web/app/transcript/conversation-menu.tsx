import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { api } from '../api/api-client.js';
import type { Status } from '../api/shapes.js';
import { usePage } from '../shell/page-context.js';
import { Button } from '../ui/button.js';
import { safeLink } from '../values/read-value.js';
import { ChangeWindow } from './change-window.js';
import { EndWindow } from './end-window.js';

interface ConversationMenuProps {
  readonly status: Status;
  readonly onChanged: () => void;
}

/** What else can be done with a conversation. */
export function ConversationMenu({ status, onChanged }: ConversationMenuProps) {
  const { goals, session } = usePage();
  const [open, setOpen] = useState<'model' | 'goal' | 'end'>();
  const { conversationId, model = '', goalId, state } = status;
  const temporalUi = safeLink(status.links?.temporalUi);
  const isOver = state === 'ended';
  const models = [...new Set([...(model === '' ? [] : [model]), ...session.models])];
  const close = (): void => setOpen(undefined);
  const changed = async (work: Promise<unknown>): Promise<void> => {
    await work;
    onChanged();
  };
  return (
    <>
      <MenuTrigger>
        <Button look="quiet" label="More about this conversation">
          <EllipsisVertical size={18} aria-hidden="true" />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" aria-label="More about this conversation">
            {temporalUi === undefined ? null : (
              <MenuItem
                className="menu-item"
                href={temporalUi}
                target="_blank"
                rel="noopener noreferrer"
              >
                Open in Temporal’s UI
              </MenuItem>
            )}
            {isOver || models.length < 2 ? null : (
              <MenuItem className="menu-item" onAction={() => setOpen('model')}>
                Change the model…
              </MenuItem>
            )}
            {isOver || goals.length < 2 ? null : (
              <MenuItem className="menu-item" onAction={() => setOpen('goal')}>
                Change the goal…
              </MenuItem>
            )}
            <MenuItem
              className="menu-item"
              onAction={() => void navigator.clipboard?.writeText(conversationId)}
            >
              Copy its id
            </MenuItem>
            {isOver ? null : (
              <MenuItem className="menu-item menu-danger" onAction={() => setOpen('end')}>
                End the conversation…
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      {open === 'model' ? (
        <ChangeWindow
          title="Change the model"
          label="Model"
          hint="It answers from the next step on."
          options={models.map((name) => ({ id: name, name }))}
          current={model}
          isOpen
          onClose={close}
          change={(id) => changed(api.setModel(conversationId, id))}
        />
      ) : null}
      {open === 'goal' ? (
        <ChangeWindow
          title="Change the goal"
          label="Goal"
          hint="The conversation goes on with what was said so far."
          options={goals.map(({ id, name }) => ({ id, name }))}
          current={goalId}
          isOpen
          onClose={close}
          change={(id) => changed(api.changeGoal(conversationId, id))}
        />
      ) : null}
      {open === 'end' ? (
        <EndWindow conversationId={conversationId} isOpen onClose={close} onChanged={onChanged} />
      ) : null}
    </>
  );
}
