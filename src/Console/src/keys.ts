/** What a key, or two in a row, does anywhere outside a field. Nothing here changes a job. */
export type KeyAction = 'search' | 'help' | 'next' | 'previous' | 'choose' | 'again' | 'older' | 'overview' | 'jobs' | 'failed' | 'running' | 'timeline' | 'graph' | 'output' | 'wait' | undefined;

export const keys = [
  { keys: '/', does: 'Search' },
  { keys: '?', does: 'This list' },
  { keys: 'j', does: 'Next row' },
  { keys: 'k', does: 'Row before' },
  { keys: 'Enter', does: 'Open the row' },
  { keys: 'x', does: 'Choose the row, or not' },
  { keys: 'n', does: 'Older jobs, or what comes next' },
  { keys: 'r', does: 'Look again now' },
  { keys: 'g o', does: 'Overview' },
  { keys: 'g j', does: 'Jobs' },
  { keys: 'g f', does: 'Failed jobs' },
  { keys: 'g r', does: 'Running jobs' },
  { keys: 'g t', does: 'Timeline of what is shown' },
  { keys: 'g g', does: 'Graph of what is shown' },
  { keys: 'g l', does: 'Output of the job' },
  { keys: 'Esc', does: 'Close a question: it answers no' },
] as const;

export function keyAction(before: string, key: string): KeyAction {
  if (before === 'g') {
    return ({ o: 'overview', j: 'jobs', f: 'failed', r: 'running', t: 'timeline', g: 'graph', l: 'output' } as const)[key as 'o'];
  }

  return ({ '/': 'search', '?': 'help', j: 'next', k: 'previous', x: 'choose', n: 'older', r: 'again', g: 'wait' } as const)[key as 'j'];
}
