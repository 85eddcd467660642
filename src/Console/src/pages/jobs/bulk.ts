import { ApiError, get, path, post } from '../../api';
import type { JobPage, JobSummary } from '../../jobs';
import { canCancel, isOver, openStatuses, type Status } from '../../status';
import type { JobFilter } from './filter';

export type BulkAction = 'cancel' | 'terminate' | 'resubmit';

/** What was done, and what was not, with why. */
export interface BulkResult {
  readonly done: number;
  readonly refused: readonly { readonly jobId: string; readonly message: string }[];
}

interface BulkAnswer {
  readonly matched: number;
  readonly jobIds: readonly string[];
  readonly errors: readonly { readonly jobId: string; readonly message: string }[];
  readonly nextToken?: string;
}

/** Whether the action does anything to a job in this status. */
export function applies(action: BulkAction, status: Status): boolean {
  return action === 'cancel' ? canCancel(status) : action === 'terminate' ? !isOver(status) : status === 'FAILED';
}

/** The statuses of the filter that the action is for; all that it is for where the filter names none. */
export function statusesOf(action: BulkAction, filter: JobFilter): readonly Status[] {
  const able = (action === 'resubmit' ? (['FAILED'] as const) : openStatuses).filter((status) => applies(action, status));
  return filter.statuses.length === 0 ? able : able.filter((status) => filter.statuses.includes(status));
}

/** The filter as the routes that stop jobs take it. At least one member: nothing stops every job by accident. */
export function bodyOf(action: BulkAction, filter: JobFilter): Readonly<Record<string, string>> {
  const members = { jobQueue: filter.jobQueue, namePrefix: filter.namePrefix, submissionId: filter.submissionId, createdAfter: filter.createdAfter, createdBefore: filter.createdBefore };
  return { ...Object.fromEntries(Object.entries(members).filter(([, value]) => value !== '')), status: statusesOf(action, filter).join(',') };
}

/** How many jobs the filter means; more than are counted are told by a plus. */
export async function countMatching(action: BulkAction, filter: JobFilter, signal: AbortSignal): Promise<{ readonly count: number; readonly isPart: boolean }> {
  let count = 0;
  let token: string | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    if (action === 'resubmit') {
      const page = await listFailed(filter, token, signal);
      count += page.jobs.length;
      token = page.nextToken;
    } else {
      const page = await post<BulkAnswer>(`/jobs/${action}`, { filter: bodyOf(action, filter), reason: 'counting', dryRun: true, ...(token === undefined ? {} : { nextToken: token }) });
      count += page.matched;
      token = page.nextToken;
    }

    if (token === undefined) {
      return { count, isPart: false };
    }
  }

  return { count, isPart: true };
}

/** Pages that are counted before it is said that there are more. */
const mostPages = 20;

/** Stops all that the filter means, page by page; one that was refused stops no other. */
export async function stopMatching(action: 'cancel' | 'terminate', filter: JobFilter, reason: string, tell: (result: BulkResult) => void): Promise<BulkResult> {
  let result: BulkResult = { done: 0, refused: [] };
  let token: string | undefined;
  do {
    const page: BulkAnswer = await post<BulkAnswer>(`/jobs/${action}`, { filter: bodyOf(action, filter), reason, ...(token === undefined ? {} : { nextToken: token }) });
    result = { done: result.done + page.jobIds.length, refused: [...result.refused, ...page.errors] };
    token = page.nextToken;
    tell(result);
  } while (token !== undefined);

  return result;
}

/** Runs all again that the filter means, page by page: a failed job stays FAILED, and one that something stands in for already is refused. */
export async function resubmitMatching(filter: JobFilter, key: string, tell: (result: BulkResult) => void): Promise<BulkResult> {
  const stop = new AbortController();
  let result: BulkResult = { done: 0, refused: [] };
  let token: string | undefined;
  do {
    const page = await listFailed(filter, token, stop.signal);
    const before = result;
    result = merged(before, await eachJob('resubmit', page.jobs.map((job) => job.jobId), '', key, (part) => tell(merged(before, part))));
    token = page.nextToken;
  } while (token !== undefined);

  return result;
}

/**
 * Does the action to each of the jobs, a few at a time.
 *
 * @param key With the job's id the key of its resubmission: a second try makes no second job.
 */
export async function eachJob(action: BulkAction, jobIds: readonly string[], reason: string, key: string, tell: (result: BulkResult) => void): Promise<BulkResult> {
  let result: BulkResult = { done: 0, refused: [] };
  const waiting = [...jobIds];
  const work = async (): Promise<void> => {
    for (let jobId = waiting.shift(); jobId !== undefined; jobId = waiting.shift()) {
      try {
        await post(path('jobs', jobId, action), action === 'resubmit' ? {} : { reason }, action === 'resubmit' ? { 'idempotency-key': `${key}-${jobId}` } : {});
        result = { ...result, done: result.done + 1 };
      } catch (error) {
        result = { ...result, refused: [...result.refused, { jobId, message: error instanceof ApiError ? error.message : String(error) }] };
      }

      tell(result);
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));

  return result;
}

function listFailed(filter: JobFilter, token: string | undefined, signal: AbortSignal): Promise<JobPage> {
  const { jobQueue, namePrefix, submissionId, createdAfter, createdBefore } = filter;
  return get<JobPage>('/jobs', { limit: '100', status: 'FAILED', jobQueue, namePrefix, submissionId, createdAfter, createdBefore, nextToken: token }, signal);
}

function merged(one: BulkResult, other: BulkResult): BulkResult {
  return { done: one.done + other.done, refused: [...one.refused, ...other.refused] };
}

/** How many of the chosen jobs the action is for, and which. */
export function targets(action: BulkAction, jobs: readonly JobSummary[]): readonly JobSummary[] {
  return jobs.filter((job) => applies(action, job.status));
}
