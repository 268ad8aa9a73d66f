import { describe, expect, test } from 'vitest';
import type { Stage } from '../stage/stage.js';
import type { OnStage } from './on-stage.js';

/** What a page is worth when something breaks. */
export function survivalCases(onStage: OnStage, stage: () => Stage): void {
  describe('a page survives', () => {
    test('being loaded again in the middle of a tool', async () => {
      const { page, start, say, picture, violations, trouble } = await onStage();
      await start('Try every card');
      await say('search reload-gate');
      const running = page.getByRole('article', { name: 'Search archive: running' });
      await running.waitFor();
      await page.reload();
      await running.waitFor();
      await page.getByText('Running “Search archive”…').waitFor();
      await picture('tool-running');
      expect(await violations()).toEqual([]);
      await stage().letGo('reload-gate');
      const done = page.getByRole('article', { name: 'Search archive: Done' });
      await done.getByRole('cell', { name: 'Ledger of 1888' }).waitFor();
      expect(await done.count()).toBe(1);
      await page.getByText('That is done. What next?').waitFor();
      expect(trouble).toEqual([]);
    });

    test('the death of the Worker in the middle of an answer, and decisions without one', async () => {
      const deciding = await onStage({ device: 'phone' });
      await deciding.start('Try every card');
      await deciding.say('pay');
      const approve = deciding.page.getByRole('button', { name: 'Approve', exact: true });
      await approve.waitFor();
      const { page, start, say, picture, trouble } = await onStage();
      await start('Try every card');
      await say('slowly kill-gate');
      // What is written so far is seen while it is written.
      const live = page.locator('.message-live');
      await live.getByText('It is written slowly, kill-gate').waitFor();
      await picture('streaming');
      stage().killWorker();
      await approve.click();
      await say('say and this');
      await page.getByText('Waiting for a Worker; none answers right now.').waitFor();
      await page.getByText('Kept until a Worker is back').waitFor();
      await deciding.page.getByText('Your decision is kept until a Worker is back.').waitFor();
      await deciding.picture('decision-kept');
      expect(await deciding.violations()).toEqual([]);
      await stage().startWorker();
      await stage().letGo('kill-gate');
      const answer = page.getByText('It is written slowly, kill-gate, and all of it.');
      await answer.waitFor();
      await page.locator('.message-agent').getByText('and this', { exact: true }).waitFor();
      expect(await answer.count()).toBe(1);
      expect(await live.count()).toBe(0);
      expect(await page.locator('.message-user').count()).toBe(2);
      const paid = deciding.page.getByRole('article', { name: 'Pay invoice: Done' });
      await paid.waitFor();
      expect(await paid.count()).toBe(1);
      expect([...trouble, ...deciding.trouble]).toEqual([]);
    });

    test.each([
      ['says that it has none', { status: 501, body: 'Not here.' }],
      ['answers something else', { status: 200, contentType: 'text/html', body: '<p>Sign in' }],
    ])('a proxy that lets no stream through and %s, by asking again', async (_, answer) => {
      const { page, start, say, trouble } = await onStage();
      let streams = 0;
      await page.route('**/events?*', async (route) => {
        streams += 1;
        await route.fulfill(answer);
      });
      await start('Try every card');
      await say('pay');
      await page.getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByRole('article', { name: 'Pay invoice: Done' }).waitFor();
      await say('say hello');
      await page.locator('.message-agent').getByText('hello', { exact: true }).waitFor();
      await page.getByText('Waiting for your message.').waitFor();
      // It was tried, and is not tried with every question.
      expect(streams).toBe(1);
      expect(trouble).toEqual([]);
    });

    test('a lost connection, and sends what was written meanwhile once', async () => {
      const { page, start, say, picture, violations } = await onStage();
      await start('Try every card');
      await page.context().setOffline(true);
      await say('say hello from afar');
      await page.getByText('The connection is lost; nothing that you sent is.').waitFor();
      await picture('connection-lost');
      expect(await violations()).toEqual([]);
      await page.context().setOffline(false);
      await page.locator('.message-agent').getByText('hello from afar').waitFor();
      await page.getByText('Waiting for your message.').waitFor();
      expect(await page.locator('.message-user').count()).toBe(1);
    });
  });
}
