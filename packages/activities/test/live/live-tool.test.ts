import type { Json, LiveEvent } from '@durable-goals/core';
import { expect, test } from 'vitest';
import { toolProgress } from '../../src/live/live-tool.js';
import { redactingActivities } from '../../src/secrets/redacting-activities.js';
import { redactorOf } from '../../src/secrets/redactor.js';

const secret = 'canary-Zq7wm2xKd9-secret';

/** What is shown of a tool that tells its progress. */
async function shownOf(progress: unknown): Promise<readonly unknown[]> {
  const events: LiveEvent[] = [];
  const live = {
    publish: (event: LiveEvent) => void events.push(event),
    follow: () => () => undefined,
    close: async () => {},
  };
  const call = { conversationId: 'c', callId: 'c1', tool: 'Note' };
  const work = async (): Promise<void> => {
    const shown = toolProgress(live as never, call);
    shown.told(progress as Json);
    shown.over();
  };
  await redactingActivities({ work }, () => redactorOf([secret]))['work']?.(undefined as never);
  return events.flatMap((event) => ('progress' in event ? [event.progress] : []));
}

const circle: Record<string, unknown> = {};
circle['self'] = circle;
class Login {
  readonly password = secret;
}

test.each<[string, unknown, readonly unknown[]]>([
  ['data', { page: 1 }, [{ page: 1 }]],
  ['a secret', { at: secret }, [{ at: '[redacted]' }]],
  ['a secret in an object of a class', new Login(), [{ password: '[redacted]' }]],
  ['what is no JSON', { n: 1n }, []],
  ['a circle', circle, []],
])("of a tool's progress, %s is shown as it may be", async (_, progress, shown) => {
  expect(await shownOf(progress)).toEqual(shown);
});
