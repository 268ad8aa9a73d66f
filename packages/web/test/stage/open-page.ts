import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** How a page is opened. */
export interface OpenOptions {
  readonly url?: string;
  readonly scheme?: 'light' | 'dark';
  /** A phone is 375 by 760. @defaultValue a desk */
  readonly device?: 'desk' | 'phone';
}

/** A page that is watched. */
export interface OpenPage {
  readonly page: Page;
  readonly message: Locator;
  /** Starts a conversation for a goal by clicking, and waits for its first words. */
  readonly start: (goal: string) => Promise<void>;
  readonly say: (text: string) => Promise<void>;
  /** Leaves a picture beside the tests. */
  readonly picture: (name: string) => Promise<void>;
  /** What axe finds wrong, as `rule: element`. */
  readonly violations: () => Promise<string[]>;
  /** Requests to elsewhere, refusals of the page's policy, dialogs, errors: nothing of it may be. */
  readonly trouble: readonly string[];
  readonly close: () => Promise<void>;
}

const sizes = { desk: { width: 1280, height: 860 }, phone: { width: 375, height: 760 } } as const;
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export async function openPage(
  browser: Browser,
  options: OpenOptions & { readonly url: string; readonly pictures: string },
): Promise<OpenPage> {
  const { url, pictures, scheme = 'light', device = 'desk' } = options;
  const context = await browser.newContext({
    viewport: sizes[device],
    colorScheme: scheme,
    // Colours on their way from one to the other are nobody's.
    reducedMotion: 'reduce',
    hasTouch: device === 'phone',
    locale: 'en-US',
  });
  context.setDefaultTimeout(20_000);
  const trouble: string[] = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) trouble.push(`request to ${request.url()}`);
  });
  const page = await context.newPage();
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('popup', (popup) => trouble.push(`popup: ${popup.url()}`));
  page.on('console', (line) => {
    if (/content.security|trusted ?type|violates/i.test(line.text())) trouble.push(line.text());
  });
  await page.goto(url);
  const message = page.getByRole('textbox', { name: 'Message' });
  return {
    page,
    message,
    async start(goal) {
      await page.getByRole('article', { name: goal }).getByRole('button').click();
      await expect.poll(() => page.locator('.message-agent').count(), { timeout: 20_000 }).toBe(1);
    },
    async say(text) {
      await message.fill(text);
      await page.getByRole('button', { name: 'Send' }).click();
    },
    async picture(name) {
      await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' });
    },
    async violations() {
      await page.evaluate(await readFile(axe, 'utf8'));
      const { violations } = await page.evaluate<AxeResults>('axe.run()');
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    },
    trouble,
    close: async () => await context.close(),
  };
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
