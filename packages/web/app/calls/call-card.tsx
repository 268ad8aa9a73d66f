import {
  ChevronRight,
  CircleAlert,
  CircleCheck,
  CircleSlash,
  CircleX,
  LoaderCircle,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ToolOutcome } from '@durable-goals/core';
import { api } from '../api/api-client.js';
import type { Json, JsonObject, Message } from '../api/shapes.js';
import type { Progress } from '../feed/feed-state.js';
import { Button } from '../ui/button.js';
import { useNow } from '../ui/clock.js';
import { useAction } from '../ui/use-action.js';
import { exactText } from '../values/exact-text.js';
import { labelOf } from '../values/label.js';
import { ResultView } from '../values/result-view.js';
import { FieldsView } from '../values/value-view.js';
import { isObject } from '../values/table.js';
import { decisionWords, outcomeWords, summaryOf } from './call-words.js';
import { SubAgentNote } from './sub-agent-note.js';

const icons: Readonly<Record<ToolOutcome, typeof CircleCheck>> = {
  completed: CircleCheck,
  failed: CircleX,
  rejected: CircleSlash,
  expired: CircleSlash,
  withdrawn: CircleSlash,
  'not-run': CircleX,
  'in-doubt': CircleAlert,
};

interface SettledCallProps {
  readonly conversationId: string;
  readonly message: Message;
  readonly title: string;
}

/** A call that is over: its input, who decided, and what came of it. */
export function SettledCall({ conversationId, message, title }: SettledCallProps) {
  const { toolCall, toolResult } = message;
  const now = useNow();
  if (toolCall === undefined || toolResult === undefined) return null;
  const { outcome, error, output, whole } = toolResult;
  const Icon = icons[outcome];
  const decisions = decisionWords(message, now);
  const summary = outcome === 'completed' ? summaryOf(output) : '';
  return (
    <article
      className={`card call call-${outcome}`}
      aria-label={`${title}: ${outcomeWords[outcome]}`}
    >
      <header className="card-header">
        <Icon className="card-icon" size={18} aria-hidden="true" />
        <h2 className="card-title">{title}</h2>
        <span className="card-summary">{summary}</span>
        <span className={`badge badge-${outcome}`}>{outcomeWords[outcome]}</span>
      </header>
      {error === undefined ? null : <p className="call-error">{exactText(error)}</p>}
      {output === undefined || output === null ? null : (
        <div className="card-body">
          <ResultView output={output} />
        </div>
      )}
      {whole === undefined ? null : (
        <WholeOutput conversationId={conversationId} callId={toolCall.callId} />
      )}
      <footer className="card-footer">
        <Details label="Input">
          <FieldsView fields={toolCall.input} />
        </Details>
        {toolCall.subAgent === undefined ? null : (
          <SubAgentNote words="Carried out by" subAgent={toolCall.subAgent} />
        )}
        {decisions.map((words) => (
          <p key={words} className="decision">
            {exactText(words)}
          </p>
        ))}
      </footer>
    </article>
  );
}

interface RunningCallProps {
  readonly title: string;
  readonly input: JsonObject;
  readonly progress?: Progress | undefined;
}

/** A call that is under way. */
export function RunningCall({ title, input, progress }: RunningCallProps) {
  return (
    <article className="card call call-running" aria-label={`${title}: running`} aria-busy="true">
      <header className="card-header">
        <LoaderCircle className="card-icon spin" size={18} aria-hidden="true" />
        <h2 className="card-title">{title}</h2>
        <span className="card-summary" />
        <span className="badge badge-running">Running</span>
      </header>
      {progress?.progress === undefined ? null : <ProgressView progress={progress.progress} />}
      <footer className="card-footer">
        <Details label="Input">
          <FieldsView fields={input} />
        </Details>
      </footer>
    </article>
  );
}

/** What a tool says of itself: how far it is, if it says so as a share or as done of total, and its words. */
function ProgressView({ progress }: { readonly progress: Json }) {
  const share = shareOf(progress);
  const words = isObject(progress)
    ? (progress['message'] ?? progress['text'] ?? progress['step'])
    : typeof progress === 'string'
      ? progress
      : undefined;
  return (
    <div className="card-body progress">
      {share === undefined ? null : (
        <progress className="progress-bar" max={1} value={share} aria-label="Progress" />
      )}
      {typeof words === 'string' ? <p>{exactText(words)}</p> : null}
      {share === undefined && typeof words !== 'string' && isObject(progress) ? (
        <FieldsView fields={progress} />
      ) : null}
    </div>
  );
}

function shareOf(progress: Json): number | undefined {
  if (typeof progress === 'number') return progress > 1 ? progress / 100 : progress;
  if (!isObject(progress)) return undefined;
  const { done, total, progress: inner, percent } = progress as Record<string, Json>;
  if (typeof done === 'number' && typeof total === 'number' && total > 0) return done / total;
  if (typeof percent === 'number') return percent / 100;
  return typeof inner === 'number' ? shareOf(inner) : undefined;
}

function WholeOutput(props: { readonly conversationId: string; readonly callId: string }) {
  const [output, setOutput] = useState<Json>();
  const { isPending, failure, run } = useAction();
  const load = async (): Promise<void> => {
    const whole = await api.output(props.conversationId, props.callId);
    setOutput(whole.output);
  };
  if (output !== undefined) {
    return (
      <div className="card-body">
        <ResultView output={output} />
      </div>
    );
  }
  return (
    <div className="card-body">
      <p className="muted">The result is large; this is its beginning.</p>
      <Button size="small" isPending={isPending} onPress={() => run(load)}>
        Show all of it
      </Button>
      {failure === undefined ? null : <p className="call-error">{failure}</p>}
    </div>
  );
}

/** Something that is shown when it is asked for. */
function Details({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <details className="details">
      <summary>
        <ChevronRight size={14} aria-hidden="true" className="details-arrow" />
        {label}
      </summary>
      <div className="details-body">{children}</div>
    </details>
  );
}

/** A tool's name as a person reads it. */
export function titleOf(tool: string, given?: string): string {
  return given ?? labelOf(exactText(tool));
}
