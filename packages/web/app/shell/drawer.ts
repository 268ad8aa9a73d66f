import { createContext, useContext } from 'react';

export const DrawerContext = createContext<() => void>(() => {});

/** Opens the lists where there is no room beside the page. */
export function useDrawer(): () => void {
  return useContext(DrawerContext);
}
