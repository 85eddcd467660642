import type { JSX } from 'preact';
import { href, jobHref, jobsHref } from '../../address';
import { whyFailed } from '../../causes';
import { count, duration } from '../../format';
import { useLive } from '../../live';
import { Ago, Name, Notice, StatusBadge, useNow, Words } from '../../parts/words';
import { address } from '../../router';
import { openStatuses } from '../../status';
import { visible } from '../../text';
import { findOverview, stuck, wrongs, type EnvironmentOverview, type QueueOverview } from './overview';

/** All queues at a glance; what is wrong is on top. */
export function OverviewPage(): JSX.Element {
  const after = address.value.query.get('after') ?? undefined;
  const { data, error } = useLive(`overview ${after ?? ''}`, (signal) => findOverview(after, signal));
  const now = useNow();

  if (data === undefined) {
    return <><h1>Overview</h1>{error === undefined ? <p class="loading">Asking…</p> : <Notice>{error.message}</Notice>}</>;
  }

  const { causes, isPart, since } = data.failed;

  return (
    <>
      <h1>Overview</h1>
      {error !== undefined && !error.isAway && <Notice>{error.message}</Notice>}
      {wrongs(data).map((words) => <Notice key={words}><Words text={words} most={400} /></Notice>)}
      {data.queues.map(({ name, blockedBy }) => blockedBy !== undefined && (
        <Notice key={blockedBy.jobId}>Queue {name} is blocked by <a href={jobHref(blockedBy.jobId)}><Name text={blockedBy.jobName} most={40} /></a> at its head: <Words text={blockedBy.reason} most={300} /></Notice>
      ))}
      {stuck(data, now).map(({ queue, job }) => (
        <Notice key={job.jobId}><a href={jobHref(job.jobId)}><Name text={job.jobName} most={40} /></a> waits in queue {queue} for {duration(now - job.createdAt)}: its page says why.</Notice>
      ))}
      <section aria-labelledby="failed">
        <h2 id="failed">Failed in 24 hours</h2>
        {causes.length === 0 ? <p class="none">No job failed.</p> : (
          <ul class="causes">
            {causes.map(({ cause, count: failures, newest }) => (
              <li key={cause}>
                <a class="figure FAILED" href={jobsHref({ status: 'FAILED', createdAfter: String(since) })}>{failures.toLocaleString('en')}{isPart ? '+' : ''}</a>
                <span><strong>{whyFailed(newest)}</strong><br />last: <a href={jobHref(newest.jobId)}><Name text={newest.jobName} most={40} /></a>, <Ago at={newest.stoppedAt ?? newest.createdAt} />
                  {newest.statusReason !== undefined && <small><Words text={newest.statusReason} most={160} /></small>}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="queues">
        <h2 id="queues">Queues</h2>
        {data.queues.length === 0 && <p class="none">There is no job queue yet.</p>}
        <div class="cards">{data.queues.map((queue) => <QueueCard key={queue.name} queue={queue} />)}</div>
        {(after !== undefined || data.nextToken !== undefined) && (
          <nav class="pages" aria-label="Pages of queues">
            {after !== undefined && <a href={href([])}>First queues</a>}
            {data.nextToken !== undefined && <a href={href([], { after: data.nextToken })} rel="next">More queues</a>}
          </nav>
        )}
      </section>
      <section aria-labelledby="environments">
        <h2 id="environments">Compute environments</h2>
        {data.computeEnvironments.length === 0 ? <p class="none">No queue has one.</p> : (
          <ul class="cards">{data.computeEnvironments.map((one) => <EnvironmentCard key={one.name} environment={one} />)}</ul>
        )}
      </section>
    </>
  );
}

function QueueCard({ queue: { name, state, priority, computeEnvironments, usedVcpus, maxVcpus, open: counts, isPart, oldestWaiting } }: { queue: QueueOverview }): JSX.Element {
  const total = openStatuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);

  return (
    <article class="card" aria-label={`Queue ${name}`}>
      <h3><a data-row href={jobsHref({ jobQueue: name })}><Name text={name} /></a> {state !== 'ENABLED' && <span class="tag warn">{state}</span>}</h3>
      <div class="bar" aria-hidden="true">
        {openStatuses.filter((status) => counts[status] !== undefined).map((status) => <span key={status} class={`segment ${status}`} style={{ flexGrow: counts[status] }} />)}
      </div>
      {total === 0 ? <p class="none">Nothing is open{isPart ? ' among the newest jobs' : ''}.</p> : (
        <ul class="legend">
          {openStatuses.filter((status) => counts[status] !== undefined).map((status) => (
            <li key={status}><a href={jobsHref({ jobQueue: name, status })}><strong>{counts[status]}{isPart ? '+' : ''}</strong> <StatusBadge status={status} /></a></li>
          ))}
        </ul>
      )}
      {oldestWaiting !== undefined && <p>Waits longest: <a href={jobHref(oldestWaiting.jobId)}><Name text={oldestWaiting.jobName} most={40} /></a>, <Ago at={oldestWaiting.createdAt} /></p>}
      {usedVcpus !== undefined && <p class="facts">its jobs hold {usedVcpus.toLocaleString('en')}{maxVcpus !== undefined && ` of ${maxVcpus.toLocaleString('en')}`} vCPU</p>}
      <p class="facts">
        priority {priority} · {computeEnvironments.length === 0 ? 'no compute environment' : computeEnvironments.map((one, index) => <span key={one}>{index > 0 && ', then '}<Name text={one} /></span>)}
      </p>
      <p class="facts"><a href={jobsHref({ jobQueue: name, status: 'FAILED' })}>failed</a> · <a href={jobsHref({ jobQueue: name, status: 'SUCCEEDED' })}>succeeded</a>{isPart ? ` · counted among the newest ${count(100, 'open job')}` : ''}</p>
    </article>
  );
}

function EnvironmentCard({ environment: { name, state, status, type, usedVcpus, maxVcpus } }: { environment: EnvironmentOverview }): JSX.Element {
  const limit = maxVcpus === undefined ? 'no limit of vCPU' : `${maxVcpus.toLocaleString('en')} vCPU`;

  return (
    <li class="card" aria-label={`Compute environment ${visible(name)}`}>
      <h3><Name text={name} /> <span class={state === 'ENABLED' && status !== 'INVALID' ? 'tag' : 'tag warn'}>{state === 'ENABLED' ? status : state}</span></h3>
      {usedVcpus !== undefined && maxVcpus !== undefined && <div class="bar" aria-hidden="true"><span class="segment RUNNING" style={{ flexGrow: usedVcpus }} /><span style={{ flexGrow: Math.max(0, maxVcpus - usedVcpus) }} /></div>}
      <p class="facts">{usedVcpus === undefined ? `at most ${limit}; what is used of it AWS Batch does not tell` : `jobs hold ${usedVcpus.toLocaleString('en')} of ${limit}`}{type !== undefined && <> · <Name text={type} /></>}</p>
    </li>
  );
}
