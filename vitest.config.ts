import { defineConfig } from 'vitest/config';

const source = '@durable-goals/source';

export default defineConfig(({ mode }) => ({
  // Tests read the packages' sources, so nothing needs building first.
  ssr: { resolve: { conditions: [source], externalConditions: [source] } },
  test: {
    include: ['{packages,examples}/*/test/**/*.test.ts', '{docs,test,proof}/**/*.test.ts'],
    // For what Node loads outside of Vite, and for the processes that tests start with the same arguments.
    execArgv: [
      `--conditions=${source}`,
      `--import=${new URL('run-from-source.ts', import.meta.url).href}`,
    ],
    // `--mode gate` is the whole suite, which has more to answer for than a part of it.
    reporters: ['default', ['./test/closing-line.ts', { isGate: mode === 'gate' }]],
    // Most tests wait for a server or a process rather than for the processor.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 600_000,
    typecheck: {
      enabled: true,
      include: ['packages/*/test/**/*.test-d.ts'],
      tsconfig: 'tsconfig.test.json',
    },
  },
}));
