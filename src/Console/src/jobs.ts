import { get, path } from './api';
import type { Status } from './status';

/** A job as lists show it. Times are milliseconds since 1970. */
export interface JobSummary {
  readonly jobId: string;
  readonly jobName: string;
  readonly jobQueue: string;
  readonly jobDefinition?: string;
  readonly status: Status;
  readonly statusReason?: string;
  readonly cause?: string;
  readonly arraySize?: number;
  readonly submissionId?: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly stoppedAt?: number;
}

export interface JobPage {
  readonly jobs: readonly JobSummary[];
  readonly nextToken?: string;
}

export interface Attempt {
  readonly exitCode?: number;
  readonly reason?: string;
  readonly statusReason?: string;
  readonly logStreamName?: string;
  readonly startedAt?: number;
  readonly stoppedAt?: number;
  readonly containers?: readonly { readonly name?: string; readonly exitCode?: number; readonly logStreamName?: string; readonly essential: boolean }[];
}

export interface FailedChild {
  readonly jobId: string;
  readonly index: number;
  readonly statusReason?: string;
  readonly cause?: string;
  readonly resubmittedAs?: string;
  readonly at: number;
  readonly attempts: readonly Attempt[];
}

/** Our record of a job; a job that only AWS Batch knows has none of it but its id and the detail. */
export interface Job extends Partial<Omit<JobSummary, 'jobId'>> {
  readonly jobId: string;
  readonly blockedReason?: string;
  readonly blockedBy?: string;
  readonly decision?: string;
  readonly decisionReason?: string;
  readonly forgotten?: boolean;
  readonly resubmission?: number;
  readonly resubmitOf?: string;
  readonly originalJobId?: string;
  readonly resubmittedAs?: string;
  readonly changedAt?: number;
  readonly attempts?: readonly Attempt[];
  readonly history?: readonly { readonly attempt: number; readonly status: Status; readonly reason?: string; readonly at: number }[];
  readonly failedChildrenCount?: number;
  readonly failedChildren?: readonly FailedChild[];
  readonly request?: Readonly<Record<string, unknown>>;
  readonly onFailure?: unknown;
  readonly detail?: JobDetail;
}

/** The part of DescribeJobs' answer that the page shows. */
export interface JobDetail {
  readonly jobName?: string;
  readonly jobQueue?: string;
  readonly jobDefinition?: string;
  readonly status?: Status;
  readonly statusReason?: string;
  readonly createdAt?: number;
  readonly startedAt?: number;
  readonly stoppedAt?: number;
  readonly attempts?: readonly { readonly container?: { readonly exitCode?: number; readonly reason?: string; readonly logStreamName?: string }; readonly statusReason?: string; readonly startedAt?: number; readonly stoppedAt?: number }[];
  readonly dependsOn?: readonly { readonly jobId?: string; readonly type?: string }[];
  readonly arrayProperties?: { readonly size?: number; readonly index?: number; readonly statusSummary?: Readonly<Record<string, number>> };
  readonly container?: { readonly image?: string; readonly command?: readonly string[]; readonly resourceRequirements?: readonly { readonly type?: string; readonly value?: string }[] };
  readonly ecsProperties?: { readonly taskProperties?: readonly { readonly containers?: readonly { readonly name?: string; readonly image?: string }[] }[] };
  readonly nodeProperties?: { readonly numNodes?: number };
  readonly shareIdentifier?: string;
  readonly schedulingPriority?: number;
}

export interface JobQueue {
  readonly jobQueueName: string;
  readonly state: string;
  readonly status?: string;
  readonly statusReason?: string;
  readonly priority?: number;
  readonly computeEnvironmentOrder?: readonly { readonly order?: number; readonly computeEnvironment?: string }[];
}

/** Most that a page of jobs may have, as the API has it. */
export const mostJobs = 100;

export function listJobs(query: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Promise<JobPage> {
  return get<JobPage>('/jobs', { limit: String(mostJobs), ...query }, signal);
}

export function findJob(jobId: string, signal: AbortSignal): Promise<Job> {
  return get<Job>(path('jobs', jobId), {}, signal);
}

export async function listQueues(signal: AbortSignal): Promise<readonly JobQueue[]> {
  return (await get<{ jobQueues?: readonly JobQueue[] }>('/job-queues', { limit: '100' }, signal)).jobQueues ?? [];
}
