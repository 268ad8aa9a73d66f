import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fence } from './pages.js';

/** A shell that is typed into, block after block, as a person at a terminal does. */
export interface Shell {
  /** Runs a block in it. @returns All that was printed. @throws `Error` with it, when the last command failed. */
  run(block: string): Promise<string>;
  /** Ends every job that is still there, and the shell. */
  close(): Promise<void>;
}

/**
 * Starts bash in a folder. Its jobs have process groups of their own, as at a terminal.
 *
 * @param env - The whole environment.
 */
export function openShell(folder: string, env: NodeJS.ProcessEnv): Shell {
  const bash = spawn('bash', ['--norc', '--noprofile'], { cwd: folder, env, stdio: 'pipe' });
  const exited = new Promise<void>((resolve) => bash.once('exit', () => resolve()));
  let printed = '';
  let wake = (): void => undefined;
  for (const stream of [bash.stdout, bash.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      wake();
    });
  }
  void exited.then(() => wake());
  // Bash ends what it started, also in the middle of a loop that waits for ever.
  const endJobs = 'for job in $(jobs -p); do kill -9 -- "-$job"; done 2> /dev/null; exit 1';
  bash.stdin.write(`set -m\ntrap '${endJobs}' TERM\n`);
  let blocks = 0;
  return {
    async run(block) {
      blocks += 1;
      const file = join(folder, `.block-${blocks}.sh`);
      await writeFile(file, `${block}\n`);
      printed = '';
      const end = new RegExp(`^end of block ${blocks}: (\\d+)$`, 'm');
      bash.stdin.write(`source '${file}' < /dev/null\necho "end of block ${blocks}: $?"\n`);
      for (;;) {
        const ended = end.exec(printed);
        if (ended !== null) {
          const output = printed.slice(0, ended.index);
          if (ended[1] === '0') return output;
          throw new Error(`The block ended with code ${ended[1]}:\n${block}\n---\n${output}`);
        }
        if (bash.exitCode !== null || bash.signalCode !== null) {
          throw new Error(`The shell ended in:\n${block}\n---\n${printed}`);
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async close() {
      if (bash.exitCode !== null || bash.signalCode !== null) return;
      bash.kill('SIGTERM');
      // One that waits for its next line looks at the signal when the line comes.
      bash.stdin.end(':\n');
      const timer = setTimeout(() => bash.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** The environment of a newcomer's terminal: no variable of npm, of a test or of our own. */
export function plainEnvironment(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours =
    /^(npm_|NODE_|VITEST|VITE_|TEMPORAL_|LLM_|RAPIDAPI_|STRIPE_|INVOICE_|OPENAI_|ANTHROPIC_)|^(TEST|CI|PROD|DEV|MODE|BASE_URL|SSR|SHOW_CONFIRM|AGENT_GOAL|DEBUG|INIT_CWD|FORCE_COLOR)$/;
  const plain = Object.entries(process.env).filter(
    ([name]) => !ours.test(name) || name.startsWith('npm_config_'),
  );
  return { ...Object.fromEntries(plain), NO_COLOR: '1', ...more };
}

/** A block of commands, and what a page says is seen after it. */
export interface Step {
  readonly name: string;
  readonly commands: string;
  /** Lines that are printed; `…` stands for anything. */
  readonly seen: readonly string[];
}

/** The commands of a page, each block with the `text` block that follows it. */
export function stepsOf(fences: readonly Fence[]): readonly Step[] {
  return fences.flatMap((fence, index) => {
    if (fence.language !== 'sh') return [];
    const next = fences.slice(index + 1).find(({ language }) => language !== 'ts');
    const seen = next?.language === 'text' ? next.code.split('\n') : [];
    return [
      {
        name: `${fence.heading}, line ${fence.line}`,
        commands: fence.code,
        seen: seen.filter(Boolean),
      },
    ];
  });
}

/** The lines of what a page says is seen that were not printed. */
export function unseen(output: string, seen: readonly string[]): readonly string[] {
  const printed = spaced(output);
  return seen.filter((line) => {
    const pattern = spaced(line)
      .trim()
      .split('…')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.*');
    return !new RegExp(pattern).test(printed);
  });
}

/** Runs of blanks as one, line by line. */
function spaced(text: string): string {
  return text.replaceAll(/[ \t]+/g, ' ');
}
