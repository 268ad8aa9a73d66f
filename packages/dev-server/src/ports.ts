import { connect, createServer } from 'node:net';

/** A port that nothing listens on at this moment. */
export function freePort(ip: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, ip, () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) return resolve(address.port);
        return reject(new Error(`'${ip}' gave no port.`));
      });
    });
  });
}

/** Whether a server could listen there now. */
export function isPortFree(ip: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, ip, () => server.close(() => resolve(true)));
  });
}

/** Whether something accepts connections there. */
export async function accepts(host: string, port: number): Promise<boolean> {
  return (await connectFailure({ host, port, timeoutMs: 1_000 })) === undefined;
}

/**
 * Tries to connect.
 *
 * @returns Why that did not work, in the system's words; `undefined` when it did.
 */
export function connectFailure({
  host,
  port,
  timeoutMs,
}: {
  host: string;
  port: number;
  timeoutMs: number;
}): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (failure: string | undefined): void => {
      socket.destroy();
      resolve(failure);
    };
    // Counts the look-up of the name too.
    socket.setTimeout(timeoutMs, () => settle(`no answer within ${timeoutMs / 1000} s`));
    socket.once('connect', () => settle(undefined));
    socket.once('error', ({ message }) => settle(message));
  });
}
