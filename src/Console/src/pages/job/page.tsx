import type { JSX } from 'preact';
import { href, jobHref, jobsHref } from '../../address';
import { moment } from '../../format';
import { findJob, type Job } from '../../jobs';
import { often, quick, slow, useLive } from '../../live';
import { LogView } from '../../log/view';
import type { LogStart } from '../../log/reader';
import { Ago, CopyButton, Name, Notice, StatusBadge } from '../../parts/words';
import { address, go } from '../../router';
import { isOver } from '../../status';
import { nameOfArn, visible } from '../../text';
import { Took } from '../jobs/table';
import { Actions } from './actions';
import { Children } from './children';
import { Attempts, History, Lineage, RequestText } from './facts';
import { withDetail } from './detail';
import { Timeline } from './timeline';
import { mayWait, WhyItWaits } from './waiting';
import { Why } from './why';

/** One job: what it is, why it is so, and what it wrote. */
export function JobPage({ jobId }: { jobId: string }): JSX.Element {
  const { data, error, reload } = useLive(`job ${jobId}`, (signal) => findJob(jobId, signal), {
    quickest: (job) => (isSettled(job) ? slow : quick),
    // Children that succeed are told by their array alone.
    slowest: often,
    concerns: (jobIds) => jobIds.includes(jobId.replace(/[:#][0-9]+$/, '')),
  });

  if (data === undefined) {
    return <><h1><Name text={jobId} /></h1>{error === undefined ? <p class="loading">Asking…</p> : <Notice>{error.message}</Notice>}</>;
  }

  const job = withDetail(data);
  const status = job.status ?? 'SUBMITTED';

  return (
    <>
      <div class="title">
        <h1><Name text={job.jobName ?? jobId} /></h1>
        <StatusBadge status={status} />
        {job.arraySize !== undefined && <span class="tag">array of {job.arraySize.toLocaleString('en')}</span>}
        <Actions job={job} onDone={reload} />
      </div>
      {error !== undefined && !error.isAway && <Notice>{error.message}</Notice>}
      <Why job={job} />
      {mayWait(job) && <WhyItWaits key={status} jobId={jobId} />}
      <dl class="facts-list">
        <div><dt>Id</dt><dd><code>{visible(jobId)}</code> <CopyButton text={jobId}>Copy</CopyButton></dd></div>
        {job.jobQueue !== undefined && <div><dt>Queue</dt><dd><a href={jobsHref({ jobQueue: nameOfArn(job.jobQueue) })}><Name text={nameOfArn(job.jobQueue)} /></a></dd></div>}
        {job.jobDefinition !== undefined && <div><dt>Definition</dt><dd><Name text={nameOfArn(job.jobDefinition)} /></dd></div>}
        {job.submissionId !== undefined && <div><dt>Submission</dt><dd><a href={jobsHref({ submissionId: job.submissionId })}><code>{visible(job.submissionId)}</code></a> <a data-graph href={href(['graph'], { submissionId: job.submissionId })}>graph</a> · <a data-timeline href={href(['timeline'], { submissionId: job.submissionId })}>timeline</a></dd></div>}
        {job.createdAt !== undefined && <div><dt>Created</dt><dd><Ago at={job.createdAt} /></dd></div>}
        {job.startedAt !== undefined && <div><dt>Started</dt><dd title={moment(job.startedAt)}><Ago at={job.startedAt} /></dd></div>}
        {job.startedAt !== undefined && <div><dt>{isOver(status) ? 'Ran' : 'Runs for'}</dt><dd><Took job={{ ...job, status }} /></dd></div>}
        <Asks job={job} />
      </dl>
      <Lineage job={job} />
      <Children job={job} />
      <Timeline job={job} />
      <Attempts attempts={job.attempts ?? []} />
      {job.arraySize === undefined && <Output job={job} status={status} />}
      <History job={job} />
      <RequestText job={job} />
    </>
  );
}

/** Nothing more will come of it but what somebody does. */
function isSettled(job: Job): boolean {
  return job.status !== undefined && isOver(job.status) && job.decision !== 'PENDING' && (job.decision !== 'RESUBMITTED' || job.resubmittedAs !== undefined);
}

/** What it asks for, by AWS Batch's names. */
function Asks({ job: { detail } }: { job: Job }): JSX.Element | null {
  const asks = (detail?.container?.resourceRequirements ?? []).map((one) => `${one.value} ${({ VCPU: 'vCPU', MEMORY: 'MiB', GPU: 'GPU' } as Record<string, string>)[one.type ?? ''] ?? one.type}`);
  const image = detail?.container?.image;

  return (
    <>
      {asks.length > 0 && <div><dt>Asks for</dt><dd>{asks.join(', ')}</dd></div>}
      {image !== undefined && <div><dt>Image</dt><dd><Name text={image} /></dd></div>}
    </>
  );
}

function Output({ job, status }: { job: Job; status: string }): JSX.Element {
  const { query } = address.value;
  const attempts = Math.max(job.attempts?.length ?? 0, 1) + (!isOver(status) && (job.attempts?.length ?? 0) > 0 ? 1 : 0);
  const containers = (job.detail?.ecsProperties?.taskProperties ?? []).flatMap((task) => task.containers ?? []).flatMap((one) => (one.name === undefined ? [] : [one.name]));
  const nodes = job.detail?.nodeProperties?.numNodes;
  const choice = { attempt: query.get('attempt') ?? undefined, container: query.get('container') ?? undefined, node: query.get('node') ?? undefined };
  const at = Number(query.get('at') ?? '');
  const start: LogStart = at > 0 ? at : 'end';
  const to = (change: Readonly<Record<string, string | undefined>>): string => jobHref(job.jobId, { ...choice, ...change });

  return (
    <section aria-labelledby="output">
      <h2 id="output">Output</h2>
      {(attempts > 1 || containers.length > 1 || nodes !== undefined) && (
        <div class="choices">
          {attempts > 1 && <Choice label="Attempt" value={choice.attempt ?? ''} options={Array.from({ length: attempts }, (_, index) => String(index + 1))} first="last" onChoose={(attempt) => go(to({ attempt }))} />}
          {containers.length > 1 && <Choice label="Container" value={choice.container ?? ''} options={containers} first="the one that decided" onChoose={(container) => go(to({ container }))} />}
          {nodes !== undefined && <Choice label="Node" value={choice.node ?? ''} options={Array.from({ length: nodes }, (_, index) => String(index))} first="main" onChoose={(node) => go(to({ node }))} />}
        </div>
      )}
      <LogView key={JSON.stringify([choice, start])} jobId={job.jobId} choice={choice} isOpen={!isOver(status)} start={start} lineHref={(time) => to({ at: String(time) })} name={job.jobName ?? job.jobId} />
    </section>
  );
}

function Choice({ label, value, options, first, onChoose }: { label: string; value: string; options: readonly string[]; first: string; onChoose: (value: string) => void }): JSX.Element {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{first}</option>
        {options.map((option) => <option key={option} value={option} selected={option === value}>{visible(option)}</option>)}
      </select>
    </label>
  );
}
