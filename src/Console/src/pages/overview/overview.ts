import { get } from '../../api';
import type { JobSummary } from '../../jobs';
import type { Status } from '../../status';

/** A queue at a glance, as the API tells it. */
export interface QueueOverview {
  readonly name: string;
  readonly state: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly priority: number;
  readonly computeEnvironments: readonly string[];
  readonly usedVcpus?: number;
  readonly maxVcpus?: number;
  readonly open: Readonly<Partial<Record<Status, number>>>;
  /** More is open than was counted. */
  readonly isPart: boolean;
  readonly oldestWaiting?: JobSummary;
  readonly blockedBy?: { readonly jobId: string; readonly jobName: string; readonly reason: string };
}

/** What the jobs of an environment hold of it, where that is known. */
export interface EnvironmentOverview {
  readonly name: string;
  readonly state: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly type?: string;
  readonly usedVcpus?: number;
  readonly maxVcpus?: number;
}

export interface Overview {
  readonly queues: readonly QueueOverview[];
  readonly computeEnvironments: readonly EnvironmentOverview[];
  readonly failed: { readonly since: number; readonly isPart: boolean; readonly causes: readonly { readonly cause: string; readonly count: number; readonly newest: JobSummary }[] };
  /** There are more queues. */
  readonly nextToken?: string;
}

export function findOverview(after: string | undefined, signal: AbortSignal): Promise<Overview> {
  return get<Overview>('/overview', { nextToken: after }, signal);
}

/** A job that is RUNNABLE for so long is told to be stuck, as the stack itself does by default. */
const stuckAfter = 3_600_000;

/** What is wrong with queues and environments, a sentence each; what can be clicked is told by the page itself. */
export function wrongs({ queues, computeEnvironments }: Overview): readonly string[] {
  const invalid = (kind: string, { name, status, statusReason }: { readonly name: string; readonly status: string; readonly statusReason?: string }): readonly string[] =>
    status === 'INVALID' ? [`${kind} ${name} is INVALID${statusReason === undefined ? '' : `: ${statusReason}`}.`] : [];

  return [
    ...queues.flatMap((queue) => [...invalid('Queue', queue), ...(queue.state === 'DISABLED' ? [`Queue ${queue.name} is DISABLED: it takes no jobs until it is ENABLED.`] : [])]),
    ...computeEnvironments.flatMap((one) => [...invalid('Compute environment', one), ...(one.state === 'DISABLED' ? [`Compute environment ${one.name} is DISABLED: no job starts there until it is ENABLED.`] : [])]),
  ];
}

/** Queues whose oldest waiting job waits for long, although nothing is known to block it. */
export function stuck({ queues }: Overview, now: number): readonly { readonly queue: string; readonly job: JobSummary }[] {
  return queues.flatMap(({ name, oldestWaiting, blockedBy }) => (oldestWaiting !== undefined && blockedBy === undefined && now - oldestWaiting.createdAt > stuckAfter ? [{ queue: name, job: oldestWaiting }] : []));
}
