import { join } from 'node:path';
import { activityInfo } from '@temporalio/activity';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import {
  agentWorkflowBundle,
  createAgentActivities,
  type ActivityMap,
} from '@durable-goals/activities';
import { activityPrefix } from '@durable-goals/core';
import { sqliteStore } from '@durable-goals/store';
import { hostGoal } from '../golden/catering.js';
import { goldenGoal, type GoldenTools } from '../golden/goal.js';
import { goldenModel } from '../golden/model.js';
import { failPoints } from '../parts/fail-points.js';
import { isReady } from '../parts/is-ready.js';
import { note } from '../parts/journal.js';

/**
 * A Worker of the golden conversations: address, Task Queue, the folder of the conversations and the kind of
 * tools. It is made ready, and polls once it is told to serve.
 */
const [address = '', taskQueue = '', folder = '', kind] = process.argv.slice(2);

const conversation = (): string => activityInfo().workflowExecution?.workflowId ?? '';
const journal = (name: string): string => join(folder, conversation(), name);

const points = failPoints((point) => note(journal('points.jsonl'), point));
const model = goldenModel({
  asked({ purpose }) {
    points.pass(`${purpose} before-model`);
    note(journal('model-calls.jsonl'), { purpose });
  },
  async answered({ purpose }) {
    points.pass(`${purpose} after-model`);
    // The plan is in before the verdict; where that takes longer, a heartbeat carries the plan.
    const verdictMs = points.isArmedFor('plan after-heartbeat') ? 600 : 30;
    if (purpose === 'validate') await new Promise((resolve) => setTimeout(resolve, verdictMs));
  },
});

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});
const connection = await NativeConnection.connect({ address });
const store = sqliteStore(join(folder, `${taskQueue}.db`));
const tools: GoldenTools = { folder, points, kind: kind === 'naive' ? 'naive' : 'careful' };
const goals = [goldenGoal(tools), hostGoal(tools)];
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowBundle: await agentWorkflowBundle(),
  activities: withPoints(createAgentActivities({ goals, model, store })),
  // As `AgentPlugin` has it.
  stickyQueueScheduleToStartTimeout: '1s',
  maxHeartbeatThrottleInterval: '200ms',
  shutdownGraceTime: '2s',
});
process.on('message', (message: { readonly kind: string; readonly point?: string }) => {
  if (message.kind === 'arm') points.arm(message.point);
  if (message.kind === 'serve') void worker.run().then(() => process.exit(0));
});
process.once('SIGTERM', () => worker.shutdown());
isReady();

/** Puts fail points around the framework's own Activities, and before each tool's. */
function withPoints(activities: ActivityMap): ActivityMap {
  return Object.fromEntries(
    Object.entries(activities).map(([type, activity]) => {
      const isOwn = type.startsWith(activityPrefix);
      const name = isOwn ? type.slice(activityPrefix.length) : type;
      const wrapped = async (request: never): Promise<unknown> => {
        points.pass(`${name} before`);
        const result = await activity(request);
        if (name === 'plan') await points.passLater('plan after-heartbeat');
        if (isOwn) points.pass(`${name} after`);
        return result;
      };
      return [type, wrapped];
    }),
  );
}
