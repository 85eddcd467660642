import type { JSX } from 'preact';
import { jobHref, jobsHref } from '../../address';
import { count } from '../../format';
import { listJobs, listQueues } from '../../jobs';
import { useLive } from '../../live';
import { Ago, Name, Notice, StatusBadge, Words } from '../../parts/words';
import { openStatuses } from '../../status';
import { countByCause, countByQueue, type QueueCounts } from './counts';

const day = 86_400_000;

/** All queues at a glance; what is wrong is on top. */
export function OverviewPage(): JSX.Element {
  const { data, error } = useLive('overview', async (signal) => {
    const since = String(Math.floor((Date.now() - day) / 60_000) * 60_000);
    const [queues, open, failed] = await Promise.all([
      listQueues(signal),
      listJobs({ status: openStatuses.join(',') }, signal),
      listJobs({ status: 'FAILED', createdAfter: since }, signal),
    ]);
    return { queues: countByQueue(queues, open), failed, since };
  });

  if (data === undefined) {
    return <><h1>Overview</h1>{error === undefined ? <p class="loading">Asking…</p> : <Notice>{error.message}</Notice>}</>;
  }

  const wrong = data.queues.flatMap(({ name, queue }) => wrongWith(name, queue));
  const causes = countByCause(data.failed.jobs);

  return (
    <>
      <h1>Overview</h1>
      {error !== undefined && !error.isAway && <Notice>{error.message}</Notice>}
      {wrong.map((words) => <Notice key={words}>{words}</Notice>)}
      <section aria-labelledby="failed">
        <h2 id="failed">Failed in 24 hours</h2>
        {causes.length === 0 ? <p class="none">No job failed.</p> : (
          <ul class="causes">
            {causes.map(({ cause, count: failures, newest }) => (
              <li key={cause}>
                <a class="figure FAILED" href={jobsHref({ status: 'FAILED', createdAfter: data.since })}>{failures.toLocaleString('en')}{data.failed.nextToken === undefined ? '' : '+'}</a>
                <span><strong>{cause}</strong><br />last: <a href={jobHref(newest.jobId)}><Name text={newest.jobName} most={40} /></a>, <Ago at={newest.stoppedAt ?? newest.createdAt} />
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
      </section>
    </>
  );
}

function QueueCard({ queue: { name, queue, counts, total, isPart, oldestWaiting } }: { queue: QueueCounts }): JSX.Element {
  const order = [...(queue?.computeEnvironmentOrder ?? [])].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));

  return (
    <article class="card" aria-label={`Queue ${name}`}>
      <h3><a data-row href={jobsHref({ jobQueue: name })}><Name text={name} /></a> {queue === undefined ? <span class="tag">not there any more</span> : queue.state !== 'ENABLED' && <span class="tag warn">{queue.state}</span>}</h3>
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
      {queue !== undefined && (
        <p class="facts">
          priority {queue.priority ?? '–'} · {order.length === 0 ? 'no compute environment' : order.map((one, index) => <span key={index}>{index > 0 && ', then '}<Name text={(one.computeEnvironment ?? '').split('/').at(-1) ?? ''} /></span>)}
        </p>
      )}
      <p class="facts"><a href={jobsHref({ jobQueue: name, status: 'FAILED' })}>failed</a> · <a href={jobsHref({ jobQueue: name, status: 'SUCCEEDED' })}>succeeded</a>{isPart ? ` · counted among the newest ${count(100, 'open job')}` : ''}</p>
    </article>
  );
}

function wrongWith(name: string, queue: QueueCounts['queue']): readonly string[] {
  return [
    ...(queue?.status === 'INVALID' ? [`Queue ${name} is INVALID${queue.statusReason === undefined ? '' : `: ${queue.statusReason}`}.`] : []),
    ...(queue?.state === 'DISABLED' ? [`Queue ${name} is DISABLED: it takes no jobs until it is ENABLED.`] : []),
  ];
}
