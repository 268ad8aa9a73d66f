import { defineConfig } from 'vitest/config';

const source = '@durable-goals/source';

export default defineConfig(({ mode }) => ({
  // Tests read the packages' sources, so nothing needs building first.
  ssr: { resolve: { conditions: [source], externalConditions: [source] } },
  test: {
    include: [
      '{packages,examples}/*/test/**/*.test.ts',
      '{docs,test,proof,benchmarks}/**/*.test.ts',
    ],
    // For what Node loads outside of Vite, and for the processes that tests start with the same arguments.
    execArgv: [
      `--conditions=${source}`,
      `--import=${new URL('run-from-source.ts', import.meta.url).href}`,
    ],
    // `--mode gate` is the whole suite, which has more to answer for than a part of it.
    reporters: ['default', ['./test/closing-line.ts', { isGate: mode === 'gate' }]],
    // Each file may have servers and Workers of its own, and waits for much; more at once make what is timed late.
    maxWorkers: 3,
    // On a machine that is late a whole gate shall not be lost for one test; which one it was is told at the end.
    retry: mode === 'gate' ? 1 : 0,
    // Many of them wait for a process to start or to end, which a busy machine takes seconds for.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 30_000,
    hookTimeout: 600_000,
  },
}));
