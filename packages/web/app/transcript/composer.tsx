import { ArrowUp } from 'lucide-react';
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { Label, TextArea, TextField } from 'react-aria-components';
import { Button } from '../ui/button.js';

interface ComposerProps {
  readonly conversationId: string;
  readonly onSend: (text: string) => void;
  readonly placeholder: string;
  readonly inputRef: RefObject<HTMLTextAreaElement | null>;
}

/** Drafts outlive a change of the page, and no more. */
const drafts = new Map<string, string>();

/** Where a message is written: Enter sends it, Shift and Enter make a new line. */
export function Composer({ conversationId, onSend, placeholder, inputRef }: ComposerProps) {
  const [text, setText] = useState(drafts.get(conversationId) ?? '');
  const isEmpty = text.trim() === '';
  const composing = useRef(false);
  useLayoutEffect(() => {
    const area = inputRef.current;
    if (area === null) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [text, inputRef]);
  const change = (value: string): void => {
    setText(value);
    drafts.set(conversationId, value);
  };
  const send = (): void => {
    if (isEmpty) return;
    onSend(text.trim());
    change('');
    inputRef.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (
      event.key !== 'Enter' ||
      event.shiftKey ||
      composing.current ||
      event.nativeEvent.isComposing
    )
      return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <TextField className="composer-field" value={text} onChange={change}>
        <Label className="visually-hidden">Message</Label>
        <TextArea
          ref={inputRef}
          className="composer-input"
          rows={1}
          placeholder={placeholder}
          enterKeyHint="send"
          onKeyDown={onKeyDown}
          onCompositionStart={() => {
            composing.current = true;
          }}
          onCompositionEnd={() => {
            composing.current = false;
          }}
        />
      </TextField>
      <Button look="primary" className="send" label="Send" type="submit" isDisabled={isEmpty}>
        <ArrowUp size={18} aria-hidden="true" />
      </Button>
    </form>
  );
}
