import { signal } from '@preact/signals';
import { parseAddress } from './address';

/** Where the person is now. */
export const address = signal(parseAddress(location.hash));

window.addEventListener('hashchange', () => {
  address.value = parseAddress(location.hash);
});

/** Goes to a page; the one before is a step back. */
export function go(hash: string): void {
  location.hash = hash;
}

/** Changes what the address says without a step back, as while a filter is typed. */
export function replace(hash: string): void {
  history.replaceState(null, '', hash);
  address.value = parseAddress(hash);
}
