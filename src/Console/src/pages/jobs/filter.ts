import { jobsHref } from '../../address';
import { openStatuses, statuses, type Status } from '../../status';

/** Which jobs the table shows: all of it stands in the address, so that a reload or a colleague sees the same. */
export interface JobFilter {
  readonly statuses: readonly Status[];
  readonly jobQueue: string;
  readonly namePrefix: string;
  readonly submissionId: string;
  /** Milliseconds since 1970, or an ISO time; what the API takes. */
  readonly createdAfter: string;
  readonly createdBefore: string;
  /** Token of the page; empty for the newest jobs. */
  readonly after: string;
}

export function filterOf(query: URLSearchParams): JobFilter {
  const text = (name: string): string => query.get(name) ?? '';
  const asked = text('status').split(',');

  return {
    statuses: statuses.filter((status) => asked.includes(status)),
    jobQueue: text('jobQueue'),
    namePrefix: text('namePrefix'),
    submissionId: text('submissionId'),
    createdAfter: text('createdAfter'),
    createdBefore: text('createdBefore'),
    after: text('after'),
  };
}

/** The query of GET /jobs. */
export function questionOf(filter: JobFilter): Readonly<Record<string, string>> {
  return { ...chosen(filter), nextToken: filter.after };
}

/** Another choice begins at the newest job again. */
export function hrefOf(filter: JobFilter, change: Partial<JobFilter>): string {
  const next = { ...filter, after: '', ...change };
  return jobsHref({ ...chosen(next), after: next.after });
}

export function toggled(filter: JobFilter, status: Status): readonly Status[] {
  return statuses.filter((one) => (one === status ? !filter.statuses.includes(one) : filter.statuses.includes(one)));
}

export function isOpenOnly(filter: JobFilter): boolean {
  return filter.statuses.length > 0 && filter.statuses.every((status) => openStatuses.includes(status));
}

/** What was chosen, as queries and addresses have it. */
export function chosen(filter: JobFilter): Readonly<Record<string, string>> {
  return {
    status: filter.statuses.join(','),
    jobQueue: filter.jobQueue,
    namePrefix: filter.namePrefix,
    submissionId: filter.submissionId,
    createdAfter: filter.createdAfter,
    createdBefore: filter.createdBefore,
  };
}
