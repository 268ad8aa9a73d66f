import type { ReactNode, Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components';

interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  /** How much it stands out. @defaultValue 'plain' */
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly size?: 'small';
  /** What a screen reader says; needed where there is no text. */
  readonly label?: string;
  readonly type?: 'submit';
  readonly isDisabled?: boolean;
  /** What was asked for is under way. */
  readonly isPending?: boolean;
  readonly slot?: 'close';
  readonly autoFocus?: boolean;
  readonly className?: string;
  readonly describedBy?: string | undefined;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

/** A button. */
export function Button(props: ButtonProps) {
  const { children, onPress, look = 'plain', size, label, type, className, buttonRef } = props;
  const { isDisabled = false, isPending = false, slot, autoFocus = false, describedBy } = props;
  const names = ['button', `button-${look}`, ...(size ? [`button-${size}`] : [])];
  return (
    <AriaButton
      className={[...names, ...(className === undefined ? [] : [className])].join(' ')}
      isDisabled={isDisabled}
      autoFocus={autoFocus}
      {...(onPress === undefined || isPending ? {} : { onPress: () => onPress() })}
      {...(isPending ? { 'aria-disabled': true } : {})}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(type === undefined ? {} : { type })}
      {...(slot === undefined ? {} : { slot })}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
      {...(buttonRef === undefined ? {} : { ref: buttonRef })}
    >
      {isPending ? <span className="spinner" aria-hidden="true" /> : null}
      {children}
    </AriaButton>
  );
}
