import { relative } from 'node:path';
import { broken, fine, type Finding } from './check.js';
import { installedCopies, type InstalledCopy } from './installed-copies.js';

/** Packages of Temporal's SDK that are released together and have to be of one version. */
const core = new Set(
  [
    'activity',
    'client',
    'common',
    'core-bridge',
    'nexus',
    'plugin',
    'proto',
    'testing',
    'worker',
  ].map((name) => `@temporalio/${name}`),
).add('@temporalio/workflow');

/** Whether a project holds one copy, and one version, of what must not be there twice. */
export function checkCopies(folder: string): readonly Finding[] {
  const copies = installedCopies(
    folder,
    (name) => name.startsWith('@temporalio/') || name === 'protobufjs',
  );
  const temporal = copies.filter(({ name }) => name !== 'protobufjs');
  const protobuf = copies.filter(({ name }) => name === 'protobufjs');
  return [checkTemporal(folder, temporal), checkProtobuf(folder, protobuf)];
}

function checkTemporal(folder: string, copies: readonly InstalledCopy[]): Finding {
  const name = 'Temporal SDK';
  const twice = copies.filter(
    (copy) => copies.filter((other) => other.name === copy.name).length > 1,
  );
  if (twice.length > 0) {
    return broken(
      name,
      `There is more than one copy: ${listed(folder, twice)}. Cancellation and types do not cross copies; give all @temporalio/* packages one version in package.json, then run 'npm dedupe'.`,
    );
  }
  const released = copies.filter((copy) => core.has(copy.name));
  const versions = [...new Set(released.map(({ version }) => version))];
  const [version] = versions;
  if (version === undefined) {
    return broken(
      name,
      "It is not installed. Run 'npm install @temporalio/worker @temporalio/client'.",
    );
  }
  if (versions.length > 1) {
    return broken(
      name,
      `Its packages have different versions: ${listed(folder, released)}. Give all of them one version in package.json.`,
    );
  }
  return fine(name, `${version}, one copy of each package.`);
}

function checkProtobuf(folder: string, copies: readonly InstalledCopy[]): Finding {
  const name = 'protobufjs';
  const [copy] = copies;
  if (copies.length > 1) {
    return broken(
      name,
      `There are ${copies.length} copies: ${listed(folder, copies)}. Replaying histories and storing payloads outside fail with "type must be a Type"; add "overrides": { "protobufjs": "^8.7.1" } to package.json, then run 'npm install'.`,
    );
  }
  return fine(name, copy === undefined ? 'Not installed.' : `${copy.version}, one copy.`);
}

function listed(folder: string, copies: readonly InstalledCopy[]): string {
  return copies
    .map(({ name, version, path }) => `${name} ${version} in '${relative(folder, path)}'`)
    .join(', ');
}
