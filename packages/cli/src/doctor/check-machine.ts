import { findTemporalCli, findTestServer, type FoundServer } from '@durable-goals/dev-server';
import { wordsOf } from '../cli-error.js';
import { broken, fine, note, type Finding } from './check.js';

const oldestNode = [22, 12] as const;

/** Whether this Node can run us. */
export function checkNode(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) {
    return fine('Node', version);
  }
  return broken('Node', `${version} is older than ${oldestNode.join('.')}. Install a newer one.`);
}

/** Temporal's two programs; what is missing is installed when it is needed. */
export async function checkPrograms(): Promise<readonly Finding[]> {
  return await Promise.all([
    checkProgram('Temporal CLI', findTemporalCli, 'The first `durable-goals dev` installs it.'),
    checkProgram(
      'Time-skipping server',
      findTestServer,
      'The first test that needs it installs it.',
    ),
  ]);
}

async function checkProgram(
  name: string,
  find: () => Promise<FoundServer | undefined>,
  whenMissing: string,
): Promise<Finding> {
  try {
    const found = await find();
    if (found === undefined) return note(name, `Not found. ${whenMissing}`);
    const { path, source, version } = found;
    return fine(name, `${version === undefined ? '' : `${version}, `}'${path}' (${source})`);
  } catch (error) {
    return broken(name, wordsOf(error));
  }
}
