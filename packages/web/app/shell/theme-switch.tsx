import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { applyTheme, storedTheme, type Theme } from './theme.js';

const themes = [
  { id: 'system', name: 'Like the system', Icon: Monitor },
  { id: 'light', name: 'Light', Icon: Sun },
  { id: 'dark', name: 'Dark', Icon: Moon },
] as const;

/** Chooses how the page looks. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  return (
    <ToggleButtonGroup
      className="theme-switch"
      aria-label="Theme"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[theme]}
      onSelectionChange={(keys) => {
        const [chosen = 'system'] = [...keys] as Theme[];
        applyTheme(chosen);
        setTheme(chosen);
      }}
    >
      {themes.map(({ id, name, Icon }) => (
        <ToggleButton key={id} id={id} className="theme-option" aria-label={name}>
          <Icon size={15} aria-hidden="true" />
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
