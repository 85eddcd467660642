import type { JSX } from 'preact';
import { href, jobHref } from '../../address';
import { duration, moment } from '../../format';
import type { Attempt, Job } from '../../jobs';
import { CopyButton, StatusBadge, Words } from '../../parts/words';
import { visible } from '../../text';
import { attemptRows } from './attempts';
import { awsCommand, curlCommand } from './commands';

/** Attempts side by side; what is the same in all of them is dimmed. */
export function Attempts({ attempts }: { attempts: readonly Attempt[] }): JSX.Element | null {
  if (attempts.length < 2) {
    return null;
  }

  return (
    <section aria-labelledby="attempts">
      <h2 id="attempts">Attempts</h2>
      <div class="scroll" role="region" aria-labelledby="attempts" tabIndex={0}>
        <table class="attempts">
          <thead><tr><th scope="col">Fact</th>{attempts.map((_, index) => <th scope="col" key={index}>{index + 1}</th>)}</tr></thead>
          <tbody>
            {attemptRows(attempts).map((row) => (
              <tr key={row.fact} class={row.differs ? 'differs' : 'same'}>
                <th scope="row">{row.fact}</th>
                {row.values.map((value, index) => <td key={index}>{value === '' ? '–' : <Words text={value} most={400} />}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The jobs before and behind it in the chain of resubmissions, and those it depends on. */
export function Lineage({ job }: { job: Job }): JSX.Element | null {
  const depends = (job.detail?.dependsOn ?? []).filter((one) => one.jobId !== undefined);
  const isFirst = job.resubmitOf === undefined && (job.originalJobId === undefined || job.originalJobId === job.jobId);
  if (isFirst && job.resubmittedAs === undefined && depends.length === 0) {
    return null;
  }

  return (
    <section aria-labelledby="lineage">
      <h2 id="lineage">Related jobs</h2>
      <ul class="lineage">
        {job.originalJobId !== undefined && job.originalJobId !== job.jobId && job.originalJobId !== job.resubmitOf && <li>first of the chain: <JobLink jobId={job.originalJobId} /></li>}
        {job.resubmitOf !== undefined && <li>stands in for <JobLink jobId={job.resubmitOf} />{job.resubmission !== undefined && job.resubmission > 0 && ` (resubmission ${job.resubmission})`}</li>}
        {job.resubmittedAs !== undefined && <li>resubmitted as <JobLink jobId={job.resubmittedAs} /></li>}
        {depends.length > 0 && <li><a data-graph href={href(['graph'], { jobId: job.jobId })}>What it waits for, as a graph</a></li>}
        {depends.map((one) => <li key={one.jobId}>depends on <JobLink jobId={one.jobId!} />{one.type !== undefined && ` (${one.type})`}</li>)}
      </ul>
    </section>
  );
}

export function JobLink({ jobId }: { jobId: string }): JSX.Element {
  return <a href={jobHref(jobId)}><code>{visible(jobId)}</code></a>;
}

/** Status by status, with how long the job was in each. */
export function History({ job }: { job: Job }): JSX.Element | null {
  const history = job.history ?? [];
  if (history.length === 0) {
    return null;
  }

  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      <ol class="history">
        {history.map((step, index) => (
          <li key={`${step.attempt} ${step.status} ${step.at}`}>
            <StatusBadge status={step.status} />
            <time dateTime={new Date(step.at).toISOString()}>{moment(step.at)}</time>
            <span>{history[index + 1] === undefined ? '' : `for ${duration(history[index + 1]!.at - step.at)}`}</span>
            <span class="history-why">{step.attempt > 1 && `attempt ${step.attempt} `}{step.reason !== undefined && <Words text={step.reason} most={400} />}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The request as it was accepted, and how to send it again. */
export function RequestText({ job }: { job: Job }): JSX.Element | null {
  if (job.request === undefined) {
    return null;
  }

  const text = JSON.stringify(job.request, null, 2);
  return (
    <section aria-labelledby="request">
      <h2 id="request">Request</h2>
      <p class="row">
        <CopyButton text={awsCommand(job.request)}>Copy as AWS CLI</CopyButton>
        <CopyButton text={curlCommand(location.origin, job)}>Copy as curl</CopyButton>
        <CopyButton text={text}>Copy JSON</CopyButton>
      </p>
      <pre class="scroll" tabIndex={0} aria-label="Request as JSON">{visible(text, true)}</pre>
    </section>
  );
}
