/** Every way this package fails, as a fact a caller can branch on. */
export type DevServerErrorType =
  | 'ProgramNotUsable'
  | 'ServerNotInstalled'
  | 'InstallFailed'
  | 'PortTaken'
  | 'DatabaseInUse'
  | 'ServerDidNotStart'
  | 'SearchAttributeMismatch'
  | 'DynamicConfigMalformed';

/** A failure whose message is meant for the person at the keyboard; a stack trace adds nothing to it. */
export class DevServerError extends Error {
  override readonly name = 'DevServerError';
  readonly type: DevServerErrorType;

  constructor(type: DevServerErrorType, message: string) {
    super(message);
    this.type = type;
  }
}

/** One way that was tried, and why it did not work. */
export interface Missed {
  readonly way: string;
  readonly reason: string;
}

/** The failures, each in one place with its words. */
export const failures = {
  /** An environment variable names a program that cannot be run. Never passed over in silence. */
  programNotUsable: (variable: string, path: string, fact: string): DevServerError =>
    new DevServerError(
      'ProgramNotUsable',
      `${variable} names '${path}', which ${fact}. Point it at the program, or unset it to look elsewhere.`,
    ),

  /** No way of finding or installing a server worked. Lists all of them. */
  serverNotInstalled: (what: string, missed: readonly Missed[]): DevServerError =>
    new DevServerError(
      'ServerNotInstalled',
      [
        `${what} was not found and could not be installed. Any one of these is enough:`,
        ...missed.map(({ way, reason }) => `  - ${way}: ${reason}`),
      ].join('\n'),
    ),

  /** One way of installing did not work; the next one is tried. */
  installFailed: (reason: string): DevServerError => new DevServerError('InstallFailed', reason),

  /** Something listens on the port already. */
  portTaken: (address: string, option: 'port' | 'uiPort'): DevServerError =>
    new DevServerError(
      'PortTaken',
      `'${address}' is taken by another program. Stop that program, choose another ${option}, or leave ${option} out to get a free one.`,
    ),

  /** Another dev server has the file open. Two of them would corrupt each other's work. */
  databaseInUse: (file: string, pid: number, address: string | undefined): DevServerError =>
    new DevServerError(
      'DatabaseInUse',
      `The database '${file}' is in use by process ${pid}${address ? `, which serves ${address}` : ''}. Connect to that server, stop it, or choose another dbFilename.`,
    ),

  /** The server's process ended, or did not serve in time. */
  serverDidNotStart: (fact: string, lastLines: readonly string[]): DevServerError =>
    new DevServerError(
      'ServerDidNotStart',
      [
        `Temporal's dev server ${fact}.`,
        lastLines.length > 0 ? 'Its last lines were:' : 'It printed nothing.',
        ...lastLines.map((line) => `  ${line}`),
      ].join('\n'),
    ),

  /** The database already has the attribute with another type; Temporal cannot change it. */
  searchAttributeMismatch: (name: string, has: string, wanted: string): DevServerError =>
    new DevServerError(
      'SearchAttributeMismatch',
      `Search attribute '${name}' is of type ${has} in this database, not ${wanted}. Rename the attribute, or start with a new dbFilename.`,
    ),

  /** The variable that lowers a server's limits for a test cannot be read. */
  dynamicConfigMalformed: (text: string): DevServerError =>
    new DevServerError(
      'DynamicConfigMalformed',
      `DEV_SERVER_DYNAMIC_CONFIG is '${text}', which is no JSON object of texts, numbers, true and false. Write it like {"limit.blobSize.error": 20000}, or unset it.`,
    ),
};

/** The words of anything thrown, for use as a reason. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
