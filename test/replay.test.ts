import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replayHistory } from '@durable-goals/testing';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const folder = join(import.meta.dirname, 'histories');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const history = (file: string): string => readFileSync(join(folder, file), 'utf8');

/** Recorded conversations that a changed Workflow would go on with differently than it began. */
describe('the Workflow decides today as it did when this was recorded:', () => {
  test.each(files)('%s', async (file) => {
    await replayHistory(history(file));
  });

  test('every conversation there is to record is recorded', () => {
    const names = new Set(files.map((file) => file.replace(/(-\d+)?\.json$/, '')));
    expect([...names].toSorted()).toEqual([
      'cancelled-run',
      'chat-at-once',
      'continued-chat',
      'decisions',
      'greeted',
      'hand-off',
      'in-doubt',
      'looked-up',
      'missing-version',
      'model-above',
      'model-above-below',
      'model-and-limits',
      'native',
      'next-turn',
      'parallel',
      'run',
      'stored',
      'sub-agent',
      'sub-agent-below',
      'too-long',
      'trip',
      'trip-at-once',
    ]);
    expect(files).toContain('continued-chat-2.json');
  });

  test('none of them names the machine that it was recorded on', () => {
    for (const file of files) {
      const text = history(file).replaceAll(/"data":"([^"]*)"/g, (_, data: string) =>
        Buffer.from(data, 'base64').toString(),
      );
      expect(text).not.toMatch(/\d+@(?!example)[a-z]/);
      expect(text).not.toMatch(/(?:^|[^a-z])\/(?:home|Users|root|tmp|work)\//);
    }
  });
});

