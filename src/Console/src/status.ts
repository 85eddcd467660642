/** AWS Batch's seven, in the order a job passes through them. */
export const statuses = ['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED', 'FAILED'] as const;

export type Status = (typeof statuses)[number];

export const openStatuses: readonly Status[] = statuses.slice(0, 5);

export function isOver(status: string): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED';
}

/** CancelJob gives up what has not started; what has needs TerminateJob. */
export function canCancel(status: string): boolean {
  return status === 'SUBMITTED' || status === 'PENDING' || status === 'RUNNABLE';
}
