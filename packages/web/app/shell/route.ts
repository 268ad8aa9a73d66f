import { useSyncExternalStore } from 'react';

/** What the page shows. It stands behind the `#` of the address, so that it works below any path. */
export type Route =
  | { readonly page: 'start' }
  | { readonly page: 'approvals' }
  | { readonly page: 'conversation'; readonly conversationId: string };

/** Reads the part of an address behind the `#`. */
function routeOf(hash: string): Route {
  const [page, id] = hash.replace(/^#\/?/, '').split('/');
  if (page === 'approvals') return { page };
  if (page === 'c' && id) return { page: 'conversation', conversationId: decoded(id) };
  return { page: 'start' };
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** The address of a page. */
export function hashOf(route: Route): string {
  if (route.page === 'start') return '#/';
  if (route.page === 'approvals') return '#/approvals';
  return `#/c/${encodeURIComponent(route.conversationId)}`;
}

/** Goes to a page. */
export function goTo(route: Route): void {
  location.hash = hashOf(route);
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

/** The page that is shown. */
export function useRoute(): Route {
  return routeOf(useSyncExternalStore(subscribe, () => location.hash));
}
