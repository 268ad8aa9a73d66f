import { useState } from 'react';
import { Form } from 'react-aria-components';
import { token } from '../api/token.js';
import { Button } from '../ui/button.js';
import { TextField } from '../ui/text-field.js';

interface TokenPageProps {
  /** A token was tried, and is not known. */
  readonly wasRefused: boolean;
  readonly onToken: () => void;
}

/** Asks for the token that the server wants. */
export function TokenPage({ wasRefused, onToken }: TokenPageProps) {
  const [value, setValue] = useState('');
  return (
    <main className="gate">
      <div className="gate-card">
        <img src={new URL('../icon.svg', import.meta.url).href} alt="" width="40" height="40" />
        <h1>Sign in</h1>
        <p className="muted">
          This server asks who you are. The token stays in this tab, and is gone when you close it.
        </p>
        <Form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (value.trim() === '') return;
            token.set(value.trim().replace(/^Bearer\s+/i, ''));
            onToken();
          }}
        >
          <TextField
            label="Bearer token"
            value={value}
            onChange={setValue}
            type="password"
            isRequired
            autoFocus
            error={wasRefused ? 'This token is not known, or has run out.' : undefined}
          />
          <Button type="submit" look="primary">
            Continue
          </Button>
        </Form>
      </div>
    </main>
  );
}
