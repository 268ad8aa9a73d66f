/** Where a tool's settings come from. Read when the tool runs, so a changed key needs no new import. */
export type Environment = () => Readonly<Record<string, string | undefined>>;

/** The environment of this process. */
export const processEnvironment: Environment = () => process.env;

/** A setting, or `undefined` when it is unset or blank. */
export function setting(environment: Environment, name: string): string | undefined {
  return environment()[name]?.trim() || undefined;
}
