import { InvalidArgumentError } from 'commander';

/** The port that an option names; 0 takes a free one. @throws `InvalidArgumentError` when it is none. */
export function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('It is not a port from 0 to 65535.');
}
