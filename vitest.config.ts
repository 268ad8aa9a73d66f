import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests read the packages' sources, so nothing needs building first.
  ssr: { resolve: { conditions: ['@durable-goals/source'] } },
  test: {
    include: ['{packages,examples}/*/test/**/*.test.ts', '{docs,test}/**/*.test.ts'],
    typecheck: {
      enabled: true,
      include: ['packages/*/test/**/*.test-d.ts'],
      tsconfig: 'tsconfig.test.json',
    },
  },
});