/** One command of the Workflow changed: where, what, into what, and a history that must not replay then. */
const mutations: readonly (readonly [
  name: string,
  file: string,
  from: string,
  to: string,
  caught: string,
])[] = [
  [
    'an Activity of another name',
    'workflow/perform.ts',
    "call('checkInput'",
    "call('verify'",
    'decisions.json',
  ],
  [
    'a tool under another Activity type',
    'workflow/perform.ts',
    '<ToolReply>(spec.name,',
    '<ToolReply>(`run.${spec.name}`,',
    'trip.json',
  ],
  [
    'a pause before each tool',
    'workflow/perform.ts',
    'if (delayMs > 0) await sleep(delayMs).catch(unlessCancelled)',
    'await sleep(delayMs + 1)',
    'in-doubt.json',
  ],
  [
    'no timer for what expires',
    'workflow/conversation-run.ts',
    'sleep(Math.max(1, at - now), { summary })',
    'new Promise<void>(() => {})',
    'decisions.json',
  ],
  [
    'an end where the next run should begin',
    'workflow/agent-workflow.ts',
    'if (!run.state.closed) {',
    'if (run.state.closed) {',
    'continued-chat-1.json',
  ],
  [
    'a longer window before it is summed up',
    'conversation/state.ts',
    'windowMax = 28',
    'windowMax = 40',
    'continued-chat-1.json',
  ],
  [
    'a retry that does nothing',
    'conversation/requests.ts',
    "return goOnWith(draft, 'wait')",
    'return',
    'model-and-limits.json',
  ],
  [
    'calls one after the other',
    'conversation/planning.ts',
    'of batch.entries()) {',
    'of batch.slice(0, 1).entries()) {',
    'parallel.json',
  ],
  [
    'a goal that is not looked up again',
    'conversation/versions.ts',
    'lookedUp === turn) return false',
    'lookedUp !== turn) return false',
    'next-turn.json',
  ],
  [
    'a call given up at its first missing version',
    'conversation/calls.ts',
    'maxMisses = 5',
    'maxMisses = 0',
    'missing-version.json',
  ],
  [
    'a last writing by a local Activity',
    'workflow/perform.ts',
    'const options = { runsBy, activity',
    'const options = { runsBy: undefined, activity',
    'stored-1.json',
  ],
  [
    'a run that ends without a last writing',
    'workflow/conversation-run.ts',
    'recordTries >= 2 ||',
    'recordTries >= 0 ||',
    'stored-2.json',
  ],
  [
    'a hand-over a turn later',
    'workflow/conversation-run.ts',
    'turns >= state.goal.continueAsNewAfterTurns ||',
    'turns > state.goal.continueAsNewAfterTurns ||',
    'stored-1.json',
  ],
  [
    'a call that runs without its approval',
    'conversation/planning.ts',
    "status: planned.needsApproval && planned.error === undefined ? 'awaiting-approval' : 'running'",
    "status: 'running'",
    'trip.json',
  ],
  [
    'a hand-off that stays where it is',
    'conversation/hand-off.ts',
    "draft.commands.push({ kind: 'resolve-goal', goalId });",
    '',
    'hand-off.json',
  ],
  [
    'a message too long for the model that nobody sums up',
    'conversation/planning.ts',
    'if (event.tooLong && !compacted && beginCompaction(draft, plan)) return;',
    '',
    'too-long.json',
  ],
  [
    'a run that is steered at its end only',
    'conversation/advance.ts',
    "todo?.kind === 'tool-results' && queue.length > 0",
    'queue.length > 100',
    'run-1.json',
  ],
  [
    'tools that run on when the conversation is cancelled',
    'workflow/conversation-run.ts',
    'if (state.goal?.abortsTools) for (const scope of tools) scope.cancel();',
    '',
    'cancelled-run.json',
  ],
  [
    'a change of goal that is not looked up',
    'conversation/requests.ts',
    'goOnWithGoal(draft, event.goalId);',
    '',
    'model-and-limits.json',
  ],
  [
    'a first look-up by a local Activity',
    'workflow/beginning.ts',
    "workflowInfo().memo?.['goalId'] === undefined ? 2 : runsBy",
    "workflowInfo().memo?.['goalId'] === undefined ? runsBy : undefined",
    'looked-up.json',
  ],
  [
    'a greeting that is planned after the look-up',
    'workflow/beginning.ts',
    'rules === 3 && ',
    'rules === undefined && ',
    'greeted.json',
  ],
  [
    'the calls of one step begun from the last',
    'conversation/planning.ts',
    'of batch.entries()) {',
    'of [...batch.entries()].toReversed()) {',
    'parallel.json',
  ],
  [
    'a sub-agent that nobody tells to end',
    'conversation/sub-agents.ts',
    "tell(draft, call, { kind: 'end', outcome: 'ended' });",
    '',
    'sub-agent.json',
  ],
  [
    'a sub-agent that nobody tells of another model',
    'conversation/sub-agents.ts',
    'tell(draft, call, chosen);',
    '',
    'model-above.json',
  ],
  [
    'a sub-agent that keeps to itself what it needs',
    'conversation/reduce.ts',
    "if (changed) commands.push({ kind: 'tell-parent' });",
    '',
    'sub-agent-below-1.json',
  ],
];

describe('a Workflow that decides otherwise is caught:', () => {
  const root = join(import.meta.dirname, '..');
  let copy = '';
  let source = '';
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'mutated-'));
    source = join(copy, 'core');
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    cpSync(join(root, 'packages/core/src'), source, { recursive: true });
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  /** Bundles the copy as it is now; of what did not change, nothing is compiled again. */
  const bundled = async () =>
    await bundleWorkflowCode({
      workflowsPath: join(source, 'workflow/index.ts'),
      logger: new DefaultLogger('ERROR'),
      webpackConfigHook: (config) => ({
        ...config,
        cache: { type: 'filesystem', cacheDirectory: join(copy, 'compiled') },
      }),
    });

  test.each(mutations)('%s', async (_, name, from, to, caught) => {
    const file = join(source, name);
    const before = readFileSync(file, 'utf8');
    expect(before.split(from), `'${from}' is in ${name} once`).toHaveLength(2);
    writeFileSync(
      file,
      before.replace(from, () => to),
    );
    const workflowBundle = await bundled().finally(() => writeFileSync(file, before));
    await expect(replayHistory(history(caught), { workflowBundle })).rejects.toMatchObject({
      name: 'DeterminismViolationError',
    });
  });

  test('and the same copy without a change is not', async () => {
    const workflowBundle = await bundled();
    for (const file of files) await replayHistory(history(file), { workflowBundle });
  }, 120_000);
});
