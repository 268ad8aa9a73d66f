import { CircleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.js';

interface NoticeProps {
  readonly children: ReactNode;
  readonly onDismiss?: () => void;
  readonly action?: ReactNode;
}

/** What went wrong, said at once to a screen reader too. */
export function Notice({ children, onDismiss, action }: NoticeProps) {
  return (
    <div className="notice" role="alert">
      <CircleAlert size={18} aria-hidden="true" />
      <div className="notice-text">{children}</div>
      {action}
      {onDismiss === undefined ? null : (
        <Button look="quiet" size="small" label="Dismiss" onPress={onDismiss}>
          <X size={16} aria-hidden="true" />
        </Button>
      )}
    </div>
  );
}
