import { Writable } from 'node:stream';

/**
 * Keeps standard output for a protocol: whatever else writes there, such as a goal's `console.log`, goes to standard error
 * from now on.
 *
 * @returns Where the protocol writes.
 */
export function protocolOutput(): Writable {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, done) {
      write(chunk, (error) => done(error));
    },
  });
}
