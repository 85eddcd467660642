import type { JSX } from 'preact';
import { jobHref } from '../../address';
import { whyFailed } from '../../causes';
import { duration } from '../../format';
import type { JobSummary } from '../../jobs';
import { Ago, Name, StatusBadge, useNow } from '../../parts/words';
import { cut, nameOfArn, visible } from '../../text';
import { isOver } from '../../status';
import type { JobFilter } from './filter';
import { choose, chooseAll, type Selection } from './selection';

interface JobTableProps {
  readonly jobs: readonly JobSummary[];
  readonly filter: JobFilter;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
}

export function JobTable({ jobs, filter, selection, onSelect }: JobTableProps): JSX.Element {
  const order = jobs.map((job) => job.jobId);
  return (
    <table class="jobs">
      <thead>
        <tr><th scope="col" class="col-check"><input type="checkbox" aria-label="All jobs on this page" checked={order.every((id) => selection.ids.has(id))} onChange={(event) => onSelect(chooseAll(order, event.currentTarget.checked))} /></th><th scope="col" class="col-status">Status</th><th scope="col">Name</th><th scope="col" class="col-queue">{filter.jobQueue === '' ? 'Queue' : 'Definition'}</th><th scope="col" class="col-time">Created</th><th scope="col" class="col-time">Took</th><th scope="col" class="col-why">Why</th></tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <tr key={job.jobId} class={selection.ids.has(job.jobId) ? 'chosen' : ''}>
            <td class="col-check">
              <input
                type="checkbox"
                aria-label={`Choose ${visible(job.jobName)}`}
                checked={selection.ids.has(job.jobId)}
                onClick={(event) => onSelect(choose(selection, order, job.jobId, event.currentTarget.checked, event.shiftKey))}
              />
            </td>
            <td class="col-status"><StatusBadge status={job.status} /></td>
            <td class="col-name">
              <a data-row href={jobHref(job.jobId)}><Name text={job.jobName} /></a>
              {job.arraySize !== undefined && <span class="tag" title="An array job">×{job.arraySize.toLocaleString('en')}</span>}
              <small class="id">{job.jobId}</small>
            </td>
            <td class="col-queue">{filter.jobQueue === '' ? <Name text={nameOfArn(job.jobQueue)} most={40} /> : <Name text={nameOfArn(job.jobDefinition ?? job.jobQueue)} most={40} />}</td>
            <td class="col-time"><Ago at={job.createdAt} /></td>
            <td class="col-time"><Took job={job} /></td>
            <td class="col-why">{why(job)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How long it ran, or runs. */
export function Took({ job }: { job: Pick<JobSummary, 'status' | 'startedAt' | 'stoppedAt'> }): JSX.Element {
  const now = useNow();
  const end = job.stoppedAt ?? (isOver(job.status) ? undefined : now);
  return job.startedAt === undefined || end === undefined ? <span class="none">–</span> : <span>{duration(end - job.startedAt)}</span>;
}

function why(job: JobSummary): JSX.Element | undefined {
  if (job.status === 'FAILED') {
    return <span title={cut(visible(job.statusReason ?? ''), 1_000)}>{whyFailed(job)}<small>{cut(visible(job.statusReason ?? ''), 160)}</small></span>;
  }

  return job.statusReason === undefined || job.status === 'SUCCEEDED' ? undefined : <small>{cut(visible(job.statusReason), 160)}</small>;
}
