/** What a cause of failure means, in words; the names are the ones the API gives. */
const words: Readonly<Record<string, string>> = {
  OutOfMemory: 'Out of memory',
  SpotInterruption: 'Spot interruption',
  HostTerminated: 'Lost its host',
  ImagePull: 'Image could not be pulled',
  Timeout: 'Ran out of time',
  DependencyFailed: 'A job it depends on failed',
  Cancelled: 'Cancelled',
  Terminated: 'Terminated',
  ApplicationError: 'The program failed',
  Misconfiguration: 'Misconfigured',
  Preempted: 'Preempted by another job',
  Unknown: 'Unknown cause',
};

export function causeWords(cause: string): string {
  return words[cause] ?? cause;
}

/** Of a failed job: an array that tells no cause of its own failed by its children. */
export function whyFailed(job: { readonly cause?: string; readonly arraySize?: number; readonly failedChildrenCount?: number }): string {
  const cause = job.cause ?? 'Unknown';
  if (cause !== 'Unknown' || job.arraySize === undefined) {
    return causeWords(cause);
  }

  return job.failedChildrenCount === undefined ? 'Children failed' : `${job.failedChildrenCount.toLocaleString('en')} of ${job.arraySize.toLocaleString('en')} children failed`;
}
