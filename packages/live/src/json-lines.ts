import type { Socket } from 'node:net';

/**
 * Reads a socket as lines of JSON. Whoever sends a longer line, or one that is no JSON, is cut off.
 *
 * @param longest - In characters.
 */
export function readLines(
  socket: Socket,
  longest: number,
  take: (value: Record<string, unknown>) => void,
): void {
  let pending = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = `${pending}${chunk}`.split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > longest) {
      socket.destroy();
      return;
    }
    for (const line of lines) {
      const value = parsed(line);
      if (value === undefined) socket.destroy();
      else if (!socket.destroyed) take(value);
    }
  });
}

/** Sends a value as a line. */
export function sendLine(socket: Socket, value: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
