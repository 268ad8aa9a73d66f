import { describe, expect, test } from 'vitest';
import type { Stage } from '../stage/stage.js';
import { harmfulTexts } from './harmful-texts.js';
import type { OnStage } from './on-stage.js';

const conversations = 6;

/** What a careless page would run, or tell somebody elsewhere. */
export function harmCases(onStage: OnStage, stage: () => Stage): void {
  describe('nothing runs and nothing is fetched from elsewhere', () => {
    test(`of ${harmfulTexts.length} texts by a person, a model and a tool`, async () => {
      expect(harmfulTexts.length).toBeGreaterThanOrEqual(40);
      const ids = Array.from({ length: conversations }, (_, index) => `harm-${index}`);
      await Promise.all(ids.map(async (id, index) => await play(stage().url, id, textsOf(index))));
      const { page, trouble, picture } = await onStage();
      for (const [index, id] of ids.entries()) {
        await page.goto(`${stage().url}/#/c/${id}`);
        const said = page.locator('.message-user');
        await expect.poll(() => said.count(), { timeout: 20_000 }).toBe(textsOf(index).length);
        const words = await said.locator('.bubble').allInnerTexts();
        for (const text of textsOf(index)) expect(words.join('\n')).toContain(`repeat ${text}`);
        for (const input of await page.locator('.details summary').all()) await input.click();
        await page.waitForTimeout(100);
        expect(await page.evaluate('window.harmed ?? 0')).toBe(0);
        const tags =
          'img, iframe, object, embed, video, audio, svg image, form, base, style, [onerror]';
        expect(await page.locator('.transcript').locator(tags).count()).toBe(0);
        const links = page.locator('.transcript a');
        const hrefs = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
        expect(hrefs.filter((href) => !/^(https?:\/\/(?!.*@)|mailto:)/.test(href ?? ''))).toEqual(
          [],
        );
      }
      await picture('harmful-texts');
      expect(trouble).toEqual([]);
    });
  });
}

function textsOf(index: number): string[] {
  return harmfulTexts.filter((_, position) => position % conversations === index);
}

/** Has a conversation in which each text is said by the person and the model, and given back by a tool. */
async function play(url: string, conversationId: string, texts: readonly string[]): Promise<void> {
  const post = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${url}/v1/conversations${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=30' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBeLessThan(300);
  };
  await post('', { goalId: 'stage', conversationId });
  for (const text of texts) {
    await post(`/${conversationId}/messages`, { text: `repeat ${text}` });
  }
}
