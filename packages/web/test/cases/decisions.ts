import type { Route } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { tokens, type Stage } from '../stage/stage.js';
import type { OnStage } from './on-stage.js';

/** What people say to calls that wait for them. */
export function decisionCases(onStage: OnStage, stage: () => Stage): void {
  describe('a call that waits', () => {
    test('is approved once, when two tabs approve it', async () => {
      const { page, start, say, trouble } = await onStage();
      await start('Try every card');
      await say('pay');
      const approve = page.getByRole('button', { name: 'Approve', exact: true });
      await approve.waitFor();
      const other = await page.context().newPage();
      await other.goto(page.url());
      const approveToo = other.getByRole('button', { name: 'Approve', exact: true });
      await approveToo.waitFor();
      const answers: number[] = [];
      page.context().on('response', (response) => {
        if (response.url().includes('/approvals/')) answers.push(response.status());
      });
      // Both are under way before the server hears of one.
      const held: Route[] = [];
      await page.context().route('**/approvals/*', async (route) => {
        held.push(route);
        if (held.length === 2) await Promise.all(held.map((one) => one.continue()));
      });
      await approve.click();
      await approveToo.click();
      for (const tab of [page, other]) {
        await tab.getByRole('article', { name: 'Pay invoice: Done' }).waitFor();
        await tab.getByText('That is done. What next?').waitFor();
        expect(await tab.getByRole('article', { name: 'Pay invoice: Done' }).count()).toBe(1);
      }
      await expect.poll(() => answers.length).toBe(2);
      expect(answers.filter((status) => status < 300)).toHaveLength(1);
      // Whoever came second may be told so, and is told nothing else.
      const otherwise = page
        .locator('.dock .notice')
        .filter({ hasNotText: /does not wait (any more|for a decision)/ });
      await expect.poll(() => otherwise.allInnerTexts()).toEqual([]);
      expect(trouble).toEqual([]);
    });

    test('is edited by a form of its schema, and approved as edited', async () => {
      const { page, start, say, picture, violations } = await onStage();
      await start('Try every card');
      await say('pay');
      const card = page.getByRole('article', { name: 'Approve “Pay invoice”?' });
      await card.getByText('DE89 3704 0044 0532 0130 00').waitFor();
      await card.getByText(/2[34] h \d+ min left/).waitFor();
      await card.getByRole('button', { name: 'Give a reason' }).click();
      await card.getByLabel(/^Why\?/).fill('It is budgeted for.');
      await picture('approval-reason');
      await card.getByRole('button', { name: 'Edit' }).click();
      await card.getByLabel('Amount').fill('0');
      await card.getByRole('button', { name: 'Approve as edited' }).click();
      await card.getByText('This is at least 1.').waitFor();
      await picture('approval-edit');
      expect(await violations()).toEqual([]);
      await card.getByLabel('Amount').fill('99.5');
      await card.getByRole('button', { name: /Priority/ }).click();
      await page.getByRole('option', { name: 'urgent' }).click();
      await card.getByRole('button', { name: 'Approve as edited' }).click();
      const done = page.getByRole('article', { name: 'Pay invoice: Done' });
      await done.getByText('$99.50').waitFor();
      await done.getByText(/^Approved, .*: It is budgeted for\.$/).waitFor();
      await done.getByText('Its input was edited before it was approved.').waitFor();
      await done.getByText('Input', { exact: true }).click();
      await done.getByText('urgent').waitFor();
    });

    test('for a sub-agent is decided on where people talk', async () => {
      const { page, start, say, picture, violations, trouble } = await onStage({ device: 'phone' });
      await start('Try every card');
      await say('have pay');
      const card = page.getByRole('article', { name: 'Approve “Pay invoice”?' });
      await card.getByText('Asked by the sub-agent “Pay as told”.').waitFor();
      await card.getByText('Pay an invoice', { exact: true }).waitFor();
      await page.getByText('Waiting for approval of “Pay invoice”.').waitFor();
      await picture('sub-agent-asks');
      expect(await violations()).toEqual([]);
      await card.getByRole('button', { name: 'Edit' }).click();
      await card.getByLabel('Amount').fill('12');
      await card.getByRole('button', { name: 'Approve as edited' }).click();
      const done = page.getByRole('article', { name: 'Have it paid: Done' });
      await done.getByText(/“Pay invoice” approved/).waitFor();
      await page.getByText('That is done. What next?').last().waitFor();
      await picture('sub-agent-done');
      // Its own conversation is there to be read, and leads back.
      await done.getByRole('link', { name: '“Pay as told”' }).click();
      const paid = page.getByRole('article', { name: 'Pay invoice: Done' });
      await paid.getByText('$12.00').waitFor();
      await paid.getByText('Its input was edited before it was approved.').waitFor();
      await picture('sub-agent-own');
      expect(await violations()).toEqual([]);
      await page.getByRole('link', { name: 'The asking conversation' }).click();
      await done.waitFor();
      expect(trouble).toEqual([]);
    });

    test('is rejected, with a reason that stays to be read', async () => {
      const { page, start, say } = await onStage();
      await start('Try every card');
      await say('pay');
      const card = page.getByRole('article', { name: 'Approve “Pay invoice”?' });
      await card.getByRole('button', { name: 'Reject…' }).click();
      await card.getByLabel(/Why not/).fill('It was paid in May.');
      await card.getByRole('button', { name: 'Reject' }).click();
      const settled = page.getByRole('article', { name: 'Pay invoice: Rejected' });
      await settled.getByText('It was paid in May.').last().waitFor();
    });

    test('needs two people who signed in, where its tool says so', async () => {
      const url = stage().guardedUrl;
      const signIn = async (token: string) => {
        const opened = await onStage({ url });
        await opened.page.getByLabel('Bearer token').fill(token);
        await opened.page.getByRole('button', { name: 'Continue' }).click();
        return opened;
      };
      const wrong = await signIn('no-such-token-0123456789');
      await wrong.page.getByText('This token is not known, or has run out.').waitFor();
      await wrong.picture('sign-in');
      expect(await wrong.violations()).toEqual([]);

      const ada = await signIn(tokens.ada);
      await ada.start('Try every card');
      await ada.say('wire');
      const approve = ada.page.getByRole('button', { name: 'Approve', exact: true });
      await approve.click();
      await ada.page.getByText('You approved it. A second person has to.').waitFor();
      expect(await approve.isDisabled()).toBe(true);
      await ada.picture('two-people');
      expect(await ada.violations()).toEqual([]);
      // The token is this tab's, and nowhere else.
      expect(
        await ada.page.evaluate('JSON.stringify(localStorage) + document.cookie'),
      ).not.toContain(tokens.ada);

      const bob = await signIn(tokens.bob);
      await bob.page.getByRole('link', { name: /^Approvals/ }).click();
      const card = bob.page.getByRole('article', { name: 'Approve “Wire money”?' });
      await card.getByText('Approved by ada').waitFor();
      await bob.picture('inbox');
      expect(await bob.violations()).toEqual([]);
      await card.getByRole('button', { name: 'Approve', exact: true }).click();
      await card.waitFor({ state: 'detached' });
      const done = ada.page.getByRole('article', { name: 'Wire money: Done' });
      await done.getByText(/Approved by bob/).waitFor();
      expect([...ada.trouble, ...bob.trouble]).toEqual([]);
    });

    test('and may have happened is settled by a person’s word', async () => {
      const { page, start, say, picture, violations } = await onStage({ device: 'phone' });
      await start('Try every card');
      await say('launch');
      const card = page.getByRole('article', { name: 'Did “Launch rocket” happen?' });
      await card.waitFor();
      await page.getByText('nobody knows whether “Launch rocket” happened').waitFor();
      await picture('in-doubt');
      expect(await violations()).toEqual([]);
      await card.getByRole('button', { name: 'It happened' }).click();
      await card.getByLabel(/What it gave/).fill('Flight 7');
      await card.getByLabel(/How you know/).fill('I saw it');
      await card.getByRole('button', { name: 'It happened' }).click();
      const settled = page.getByRole('article', { name: 'Launch rocket: Done' });
      await settled.getByText('Flight 7').last().waitFor();
      await settled.getByText(/Resolved.*I saw it/).waitFor();
    });
  });
}
