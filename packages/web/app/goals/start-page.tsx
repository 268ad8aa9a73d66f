import { ArrowRight, Wrench } from 'lucide-react';
import { useState } from 'react';
import { api, newKey } from '../api/api-client.js';
import type { GoalInfo } from '../api/shapes.js';
import { usePage } from '../shell/page-context.js';
import { PageHeader } from '../shell/page-header.js';
import { goTo } from '../shell/route.js';
import { Button } from '../ui/button.js';
import { Choice } from '../ui/choice.js';
import { Notice } from '../ui/notice.js';
import { useAction } from '../ui/use-action.js';
import { labelOf } from '../values/label.js';

const ownModel = 'the-own-model';

/** Chooses a goal, and begins a conversation. */
export function StartPage() {
  const { goals, session, refreshLists } = usePage();
  const [model, setModel] = useState(ownModel);
  const [starting, setStarting] = useState('');
  const { isPending, failure, run, dismiss } = useAction();
  const start = (goalId: string): void => {
    setStarting(goalId);
    run(async () => {
      const chosen = model === ownModel ? {} : { model };
      const { conversationId } = await api.start({ goalId, ...chosen }, newKey());
      refreshLists();
      goTo({ page: 'conversation', conversationId });
    });
  };
  return (
    <>
      <PageHeader title="New conversation" />
      <div className="scroller" tabIndex={-1}>
        <div className="page-body">
          <div className="intro">
            <h2>What would you like to get done?</h2>
            <p className="muted">
              Choose a goal. The agent asks for what it needs, and asks before it does anything that
              matters.
            </p>
          </div>
          {failure === undefined ? null : <Notice onDismiss={dismiss}>{failure}</Notice>}
          {session.models.length < 2 ? null : (
            <div className="model-choice">
              <Choice
                label="Model"
                value={model}
                onChange={setModel}
                options={[
                  { id: ownModel, name: 'As the Worker is set up' },
                  ...session.models.map((name) => ({ id: name, name })),
                ]}
              />
            </div>
          )}
          {goals.length === 0 ? <p className="muted">This server has no goals.</p> : null}
          <ul className="goals">
            {goals.map((goal) => (
              <li key={goal.id}>
                <GoalCard
                  goal={goal}
                  isPending={isPending && starting === goal.id}
                  isDisabled={isPending}
                  onStart={() => start(goal.id)}
                />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </>
  );
}

interface GoalCardProps {
  readonly goal: GoalInfo;
  readonly isPending: boolean;
  readonly isDisabled: boolean;
  readonly onStart: () => void;
}

function GoalCard({ goal, isPending, isDisabled, onStart }: GoalCardProps) {
  const { id, name, description, category, tools } = goal;
  const nameId = `goal-${id}`;
  return (
    <article className="goal" aria-labelledby={nameId}>
      {category === undefined ? null : <p className="goal-category">{labelOf(category)}</p>}
      <h3 id={nameId} className="goal-name">
        {name}
      </h3>
      <p className="goal-description">{description}</p>
      <ul className="goal-tools" aria-label="Tools">
        {tools.map((tool) => (
          <li key={tool.name} title={tool.description}>
            <Wrench size={12} aria-hidden="true" />
            {tool.title ?? labelOf(tool.name)}
          </li>
        ))}
      </ul>
      <Button
        look="primary"
        isPending={isPending}
        isDisabled={isDisabled && !isPending}
        onPress={onStart}
        describedBy={nameId}
      >
        Start
        <ArrowRight size={16} aria-hidden="true" />
      </Button>
    </article>
  );
}
