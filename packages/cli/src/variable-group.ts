/** An environment variable that is read somewhere in the framework or its example. */
export interface EnvironmentVariable {
  readonly name: string;
  /** What holds when it is not set, in words. */
  readonly byDefault: string;
  /** What it is for, in a sentence. */
  readonly meaning: string;
  /** Never printed, not even in part. */
  readonly secret?: true;
  /** What to write behind the name in `.env.example`. */
  readonly example?: string;
}

/** Variables that belong together, under one heading. */
export interface VariableGroup {
  readonly title: string;
  readonly about: string;
  readonly variables: readonly EnvironmentVariable[];
}
