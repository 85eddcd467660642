import type { JSX } from 'preact';
import { jobHref } from '../../address';
import { whyFailed } from '../../causes';
import type { Job } from '../../jobs';
import { Words } from '../../parts/words';
import { exitCode } from './attempts';
import { mayWait } from './waiting';

/** Why the job is where it is, in a sentence that stands above everything else. */
export function Why({ job }: { job: Job }): JSX.Element | null {
  if (job.status === 'FAILED') {
    const last = job.attempts?.at(-1);
    return (
      <section class="why bad" aria-label="Why it failed">
        <p>
          <strong>{whyFailed(job)}</strong>
          {last?.exitCode !== undefined && <> · exit code {exitCode(last.exitCode)}</>}
        </p>
        {reasons(job).map((reason) => <p key={reason}><Words text={reason} /></p>)}
        <Decision job={job} />
      </section>
    );
  }

  // What waits is told by the API's own sentence.
  if (mayWait(job)) {
    return null;
  }

  return job.statusReason === undefined || job.status === 'SUCCEEDED' ? null : <section class="why" aria-label="Reason"><p><Words text={job.statusReason} /></p></section>;
}

/** What the failure rules decided, and what came of it. */
function Decision({ job }: { job: Job }): JSX.Element | null {
  switch (job.decision) {
    case 'RESUBMITTED':
      return <p>The failure rules try it again{job.decisionReason !== undefined && <> (<Words text={withoutStop(job.decisionReason)} />)</>}{job.resubmittedAs !== undefined && <>: <a href={jobHref(job.resubmittedAs)}>the job that stands in for it</a></>}.</p>;
    case 'GIVEN_UP':
      return <p>The failure rules gave it up{job.decisionReason !== undefined && <>: <Words text={withoutStop(job.decisionReason)} /></>}{job.resubmittedAs !== undefined && <> · resubmitted as <a href={jobHref(job.resubmittedAs)}>another job</a></>}.</p>;
    case 'PENDING':
      return <p>The failure rules have not decided yet whether it is tried again.</p>;
    default:
      return job.resubmittedAs === undefined ? null : <p>Resubmitted as <a href={jobHref(job.resubmittedAs)}>another job</a>.</p>;
  }
}

/** The sentence that it becomes a part of has its own. */
function withoutStop(reason: string): string {
  return reason.replace(/\.\s*$/, '');
}

/** Each reason once: AWS Batch and the container often say the same. */
function reasons(job: Job): readonly string[] {
  const last = job.attempts?.at(-1);
  return [...new Set([job.statusReason, last?.statusReason, last?.reason].filter((reason): reason is string => reason !== undefined && reason !== ''))];
}
