import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { withExe, type Environment } from './cache-directory.js';

/** Whether the path is a file that this user may run. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The first executable of that name in the folders of `PATH`, as a shell would find it. */
export async function findOnPath(name: string, env: Environment): Promise<string | undefined> {
  // Windows spells it `Path`; `process.env` hides that, a copy of it does not.
  const path = env['PATH'] ?? env['Path'] ?? '';
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    const candidate = join(folder, withExe(name));
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

/** The `java` to use: that of `JAVA_HOME` when set, else the one on `PATH`. */
export async function findJava(env: Environment): Promise<string | undefined> {
  const home = env['JAVA_HOME'];
  if (home) {
    const java = join(home, 'bin', withExe('java'));
    if (await isExecutable(java)) return java;
  }
  return findOnPath('java', env);
}
