const name = 'durable-goals-theme';

/** How the page looks: like the system, or as the person chose. */
export type Theme = 'system' | 'light' | 'dark';

/** The theme that was chosen on this machine. */
export function storedTheme(): Theme {
  const stored = localStorage.getItem(name);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Shows the page in a theme, and remembers it. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  if (theme === 'system') localStorage.removeItem(name);
  else localStorage.setItem(name, theme);
}
