import { whyFailed } from '../../causes';
import type { JobPage, JobQueue, JobSummary } from '../../jobs';
import { openStatuses, type Status } from '../../status';
import { nameOfArn } from '../../text';

/** A queue with what is open in it. */
export interface QueueCounts {
  readonly name: string;
  readonly queue: JobQueue | undefined;
  readonly counts: Readonly<Partial<Record<Status, number>>>;
  readonly total: number;
  /** There are more than were counted. */
  readonly isPart: boolean;
  readonly oldestWaiting: JobSummary | undefined;
}

/** The open jobs of one page by queue and status; of a queue that is not there any more, too, if jobs of it are. */
export function countByQueue(queues: readonly JobQueue[], open: JobPage): readonly QueueCounts[] {
  const names = [...new Set([...queues.map((queue) => queue.jobQueueName), ...open.jobs.map((job) => nameOfArn(job.jobQueue))])];

  return names.map((name) => {
    const jobs = open.jobs.filter((job) => nameOfArn(job.jobQueue) === name);
    const counts: Partial<Record<Status, number>> = {};
    for (const status of openStatuses) {
      const number = jobs.filter((job) => job.status === status).length;
      if (number > 0) {
        counts[status] = number;
      }
    }

    const waiting = jobs.filter((job) => job.status === 'RUNNABLE');
    return {
      name,
      queue: queues.find((queue) => queue.jobQueueName === name),
      counts,
      total: jobs.length,
      isPart: open.nextToken !== undefined,
      oldestWaiting: waiting.length === 0 ? undefined : waiting.reduce((oldest, job) => (job.createdAt < oldest.createdAt ? job : oldest)),
    };
  });
}

/** Failed jobs by cause, the most frequent first. */
export function countByCause(failed: readonly JobSummary[]): readonly { readonly cause: string; readonly count: number; readonly newest: JobSummary }[] {
  const causes = new Map<string, JobSummary[]>();
  for (const job of failed) {
    const cause = whyFailed(job);
    causes.set(cause, [...(causes.get(cause) ?? []), job]);
  }

  return [...causes].map(([cause, jobs]) => ({ cause, count: jobs.length, newest: jobs[0]! })).toSorted((a, b) => b.count - a.count);
}
