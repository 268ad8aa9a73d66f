import { startChromium } from '../../../packages/web/test/stage/chromium.js';
import { openPageStage } from '../parts/page-stage.js';
import type { Ground } from '../parts/ground.js';
import type { Measure } from '../measure.js';
import type { Row } from '../row.js';

type Browser = NonNullable<Awaited<ReturnType<typeof startChromium>>['browser']>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

/** Between two tokens of the model. */
const tokenMs = 20;

/** When a browser had painted something, in milliseconds since the epoch. */
interface Painted {
  readonly firstWords: number;
  readonly allWords: number;
  /** The message as it is kept, in place of the words that were told on the way. */
  readonly message: number;
}

/** What a person sees, and when. */
export const browser: Measure = {
  id: 'browser',
  about: 'A model that streams; `worker`, `serve`, and the chat page in Chromium. One clock.',
  isLong: true,
  async run({ openGround, depth, say }) {
    const { browser, missing } = await startChromium();
    if (browser === undefined) {
      say(`  left out: ${missing ?? 'there is no browser'}`);
      return [];
    }
    try {
      await using ground = await openGround();
      await using stage = await openPageStage(ground);
      const chat = await ground.agents(stage.taskQueue).start('talk', { conversationId: 'page' });
      await chat.waitFor();
      const page = await browser.newPage();
      await page.goto(`${stage.url}/#/c/page`);
      await page.locator('.message-agent').first().waitFor();
      const streamed: Timed[] = [];
      const whole: Timed[] = [];
      // The first ones only warm up.
      for (let turn = -2; turn < (depth === 'whole' ? 15 : 5); turn += 1) {
        // As long as every other, for what follows a word on the page may be a figure.
        const number = `${turn + 2}`.padStart(2, '0');
        const slow = await turnOf(ground, page, { id: `s${number}`, tokenMs });
        const quick = await turnOf(ground, page, { id: `q${number}`, tokenMs: 0 });
        if (turn < 0) continue;
        streamed.push(slow);
        whole.push(quick);
      }
      return [
        row("from the model's first words to the browser's screen", {
          values: streamed.map(({ firstAt, firstWords }) => firstWords - firstAt),
          atMost: 60,
        }),
        row("from the end of a model's answer to all of it on the browser's screen", {
          values: whole.map(({ endedAt, allWords }) => allWords - endedAt),
          atMost: 100,
        }),
        row("the same, until it stands there as the conversation's message", {
          values: whole.map(({ endedAt, message }) => message - endedAt),
        }),
      ];
    } finally {
      await browser.close();
    }
  },
};

type Timed = Painted & { readonly firstAt: number; readonly endedAt: number };

async function turnOf(
  ground: Ground,
  page: Page,
  { id, tokenMs }: { readonly id: string; readonly tokenMs: number },
): Promise<Timed> {
  const [first, last] = [`First${id}`, `last${id}`];
  const response = `${first} comes a sentence of a usual length, told bit by bit, and at its end ${last}`;
  const script = [JSON.stringify({ response, next: 'question', tool: null, input: null })];
  await ground.model({ script, tokenMs });
  await page.getByRole('textbox', { name: 'Message' }).fill(`Tell me about ${id}.`);
  const painted = page.evaluate<Painted>(watching(first, last));
  await page.getByRole('button', { name: 'Send' }).click();
  const seen = await painted;
  const [answer] = (await ground.modelReport()).answers;
  if (answer === undefined) throw new Error('The model was not asked to stream.');
  return { ...seen, ...answer };
}

/** Code for the page: waits until words are painted, and says when each were. */
function watching(first: string, last: string): string {
  return `new Promise((resolve) => {
    const at = {};
    const has = (selector, text) =>
      [...document.querySelectorAll(selector)].some((element) => element.textContent.includes(text));
    const look = () => {
      const seen = {
        firstWords: has('.message-agent', ${JSON.stringify(first)}),
        allWords: has('.message-agent', ${JSON.stringify(last)}),
        message: has('.message-agent:not(.message-live)', ${JSON.stringify(last)}),
      };
      // Between two frames the next one is painted.
      requestAnimationFrame(() => setTimeout(() => {
        for (const [name, isThere] of Object.entries(seen)) if (isThere) at[name] ??= Date.now();
        if (at.message === undefined) return;
        observer.disconnect();
        resolve(at);
      }));
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  })`;
}

function row(
  what: string,
  { values, atMost }: { readonly values: readonly number[]; readonly atMost?: number },
): Row {
  return {
    what,
    unit: 'ms',
    values,
    ...(atMost === undefined ? {} : { limit: { of: 'value', atMost, isShownOnly: true } }),
  };
}
