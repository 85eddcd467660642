import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { jobHref } from '../../address';
import { ApiError, path, post } from '../../api';
import { count } from '../../format';
import type { Job } from '../../jobs';
import { Dialog } from '../../parts/dialog';
import { Name, Notice } from '../../parts/words';
import { go } from '../../router';
import { canCancel, isOver } from '../../status';

type Action = 'cancel' | 'terminate' | 'resubmit';

const titles: Readonly<Record<Action, string>> = { cancel: 'Cancel', terminate: 'Terminate', resubmit: 'Run again' };

/** What can be done to the job now; nothing happens without a question that says what will. */
export function Actions({ job, onDone }: { job: Job; onDone: () => void }): JSX.Element {
  const [asked, ask] = useState<Action | undefined>(undefined);
  const status = job.status ?? 'SUBMITTED';
  const isChild = /:[0-9]+$/.test(job.jobId);
  const actions: readonly Action[] = isOver(status)
    ? job.resubmittedAs === undefined && !isChild ? ['resubmit'] : []
    : canCancel(status) ? ['cancel', 'terminate'] : ['terminate'];

  return (
    <div class="actions">
      {actions.map((action) => <button type="button" key={action} class={action === 'resubmit' ? '' : 'danger'} onClick={() => ask(action)}>{label(action, job)}</button>)}
      {asked !== undefined && <Question action={asked} job={job} onClose={() => ask(undefined)} onDone={onDone} />}
    </div>
  );
}

function label(action: Action, job: Job): string {
  return action === 'resubmit' && job.arraySize !== undefined && job.status === 'FAILED' ? 'Run the failed again' : titles[action];
}

function Question({ action, job, onClose, onDone }: { action: Action; job: Job; onClose: () => void; onDone: () => void }): JSX.Element {
  const [reason, setReason] = useState(action === 'cancel' ? 'Cancelled in the console' : 'Terminated in the console');
  const [refused, setRefused] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  // One key a question: pressing twice, or again after an answer that was lost, makes no second job.
  const key = useRef(crypto.randomUUID());
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setRefused(undefined);
    try {
      if (action === 'resubmit') {
        const made = await post<{ jobId?: string }>(path('jobs', job.jobId, 'resubmit'), {}, { 'idempotency-key': key.current });
        onClose();
        if (made.jobId === undefined) {
          onDone();
        } else {
          go(jobHref(made.jobId));
        }

        return;
      }

      await post(path('jobs', job.jobId, action), { reason });
      onClose();
      onDone();
    } catch (error) {
      setRefused(error instanceof ApiError ? error.message : String(error));
      setBusy(false);
    }
  };

  return (
    <Dialog title={label(action, job)} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); void confirm(); }}>
        <p>{words(action, job)} <Name text={job.jobName ?? job.jobId} most={60} /></p>
        {action !== 'resubmit' && <label>Reason, which the job will tell <input required maxLength={1024} value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></label>}
        {refused !== undefined && <Notice>{refused}</Notice>}
        <p class="row end">
          <button type="button" onClick={onClose}>Leave it</button>
          <button class={action === 'resubmit' ? 'main' : 'main danger'} disabled={isBusy}>{label(action, job)}</button>
        </p>
      </form>
    </Dialog>
  );
}

function words(action: Action, job: Job): string {
  const children = job.arraySize === undefined ? '' : ` and its ${count(job.arraySize, 'child', 'children')}`;
  switch (action) {
    case 'cancel':
      return `1 job that has not started is given up${children}:`;
    case 'terminate':
      return `1 job is stopped${children}, and fails:`;
    case 'resubmit':
      return job.arraySize !== undefined && job.failedChildrenCount !== undefined
        ? `A new array runs the ${count(job.failedChildrenCount, 'failed child', 'failed children')} of this one:`
        : '1 new job is made of the same request:';
  }
}
