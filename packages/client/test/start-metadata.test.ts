import { defineGoal } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { startMetadata } from '../src/start-metadata.js';

const goal = (title: string) => defineGoal({ id: 'g', title, instructions: 'x', tools: [] });

describe('what the UI shows of a conversation from its start', () => {
  test.each([
    ['a chat', 'chat', goal('Dinner'), 'Chat: Dinner'],
    ['a run', 'run', goal('Dinner'), 'Run: Dinner'],
    ['a goal that only the Worker knows', 'chat', undefined, 'Chat: g'],
    ['a title of several lines', 'chat', goal('Dinner\n  for two'), 'Chat: Dinner for two'],
  ] as const)('of %s', (_, mode, known, summary) => {
    expect(startMetadata({ goalId: 'g', mode }, known).staticSummary).toBe(summary);
  });

  test.each(['ä', '漢', '😀'])('is within what the server takes, of %s as well', (letter) => {
    const known = goal(letter.repeat(30_000));
    const { staticSummary, staticDetails } = startMetadata({ goalId: 'g', mode: 'chat' }, known);
    expect(Buffer.byteLength(JSON.stringify(staticSummary))).toBeLessThan(400);
    expect(Buffer.byteLength(JSON.stringify(staticDetails))).toBeLessThan(20_000);
    expect(staticSummary).not.toMatch(/[\uD800-\uDBFF]…$/);
  });
});
