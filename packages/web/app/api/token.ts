const name = 'durable-goals-token';

/** The bearer token of this tab; gone when the tab is closed. */
export const token = {
  get: (): string | undefined => sessionStorage.getItem(name) ?? undefined,
  set: (value: string): void => sessionStorage.setItem(name, value),
  clear: (): void => sessionStorage.removeItem(name),
};
