/** What a key, or two in a row, does anywhere outside a field. Nothing here changes a job. */
export type KeyAction = 'search' | 'help' | 'next' | 'previous' | 'overview' | 'jobs' | 'failed' | 'wait' | undefined;

export const keys = [
  { keys: '/', does: 'Search' },
  { keys: '?', does: 'This list' },
  { keys: 'j', does: 'Next row' },
  { keys: 'k', does: 'Row before' },
  { keys: 'Enter', does: 'Open the row' },
  { keys: 'g o', does: 'Overview' },
  { keys: 'g j', does: 'Jobs' },
  { keys: 'g f', does: 'Failed jobs' },
  { keys: 'Esc', does: 'Close a question: it answers no' },
] as const;

export function keyAction(before: string, key: string): KeyAction {
  if (before === 'g') {
    return ({ o: 'overview', j: 'jobs', f: 'failed' } as const)[key as 'o'];
  }

  return ({ '/': 'search', '?': 'help', j: 'next', k: 'previous', g: 'wait' } as const)[key as 'j'];
}
