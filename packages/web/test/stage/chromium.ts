import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

/**
 * Starts the Chromium that came with `npm install`, or the one that `CHROMIUM_PATH` names.
 *
 * @returns why there is none, on a machine that it does not run on.
 */
export async function startChromium(): Promise<{ browser?: Browser; missing?: string }> {
  try {
    const named = process.env['CHROMIUM_PATH'];
    const executablePath = named ?? (await chromium.executablePath());
    if (!existsSync(executablePath)) return { missing: `There is no '${executablePath}'.` };
    // Not the package's own flags: they turn off what a page is protected by.
    const args = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'];
    const launch = async (path: string): Promise<Browser> =>
      await playwright.launch({ executablePath: path, headless: true, args });
    if (named !== undefined) return { browser: await launch(executablePath) };
    return {
      browser: await launch(executablePath).catch(() => launchAnew(executablePath, launch)),
    };
  } catch (error) {
    const [why] = String(error).split('\n');
    const missing = `The bundled Chromium is for Linux on x64 and does not start here (${why}). Set CHROMIUM_PATH to a Chromium.`;
    return { missing };
  }
}

/** Unpacks it once more: the one in the temporary folder may be of another version, or cut off. */
async function launchAnew(
  executablePath: string,
  launch: (path: string) => Promise<Browser>,
): Promise<Browser> {
  await rm(executablePath, { force: true });
  return await launch(await chromium.executablePath());
}
