import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { href, jobsHref } from '../../address';
import { count, moment } from '../../format';
import { listJobs, listQueues } from '../../jobs';
import { useLive } from '../../live';
import { Notice, StatusBadge } from '../../parts/words';
import { address, go, replace } from '../../router';
import { statuses } from '../../status';
import { actionWords, BulkQuestion, type BulkTarget } from './bulk-question';
import { statusesOf, targets, type BulkAction } from './bulk';
import { chosen, filterOf, hrefOf, questionOf, toggled, type JobFilter } from './filter';
import { nothingChosen } from './selection';
import { JobTable } from './table';

const actions: readonly BulkAction[] = ['cancel', 'terminate', 'resubmit'];

/** All jobs, newest first, a page at a time. */
export function JobsPage(): JSX.Element {
  const filter = filterOf(address.value.query);
  const asked = questionOf(filter);
  const { data, error, reload } = useLive(`jobs ${JSON.stringify(asked)}`, (signal) => listJobs(asked, signal));
  const [selection, select] = useState(nothingChosen);
  const [question, ask] = useState<{ action: BulkAction; target: BulkTarget } | undefined>(undefined);
  // Another list: what was chosen in the one before is not seen any more, so nothing may happen to it.
  const list = JSON.stringify(asked);
  useEffect(() => select(nothingChosen), [list]);
  const isChosen = Object.values(questionOf({ ...filter, after: '' })).some((value) => value !== '');

  return (
    <>
      <h1>Jobs</h1>
      <Filters filter={filter} />
      {error !== undefined && !error.isAway && <Notice>{error.message}</Notice>}
      {data === undefined && error === undefined && <p class="loading">Asking…</p>}
      {data !== undefined && data.jobs.length === 0 && (
        <p class="none">{isChosen ? <>No job is so{data.nextToken === undefined ? '' : ' on this page'}. <a href={jobsHref({})}>Show all jobs</a></> : 'There is no job yet. POST /jobs, a manifest in the inbox, or submit-job makes one.'}</p>
      )}
      {data !== undefined && data.jobs.length > 0 && (
        <>
          <div class="bulk" role="group" aria-label="With the chosen jobs">
            {selection.ids.size === 0 ? (
              <>
                <span>{isChosen ? 'All that match:' : 'Choose jobs, or a filter, to stop many or run them again.'}</span>
                {isChosen && actions.filter((action) => statusesOf(action, filter).length > 0).map((action) => (
                  <button type="button" key={action} onClick={() => ask({ action, target: { filter } })}>{actionWords[action]}…</button>
                ))}
              </>
            ) : (
              <>
                <span>{count(selection.ids.size, 'job')} chosen:</span>
                {actions.map((action) => {
                  const jobs = data.jobs.filter((job) => selection.ids.has(job.jobId));
                  return <button type="button" key={action} disabled={targets(action, jobs).length === 0} onClick={() => ask({ action, target: { jobs } })}>{actionWords[action]}…</button>;
                })}
                <button type="button" class="quiet" onClick={() => select(nothingChosen)}>Choose none</button>
              </>
            )}
          </div>
          <JobTable jobs={data.jobs} filter={filter} selection={selection} onSelect={select} />
        </>
      )}
      {question !== undefined && <BulkQuestion action={question.action} target={question.target} onClose={() => { ask(undefined); select(nothingChosen); reload(); }} />}
      {data !== undefined && (
        <nav class="pages" aria-label="Pages of jobs">
          {filter.after !== '' && <a href={hrefOf(filter, {})}>Newest</a>}
          {data.nextToken !== undefined && <a href={hrefOf(filter, { after: data.nextToken })} rel="next">Older jobs</a>}
          <a data-timeline href={href(['timeline'], chosen(filter))}>Timeline and sums</a>
          {filter.submissionId !== '' && <a data-graph href={href(['graph'], { submissionId: filter.submissionId })}>Graph</a>}
          <span>{count(data.jobs.length, 'job')}{data.nextToken === undefined && filter.after === '' ? ', all of them' : ' on this page'}</span>
        </nav>
      )}
    </>
  );
}

function Filters({ filter }: { filter: JobFilter }): JSX.Element {
  // Only the names: they hardly change.
  const { data: queues } = useLive('queues', listQueues, { quickest: () => 60_000, concerns: () => false });
  const typed = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(typed.current), []);
  const type = (namePrefix: string): void => {
    clearTimeout(typed.current);
    // By then the address may say more than it did when the key was pressed.
    typed.current = setTimeout(() => replace(hrefOf(filterOf(address.value.query), { namePrefix })), 300);
  };
  const names = [...new Set([...(queues ?? []).map((queue) => queue.jobQueueName), ...(filter.jobQueue === '' ? [] : [filter.jobQueue])])];

  return (
    <form class="filters" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <fieldset class="chips">
        <legend>Status</legend>
        {statuses.map((status) => (
          <label key={status} class={filter.statuses.includes(status) ? 'chip chosen' : 'chip'}>
            <input type="checkbox" checked={filter.statuses.includes(status)} onChange={() => go(hrefOf(filter, { statuses: toggled(filter, status) }))} />
            <StatusBadge status={status} />
          </label>
        ))}
      </fieldset>
      <label>Name begins with <input type="search" value={filter.namePrefix} onInput={(event) => type(event.currentTarget.value)} /></label>
      <label>
        Queue
        <select value={filter.jobQueue} onChange={(event) => go(hrefOf(filter, { jobQueue: event.currentTarget.value }))}>
          <option value="">all</option>
          {names.map((name) => <option key={name} value={name} selected={name === filter.jobQueue}>{name}</option>)}
        </select>
      </label>
      <label>
        Created
        <select value="" onChange={(event) => go(hrefOf(filter, { createdAfter: event.currentTarget.value === 'all' ? '' : String(Date.now() - Number(event.currentTarget.value)), createdBefore: '' }))}>
          <option value="">{filter.createdAfter === '' ? 'at any time' : `since ${since(filter.createdAfter)}`}</option>
          {filter.createdAfter !== '' && <option value="all">at any time</option>}
          <option value="3600000">in the last hour</option>
          <option value="86400000">in the last 24 hours</option>
          <option value="604800000">in the last 7 days</option>
        </select>
      </label>
      {filter.submissionId !== '' && <span class="chip chosen">Submission <code>{filter.submissionId}</code> <a href={hrefOf(filter, { submissionId: '' })} aria-label="All submissions">×</a></span>}
    </form>
  );
}

function since(text: string): string {
  return /^[0-9]+$/.test(text) ? moment(Number(text)) : text;
}
