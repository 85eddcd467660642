import { shellWord } from '../../text';
import type { Job } from '../../jobs';

/** The command that submits the same job with AWS's own client. What only this API knows stays out. */
export function awsCommand(request: NonNullable<Job['request']>): string {
  return `aws batch submit-job --cli-input-json ${shellWord(JSON.stringify(request))}`;
}

/** The same job by the HTTP API; its rules for failures go with it. */
export function curlCommand(origin: string, job: Pick<Job, 'request' | 'onFailure'>): string {
  const body = job.onFailure === undefined ? job.request : { ...job.request, onFailure: job.onFailure };
  return `curl -fsS ${shellWord(`${origin}/jobs`)} -H 'Content-Type: application/json' -d ${shellWord(JSON.stringify(body))}`;
}
