import { expect, test } from 'vitest';
import { mayOpenBrowser } from '../src/dev/open-browser.js';

const linux = { platform: 'linux', isInteractive: true, env: { DISPLAY: ':0' } } as const;

test.each([
  ['at a terminal with a display', linux, true],
  ['with Wayland', { ...linux, env: { WAYLAND_DISPLAY: 'wayland-0' } }, true],
  ['on a Mac', { ...linux, platform: 'darwin', env: {} } as const, true],
  ['without a display', { ...linux, env: {} }, false],
  ['in CI', { ...linux, env: { DISPLAY: ':0', CI: 'true' } }, false],
  ['over SSH', { ...linux, env: { DISPLAY: ':0', SSH_CONNECTION: 'x' } }, false],
  ['when its output is read by a program', { ...linux, isInteractive: false }, false],
])('%s, a browser is opened: %j', (_, surroundings, opens) => {
  expect(mayOpenBrowser(surroundings)).toBe(opens);
});
