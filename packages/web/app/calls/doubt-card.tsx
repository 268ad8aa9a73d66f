import { CircleHelp } from 'lucide-react';
import { useId, useState } from 'react';
import { api } from '../api/api-client.js';
import type { Doubt, Json } from '../api/shapes.js';
import { toolOf, usePage } from '../shell/page-context.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { TextField } from '../ui/text-field.js';
import { useAction } from '../ui/use-action.js';
import { ExactInput } from '../values/exact-input.js';
import { titleOf } from './call-card.js';
import { SubAgentNote } from './sub-agent-note.js';

interface DoubtCardProps {
  readonly conversationId: string;
  readonly goalId: string;
  readonly doubt: Doubt;
  readonly onDecided: (refusal?: string) => void;
}

/** A call that may or may not have happened, and the question which. */
export function DoubtCard({ conversationId, goalId, doubt, onDecided }: DoubtCardProps) {
  const { allGoals } = usePage();
  const [answer, setAnswer] = useState<'happened' | 'did-not'>();
  const [reason, setReason] = useState('');
  const [output, setOutput] = useState('');
  const { isPending, failure, run, dismiss } = useAction();
  const titleId = useId();
  const title = titleOf(
    doubt.tool,
    toolOf(allGoals, doubt.subAgent?.goalId ?? goalId, doubt.tool)?.title,
  );

  const resolve = (): void =>
    run(async () => {
      const words = reason.trim();
      await api.resolve(conversationId, doubt.callId, {
        happened: answer === 'happened',
        ...(words === '' ? {} : { reason: words }),
        ...(answer === 'happened' && output.trim() !== '' ? { output: readOutput(output) } : {}),
      });
      onDecided();
    });

  return (
    <article className="card doubt" aria-labelledby={titleId}>
      <header className="card-header">
        <CircleHelp className="card-icon" size={18} aria-hidden="true" />
        <h2 className="card-title" id={titleId}>
          Did “{title}” happen?
        </h2>
      </header>
      <div className="card-body">
        <p>
          {doubt.reason} It is not tried again by itself. Look where it would show, then say which.
        </p>
        {doubt.subAgent === undefined ? null : (
          <SubAgentNote words="Called by" subAgent={doubt.subAgent} />
        )}
        <ExactInput input={doubt.input} />
        {failure === undefined ? null : <Notice onDismiss={dismiss}>{failure}</Notice>}
        {answer === undefined ? (
          <div className="actions">
            <Button onPress={() => setAnswer('happened')}>It happened</Button>
            <Button onPress={() => setAnswer('did-not')}>It did not happen</Button>
          </div>
        ) : (
          <div className="form">
            {answer === 'happened' ? (
              <TextField
                label="What it gave"
                value={output}
                onChange={setOutput}
                rows={3}
                autoFocus
                hint="Words or JSON, such as a number of reference; the agent reads it."
              />
            ) : null}
            <TextField
              label="How you know"
              value={reason}
              onChange={setReason}
              autoFocus={answer === 'did-not'}
            />
            <div className="actions">
              <Button look="primary" isPending={isPending} onPress={resolve}>
                {answer === 'happened' ? 'It happened' : 'It did not happen'}
              </Button>
              <Button look="quiet" onPress={() => setAnswer(undefined)}>
                Back
              </Button>
            </div>
          </div>
        )}
      </div>
    </article>
  );
}

function readOutput(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
