import { describe, expect, test } from 'vitest';
import type { Stage } from '../stage/stage.js';
import type { OnStage } from './on-stage.js';

/** What a page is for, day by day. */
export function everydayCases(onStage: OnStage, stage: () => Stage): void {
  describe('a person', () => {
    test('does everything with the keyboard alone', async () => {
      const { page, message, trouble } = await onStage();
      const focused = async (): Promise<string> =>
        await page.evaluate(
          "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''",
        );
      const tabTo = async (name: RegExp, key = 'Tab'): Promise<void> => {
        for (let presses = 0; presses < 30; presses += 1) {
          await page.keyboard.press(key);
          if (name.test(await focused())) return;
        }
        throw new Error(`Nothing like ${name} is reached by ${key}.`);
      };
      await page.getByRole('article', { name: 'Try every card' }).waitFor();
      await tabTo(/^Start$/);
      await tabTo(/^Start$/);
      await page.keyboard.press('Enter');
      await page.locator('.message-agent').waitFor();
      await expect.poll(() => message.evaluate((field) => field.matches(':focus'))).toBe(true);
      await page.keyboard.type('pay');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
      await tabTo(/^Approve$/, 'Shift+Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('article', { name: 'Pay invoice: Done' }).waitFor();
      await expect.poll(() => message.evaluate((field) => field.matches(':focus'))).toBe(true);
      await page.keyboard.type('say two');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('lines');
      await page.keyboard.press('Enter');
      await page.locator('.message-user').getByText('say two\nlines').waitFor();
      await tabTo(/^More about this conversation$/, 'Shift+Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: 'End the conversation…' }).waitFor();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'End this conversation?' }).waitFor();
      await page.keyboard.press('Escape');
      await tabTo(/^More about this conversation$/, 'Shift+Tab');
      expect(trouble).toEqual([]);
    });

    test('has another model answer, and goes on with another goal', async () => {
      const { page, start, say, trouble } = await onStage();
      await start('Try every card');
      const change = async (what: 'model' | 'goal', to: string): Promise<void> => {
        await page.getByRole('button', { name: 'More about this conversation' }).click();
        await page.getByRole('menuitem', { name: `Change the ${what}…` }).click();
        const window = page.getByRole('dialog', { name: `Change the ${what}` });
        await window.getByRole('button', { name: what === 'model' ? 'Model' : 'Goal' }).click();
        await page.getByRole('option', { name: to }).click();
        await window.getByRole('button', { name: 'Change', exact: true }).click();
        await window.waitFor({ state: 'hidden' });
      };
      // The Worker of the stage has one model only.
      await change('model', 'offline');
      await say('say who you are');
      await page.getByText("This Worker has no model 'offline'").waitFor();
      await change('model', 'stage');
      await page.locator('.message-agent').getByText('who you are', { exact: true }).waitFor();
      await change('goal', 'One message only');
      await page.locator('.page-header, header').getByText('One message only').waitFor();
      await page.getByText('say who you are').first().waitFor();
      expect(trouble).toEqual([]);
    });

    test('reads what was said long ago without losing the place', async () => {
      const said = Array.from({ length: 450 }, (_, index) => `It is said as number ${index + 1}.`);
      await stage().remember('long-ago', said);
      const { page, picture, trouble } = await onStage();
      let looks = 0;
      page.on('request', (request) => {
        if (request.url().endsWith('/v1/conversations/long-ago')) looks += 1;
      });
      await page.goto(`${stage().url}/#/c/long-ago`);
      // What the agent said has even numbers.
      const words = (number: number) =>
        page.getByText(`It is said as number ${number}.`, { exact: true });
      const top = async (number: number): Promise<number> =>
        (await words(number).boundingBox())?.y ?? NaN;
      const staysAt = async (place: number, number: number): Promise<void> =>
        await expect
          .poll(async () => Math.abs((await top(number)) - place), { timeout: 5_000 })
          .toBeLessThan(2);
      const shown = page.locator('.transcript .message');
      await words(450).waitFor();
      expect(await shown.count()).toBe(200);
      // It is called what it began with, also while that is not here.
      const title = page.getByRole('heading', { name: 'It is said as number 1.', exact: true });
      await title.waitFor();
      const earlier = page.getByRole('button', { name: 'Show earlier messages' });
      await earlier.scrollIntoViewIfNeeded();
      const before = await top(252);
      await earlier.click();
      await words(52).waitFor({ state: 'attached' });
      await staysAt(before, 252);
      expect(await shown.count()).toBe(400);
      // By the keyboard, from a place that is not the very top.
      await earlier.focus();
      await page.locator('.scroller').evaluate((element) => element.scrollTo(0, 60));
      const later = await top(52);
      await page.keyboard.press('Enter');
      await words(2).waitFor({ state: 'attached' });
      await staysAt(later, 52);
      expect(await shown.count()).toBe(450);
      expect(await earlier.count()).toBe(0);
      const focused = "document.activeElement?.getAttribute('aria-label')";
      expect(await page.evaluate(focused)).toBe('Conversation');
      await page.keyboard.press('Home');
      await expect.poll(() => top(2)).toBeGreaterThan(0);
      await picture('long-ago');
      // It is over, so there is nothing to ask for again and again.
      expect(looks).toBeLessThanOrEqual(3);
      expect(trouble).toEqual([]);
    });

    test('chooses dark, and it stays so', async () => {
      const { page } = await onStage({ scheme: 'light' });
      const background = async (): Promise<string> =>
        await page.evaluate('getComputedStyle(document.body).backgroundColor');
      const light = await background();
      await page.getByRole('radio', { name: 'Dark' }).click();
      const dark = await background();
      expect(dark).not.toBe(light);
      await page.reload();
      await page.locator('.goal').first().waitFor();
      expect(await background()).toBe(dark);
      await page.getByRole('radio', { name: 'Like the system' }).click();
      expect(await background()).toBe(light);
    });

    test('grants more when a limit is reached', async () => {
      const { page, start, say, picture, violations } = await onStage();
      await start('One message only');
      await say('say one');
      await page.getByText('one', { exact: true }).waitFor();
      await say('say two');
      await page.getByText('Stopped at its limit of 1 message.').waitFor();
      await page.getByRole('button', { name: 'Grant more…' }).click();
      await page.getByLabel('Messages on top of 1').fill('5');
      await picture('grant');
      expect(await violations()).toEqual([]);
      await page.getByRole('button', { name: 'Grant', exact: true }).click();
      await page.locator('.message-agent').getByText('two', { exact: true }).waitFor();
    });

    test('sees why a model is waited for, and until when', async () => {
      const { page, start, say, picture } = await onStage();
      await start('Try every card');
      await say('stumble');
      await page.getByText(/Waiting for the model until \d.*rate limited/).waitFor();
      await page.getByRole('button', { name: 'Retry now' }).waitFor();
      await picture('waiting-for-model');
    });

    test('finds conversations again, on a phone too, and in Temporal’s UI', async () => {
      const { page, start, say, picture, violations, trouble } = await onStage({ device: 'phone' });
      await start('Try every card');
      await say('say find me again');
      await page.locator('.message-agent').getByText('find me again', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'More about this conversation' }).click();
      const temporal = page.getByRole('menuitem', { name: 'Open in Temporal’s UI' });
      expect(await temporal.getAttribute('href')).toMatch(/\/namespaces\/default\/workflows\/.+/);
      await page.getByRole('menuitem', { name: 'Change the goal…' }).waitFor();
      expect(await violations()).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Conversations' }).click();
      const found = page.getByRole('dialog').getByRole('link', { name: /say find me again/ });
      await found.waitFor();
      await picture('drawer');
      expect(await violations()).toEqual([]);
      await page.getByRole('dialog').getByRole('link', { name: 'New conversation' }).click();
      await page.getByRole('article', { name: 'Try every card' }).waitFor();
      await page.getByRole('button', { name: 'Conversations' }).click();
      await found.click();
      await page.locator('.message-agent').getByText('find me again', { exact: true }).waitFor();
      expect(trouble).toEqual([]);
    });
  });
}
