import type { Attempt, Job, JobDetail } from '../../jobs';

/** A child of an array, or a job that was submitted past us, is known from AWS Batch alone: told like any other. */
export function withDetail(job: Job): Job {
  const { detail } = job;
  if (job.status !== undefined || detail === undefined) {
    return job;
  }

  const { jobName, jobQueue, jobDefinition, status, statusReason, createdAt, startedAt, stoppedAt } = detail;
  const told = Object.fromEntries(Object.entries({ jobName, jobQueue, jobDefinition, status, statusReason, createdAt, startedAt, stoppedAt }).filter(([, value]) => value !== undefined));

  return { ...told, ...job, attempts: job.attempts ?? (detail.attempts ?? []).map(attemptOf) };
}

function attemptOf(attempt: NonNullable<JobDetail['attempts']>[number]): Attempt {
  const { container, statusReason, startedAt, stoppedAt } = attempt;
  const told = { exitCode: container?.exitCode, reason: container?.reason, logStreamName: container?.logStreamName, statusReason, startedAt, stoppedAt };

  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined && value !== null)) as Attempt;
}
