import { spawn } from 'node:child_process';

/** Where a browser would be opened. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Whether a person sits at a terminal. */
  readonly isInteractive: boolean;
}

/** Whether there is somebody who would see a browser: at a terminal, with a display, not in CI and not over SSH. */
export function mayOpenBrowser({ platform, env, isInteractive }: Surroundings): boolean {
  if (!isInteractive || env['CI'] || env['SSH_CONNECTION']) return false;
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens an address in the person's browser; where that does not work, nothing happens. */
export function openBrowser(url: string): void {
  const [command = 'xdg-open', ...args] = openers[process.platform] ?? [];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.once('error', () => {});
  child.unref();
}
