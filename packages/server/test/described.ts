import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installPythonProgram, PythonProgramMissing } from '../../../test/python-program.js';
import { authentication, begin, say, tokens, type Party } from './party.js';

/** Requests go to a conversation that is there; what would end it goes to another. */
const settings = `
[parameters]
"path.conversationId" = "described"

[[operations]]
include-path = "/v1/conversations/{conversationId}/end"
parameters = { "path.conversationId" = "described-end" }
`;

/** What is answered is what the OpenAPI document says, whatever is sent. */
export function describeDocument(party: () => Party): void {
  test(
    'schemathesis finds no answer that is not described, and none of 5xx',
    { timeout: 240_000 },
    async ({ skip }) => {
      let program: string;
      try {
        program = await installPythonProgram({
          requirement: 'schemathesis',
          version: '4.32.5',
          program: 'schemathesis',
        });
      } catch (error) {
        if (!(error instanceof PythonProgramMissing)) throw error;
        return skip(error.message);
      }
      const server = party().serve({ authentication });
      for (const id of ['described', 'described-end']) {
        await begin(server, 'root', id);
        await say(server, 'root', id, 'ring 2');
      }
      const folder = await mkdtemp(join(tmpdir(), 'schemathesis-'));
      await writeFile(join(folder, 'schemathesis.toml'), settings);
      const listening = await server.listen({ port: 0 });
      const args = [
        'run',
        `${listening.url}/openapi.json`,
        '--header',
        `Authorization: Bearer ${tokens.root}`,
        // A stream that never ends is none of its business.
        '--exclude-path-regex',
        'events$',
        // A key that was used, a goal that there is not: well formed, and refused all the same.
        '--exclude-checks',
        'positive_data_acceptance',
        '--phases',
        'coverage,fuzzing',
        '--max-examples',
        '8',
        '--workers',
        '2',
        '--request-timeout',
        '30',
        // A connection that was kept alive may end just as it is used again.
        '--request-retries',
        '2',
        '--seed',
        '1',
        '--no-color',
      ];
      const { code, said } = await run(program, args, folder);
      await listening.close();
      await rm(folder, { recursive: true });
      expect(code, said).toBe(0);
      expect(said).toMatch(/Tested: (1[5-9]|[2-9]\d)/);
      return undefined;
    },
  );
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number; readonly said: string }> {
  return await new Promise((resolve) => {
    execFile(program, [...args], { cwd, maxBuffer: 32 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, said: `${stdout}${stderr}` });
    });
  });
}
