import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { jobHref } from '../../address';
import { ApiError } from '../../api';
import { count } from '../../format';
import type { JobSummary } from '../../jobs';
import { Dialog } from '../../parts/dialog';
import { Name, Notice, StatusBadge, Words } from '../../parts/words';
import { visible } from '../../text';
import { countMatching, eachJob, resubmitMatching, statusesOf, stopMatching, targets, type BulkAction, type BulkResult } from './bulk';
import type { JobFilter } from './filter';

/** Jobs that were chosen one by one, or all that a filter means. */
export type BulkTarget = { readonly jobs: readonly JobSummary[] } | { readonly filter: JobFilter };

export const actionWords: Readonly<Record<BulkAction, string>> = { cancel: 'Cancel', terminate: 'Terminate', resubmit: 'Run again' };

const shownNames = 12;

/** Says first what will be done to how many, then what was done and what was refused. */
export function BulkQuestion({ action, target, onClose }: { action: BulkAction; target: BulkTarget; onClose: () => void }): JSX.Element {
  const jobs = 'jobs' in target ? targets(action, target.jobs) : [];
  const [matching, setMatching] = useState<{ count: number; isPart: boolean } | undefined>('jobs' in target ? { count: jobs.length, isPart: false } : undefined);
  const [reason, setReason] = useState(`${action === 'cancel' ? 'Cancelled' : 'Terminated'} in the console`);
  const [progress, setProgress] = useState<BulkResult | undefined>(undefined);
  const [isDone, setDone] = useState(false);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const key = useRef(crypto.randomUUID());

  useEffect(() => {
    const stop = new AbortController();
    if ('filter' in target) {
      countMatching(action, target.filter, stop.signal).then(setMatching, (error: unknown) => {
        if (!stop.signal.aborted) {
          setFailure(error instanceof ApiError ? error.message : String(error));
        }
      });
    }

    return () => stop.abort();
  }, []);

  const run = async (): Promise<void> => {
    setProgress({ done: 0, refused: [] });
    setFailure(undefined);
    try {
      setProgress('jobs' in target
        ? await eachJob(action, jobs.map((job) => job.jobId), reason, key.current, setProgress)
        : action === 'resubmit' ? await resubmitMatching(target.filter, key.current, setProgress) : await stopMatching(action, target.filter, reason, setProgress));
    } catch (error) {
      setFailure(error instanceof ApiError ? error.message : String(error));
    }

    setDone(true);
  };
  const number = matching === undefined ? '' : `${count(matching.count, 'job')}${matching.isPart ? ' or more' : ''}`;

  return (
    <Dialog title={`${actionWords[action]}: ${number === '' ? 'counting…' : number}`} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); void run(); }}>
        {progress === undefined && matching !== undefined && (
          <>
            <p>{matching.count === 0 ? 'No job is in a status that this changes.' : sentence(action, number)}</p>
            {'filter' in target ? <FilterWords action={action} filter={target.filter} /> : (
              <ul class="bulk-list">
                {jobs.slice(0, shownNames).map((job) => <li key={job.jobId}><Name text={job.jobName} most={60} /> <StatusBadge status={job.status} /></li>)}
                {jobs.length > shownNames && <li>and {jobs.length - shownNames} more</li>}
              </ul>
            )}
            {'jobs' in target && jobs.length < target.jobs.length && <p class="none">{count(target.jobs.length - jobs.length, 'chosen job')} in another status stay{target.jobs.length - jobs.length === 1 ? 's' : ''} as {target.jobs.length - jobs.length === 1 ? 'it is' : 'they are'}.</p>}
            {action !== 'resubmit' && matching.count > 0 && <label>Reason, which the jobs will tell <input required maxLength={1024} value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></label>}
          </>
        )}
        {progress !== undefined && (
          <p role="status">
            {isDone ? '' : 'At work: '}{count(progress.done, 'job')} {action === 'resubmit' ? 'run again' : action === 'cancel' ? 'cancelled' : 'being terminated'}
            {progress.refused.length > 0 && `, ${progress.refused.length.toLocaleString('en')} refused`}.
          </p>
        )}
        {progress !== undefined && progress.refused.length > 0 && (
          <ul class="bulk-list" aria-label="Refused">
            {progress.refused.slice(0, 100).map((one) => <li key={one.jobId}><a href={jobHref(one.jobId)} onClick={onClose}><code>{visible(one.jobId)}</code></a> <small><Words text={one.message} most={300} /></small></li>)}
          </ul>
        )}
        {failure !== undefined && <Notice>{failure}</Notice>}
        <p class="row end">
          {progress === undefined
            ? <><button type="button" onClick={onClose}>Leave {matching?.count === 1 ? 'it' : 'them'}</button><button class={action === 'resubmit' ? 'main' : 'main danger'} disabled={matching === undefined || matching.count === 0}>{actionWords[action]} {number}</button></>
            : <button type="button" disabled={!isDone} onClick={onClose}>Close</button>}
        </p>
      </form>
    </Dialog>
  );
}

function sentence(action: BulkAction, number: string): string {
  switch (action) {
    case 'cancel':
      return `${number} that ha${number.startsWith('1 ') ? 's' : 've'} not started will be given up.`;
    case 'terminate':
      return `${number} will be stopped, and fail${number.startsWith('1 ') ? 's' : ''}.`;
    case 'resubmit':
      return `${number} that failed will be submitted again, each as a new job; of an array the failed children.`;
  }
}

/** What the filter means, in words. */
function FilterWords({ action, filter }: { action: BulkAction; filter: JobFilter }): JSX.Element {
  return (
    <ul class="bulk-list">
      <li>{statusesOf(action, filter).map((status) => <StatusBadge key={status} status={status} />)}</li>
      {filter.jobQueue !== '' && <li>in queue <Name text={filter.jobQueue} /></li>}
      {filter.namePrefix !== '' && <li>whose name begins with <Name text={filter.namePrefix} /></li>}
      {filter.submissionId !== '' && <li>of submission <code>{visible(filter.submissionId)}</code></li>}
      {(filter.createdAfter !== '' || filter.createdBefore !== '') && <li>created in the chosen time</li>}
    </ul>
  );
}
