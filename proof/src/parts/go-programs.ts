import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findGoPrograms, type GoPrograms } from '@durable-goals/dev-server';

/** A proxy that breaks connections on command. */
export const toxiproxy: GoPrograms = {
  name: 'toxiproxy',
  version: '2.5.0',
  what: 'toxiproxy',
  packages: ['github.com/Shopify/toxiproxy/v2/cmd/server'],
  takes: 'about half a minute',
};

/** The server that people run in earnest, and the tool that makes its tables. */
export const temporalServer: GoPrograms = {
  name: 'temporal-server',
  version: '1.29.1',
  what: 'the Temporal Server',
  packages: ['go.temporal.io/server/cmd/server', 'go.temporal.io/server/cmd/tools/sql'],
  takes: 'about 4 minutes',
};

/** Why programs can neither be found nor built here, if so. */
export async function missingPrograms(programs: GoPrograms): Promise<string | undefined> {
  if ((await findGoPrograms(programs)) !== undefined) return undefined;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const there = await access(join(folder, process.platform === 'win32' ? 'go.exe' : 'go')).then(
      () => true,
      () => false,
    );
    if (there) return undefined;
  }
  return `${programs.what} has to be built with Go, which is not on PATH`;
}
