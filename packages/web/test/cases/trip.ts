import { describe, expect, test } from 'vitest';
import type { OnStage } from './on-stage.js';

const looks = [
  { device: 'desk', scheme: 'light' },
  { device: 'phone', scheme: 'dark' },
] as const;
const schemes = ['light', 'dark'] as const;

/** The bundled example, as a person has it. */
export function tripCases(onStage: OnStage): void {
  describe('the trip of the example is booked by clicking', () => {
    test.each(looks)('on a $device, $scheme', async (look) => {
      const { page, start, say, picture, violations, trouble } = await onStage(look);
      const name = (step: string, scheme: string): string =>
        `trip-${step}-${look.device}-${scheme}`;
      const inBoth = async (step: string): Promise<void> => {
        for (const scheme of schemes) {
          await page.emulateMedia({ colorScheme: scheme });
          await picture(name(step, scheme));
        }
        await page.emulateMedia({ colorScheme: look.scheme });
        expect(await violations()).toEqual([]);
      };
      const approve = page.getByRole('button', { name: 'Approve', exact: true });
      await inBoth('1-goals');
      await start('Plan a trip around an event');
      await say("I'd like to see something in Melbourne in March");
      await page.getByRole('article', { name: 'Approve “Find events”?' }).waitFor();
      await inBoth('2-approval');
      await approve.click();
      const events = page.getByRole('article', { name: 'Find events: Done' });
      await events.getByRole('table').waitFor();
      expect(await events.getByRole('row').count()).toBeGreaterThan(3);
      await page.getByText('Which one would you like?').waitFor();

      await say('the second one, please');
      await page.getByText('airport would you like to fly from').last().waitFor();
      await say('I leave from Austin');
      await approve.click();
      const flights = page.getByRole('article', { name: 'Search flights: Done' });
      await flights.getByRole('table').waitFor();
      await expect.poll(() => flights.getByRole('table').innerText()).toMatch(/\$\d,\d{3}\.\d\d/);
      await say('the cheapest one');
      await say('my address is ada@example.com');
      await approve.waitFor();
      await inBoth('3-invoice');
      await approve.click();
      const invoice = page.getByRole('article', { name: 'Create invoice: Done' });
      const link = invoice.getByRole('link');
      await link.waitFor();
      expect(await link.getAttribute('href')).toMatch(/^https:\/\/invoices\.example\.com\/TRIP-/);
      expect(await link.getAttribute('rel')).toContain('noopener');
      await page.getByText('The goal is reached; this conversation is over.').waitFor();
      await inBoth('4-done');
      // Nothing is wider than the window, however long a word is.
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(trouble).toEqual([]);
    });
  });
}
