import { installPythonProgram, PythonProgramMissing } from '../../../../test/python-program.js';

export { PythonProgramMissing as LiteLlmMissing };

/**
 * Installs the LiteLLM proxy, once, in one exact version: releases of this package have been tampered with before.
 *
 * @returns The path of its program.
 * @throws `LiteLlmMissing` when there is no Python, no pip or no package index.
 */
export async function installLiteLlm(): Promise<string> {
  return await installPythonProgram({
    requirement: 'litellm[proxy]',
    version: '1.106.2',
    program: 'litellm',
  });
}
