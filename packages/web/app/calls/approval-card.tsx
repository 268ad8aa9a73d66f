import { Hand, Pencil, Users } from 'lucide-react';
import { useId, useState } from 'react';
import { api } from '../api/api-client.js';
import { ApiError, wordsOf } from '../api/api-error.js';
import type { Approval, Decision, JsonObject } from '../api/shapes.js';
import { toolOf, usePage } from '../shell/page-context.js';
import { Button } from '../ui/button.js';
import { useNow } from '../ui/clock.js';
import { Notice } from '../ui/notice.js';
import { TextField } from '../ui/text-field.js';
import { useAction } from '../ui/use-action.js';
import { ExactInput } from '../values/exact-input.js';
import { durationWords, momentWords } from '../values/time-words.js';
import { titleOf } from './call-card.js';
import { effectWords } from './call-words.js';
import { SchemaForm } from './schema-form.js';
import { SubAgentNote } from './sub-agent-note.js';

interface ApprovalCardProps {
  readonly conversationId: string;
  readonly goalId: string;
  readonly approval: Approval;
  /** Called when the decision was taken, and when it was refused. */
  readonly onDecided: (refusal?: string) => void;
}

/** A call that waits for a decision: exactly what would run, and what a person may say to it. */
export function ApprovalCard({ conversationId, goalId, approval, onDecided }: ApprovalCardProps) {
  const { allGoals, session } = usePage();
  const [mode, setMode] = useState<'look' | 'edit' | 'reject' | 'kept'>('look');
  const [reason, setReason] = useState('');
  const [givesReason, setGivesReason] = useState(false);
  const { isPending, failure, run, dismiss } = useAction();
  const now = useNow();
  const titleId = useId();
  const { callId, tool, input, inputHash, effect } = approval;
  const { subAgent } = approval;
  const info = toolOf(allGoals, subAgent?.goalId ?? goalId, tool);
  const title = titleOf(tool, info?.title);
  const isExpired = Date.parse(approval.expiresAt) <= now;
  const own = approval.approvedBy?.some(({ by }) => by === session.principal?.id) === true;

  const decide = (decision: Omit<Decision, 'inputHash'>): void =>
    run(async () => {
      const words = reason.trim();
      const given = { ...decision, inputHash, ...(words === '' ? {} : { reason: words }) };
      try {
        const { state } = await api.decide(conversationId, callId, given);
        setMode(state === 'queued' ? 'kept' : 'look');
        setReason('');
        onDecided();
      } catch (error) {
        if (staysHere(error)) throw error;
        // The call may be gone with this card, and with it what is said here.
        onDecided(wordsOf(error));
      }
    });

  return (
    <article className="card approval" aria-labelledby={titleId}>
      <header className="card-header">
        <Hand className="card-icon" size={18} aria-hidden="true" />
        <h2 className="card-title" id={titleId}>
          Approve “{title}”?
        </h2>
        <span className="card-summary" />
        <Countdown approval={approval} now={now} />
      </header>
      <div className="card-body">
        {info === undefined ? null : <p className="muted">{info.description}</p>}
        {subAgent === undefined ? null : <SubAgentNote words="Asked by" subAgent={subAgent} />}
        {mode === 'edit' && info !== undefined ? (
          <SchemaForm
            schema={info.inputSchema}
            input={input}
            submitLabel="Approve as edited"
            isPending={isPending}
            onCancel={() => setMode('look')}
            onSubmit={(edited: JsonObject) => decide({ decision: 'approve', input: edited })}
          />
        ) : (
          <ExactInput input={input} />
        )}
        <People approval={approval} now={now} own={own} />
        {failure === undefined ? null : <Notice onDismiss={dismiss}>{failure}</Notice>}
        {mode === 'reject' ? (
          <TextField
            label="Why not? The agent reads it"
            value={reason}
            onChange={setReason}
            autoFocus
          />
        ) : null}
        {mode === 'look' && givesReason ? (
          <TextField
            label="Why? It stays with the decision"
            value={reason}
            onChange={setReason}
            autoFocus
          />
        ) : null}
        {mode === 'look' ? (
          <div className="actions">
            <Button
              look="primary"
              isPending={isPending}
              isDisabled={isExpired || own}
              onPress={() => decide({ decision: 'approve' })}
            >
              Approve
            </Button>
            {info === undefined ? null : (
              <Button onPress={() => setMode('edit')} isDisabled={isExpired || isPending}>
                <Pencil size={15} aria-hidden="true" />
                Edit
              </Button>
            )}
            <Button
              look="danger"
              onPress={() => setMode('reject')}
              isDisabled={isExpired || isPending}
            >
              Reject…
            </Button>
            {givesReason ? null : (
              <Button
                look="quiet"
                onPress={() => setGivesReason(true)}
                isDisabled={isExpired || own}
              >
                Give a reason
              </Button>
            )}
            <span className="effect muted">{effectWords[effect]}</span>
          </div>
        ) : null}
        {mode === 'kept' ? (
          <div className="actions">
            <p role="status">Your decision is kept until a Worker is back.</p>
            <Button look="quiet" onPress={() => setMode('look')}>
              Decide again
            </Button>
          </div>
        ) : null}
        {mode === 'reject' ? (
          <div className="actions">
            <Button
              look="danger"
              isPending={isPending}
              onPress={() => decide({ decision: 'reject' })}
            >
              Reject
            </Button>
            <Button look="quiet" onPress={() => setMode('look')}>
              Back
            </Button>
          </div>
        ) : null}
      </div>
    </article>
  );
}

/** Whether a refusal is something to correct, or to try once more, in the card itself. */
function staysHere(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  return error.type === 'InputRefused' || error.status === 0 || error.status >= 500;
}

function Countdown({ approval, now }: { readonly approval: Approval; readonly now: number }) {
  const { expiresAt, whenExpired } = approval;
  const left = Date.parse(expiresAt) - now;
  const after = whenExpired === 'run' ? 'then it runs' : 'then it is not run';
  if (left <= 0) return <span className="badge badge-expired">Expired</span>;
  const isSoon = left < 5 * 60_000;
  return (
    <time
      className={isSoon ? 'countdown countdown-soon' : 'countdown'}
      dateTime={expiresAt}
      title={`Until ${new Date(expiresAt).toLocaleString()}, ${after}`}
    >
      {durationWords(left)} left<span className="countdown-after">, {after}</span>
    </time>
  );
}

interface PeopleProps {
  readonly approval: Approval;
  readonly now: number;
  readonly own: boolean;
}

/** Who approved it so far, where it takes two. */
function People({ approval, now, own }: PeopleProps) {
  const { session } = usePage();
  const { approvalsNeeded, approvedBy = [] } = approval;
  if (approvalsNeeded !== 2) return null;
  const missing =
    session.authentication === 'none'
      ? 'Two people have to approve it, each by name; this server asks nobody to sign in, so it cannot be approved here.'
      : own
        ? 'You approved it. A second person has to.'
        : approvedBy.length === 0
          ? 'Two different people have to approve it.'
          : 'A second person has to approve it.';
  return (
    <div className="people">
      <Users size={16} aria-hidden="true" />
      <div>
        <p>
          <strong>{approvedBy.length} of 2</strong> · {missing}
        </p>
        {approvedBy.map(({ by, at, reason }) => (
          <p key={by} className="muted">
            Approved by {by}, {momentWords(at, now)}
            {reason === undefined ? '' : `: ${reason}`}
          </p>
        ))}
      </div>
    </div>
  );
}
