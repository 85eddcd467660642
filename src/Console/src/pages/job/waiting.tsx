import type { JSX } from 'preact';
import { jobHref } from '../../address';
import { get, path } from '../../api';
import { duration } from '../../format';
import type { Job } from '../../jobs';
import { often, quick, useLive } from '../../live';
import { Name, StatusBadge, useNow, Words } from '../../parts/words';
import { isOver } from '../../status';
import { JobLink } from './facts';

/** Why a job waits, as the API says it. */
export interface Waiting {
  readonly status: string;
  readonly isWaiting: boolean;
  readonly cause?: string;
  readonly sentence?: string;
  readonly nextStep?: string;
  readonly since?: number;
  readonly needs: { readonly vcpus: number; readonly memoryMiB?: number; readonly gpus: number };
  readonly blockedBy?: string;
  readonly notKnown?: readonly string[];
  readonly queue?: {
    readonly name: string;
    readonly priority: number;
    readonly jobsBefore?: number;
    readonly usedVcpus?: number;
    readonly computeEnvironments?: readonly { readonly name: string; readonly state: string; readonly status: string; readonly maxVcpus?: number; readonly types: string }[];
  };
  readonly dependencies?: readonly { readonly jobId: string; readonly jobName?: string; readonly status?: string; readonly type?: string }[];
  readonly consumableResources?: readonly { readonly name: string; readonly needed: number; readonly available?: number; readonly total?: number }[];
}

/** A job that may wait for something: also one that failed, until it is known whether it is tried again. */
export function mayWait(job: Job): boolean {
  const status = job.status ?? 'SUBMITTED';
  return status === 'FAILED' ? job.resubmittedAs === undefined && (job.decision === 'PENDING' || job.decision === 'RESUBMITTED') : status !== 'RUNNING' && !isOver(status);
}

/** The sentence, what to do, and the figures behind it. */
export function WhyItWaits({ jobId }: { jobId: string }): JSX.Element | null {
  const { data } = useLive(`waiting ${jobId}`, (signal) => get<Waiting>(path('jobs', jobId, 'waiting'), {}, signal), { quickest: () => quick * 2, slowest: often });
  const now = useNow();
  if (data === undefined || !data.isWaiting || data.sentence === undefined) {
    // Of the height that the sentence will have, so that nothing moves when it comes.
    return data === undefined ? <section class="why wait" aria-label="Why it waits"><p class="none">Asking why it waits…</p></section> : null;
  }

  return (
    <section class="why wait" aria-label="Why it waits">
      <p>It <Words text={data.sentence} />.{data.since !== undefined && <span class="none"> {data.status} for {duration(now - data.since)}.</span>}</p>
      {data.nextStep !== undefined && <p><strong>What to do:</strong> <Words text={data.nextStep} /></p>}
      {data.blockedBy !== undefined && <p><a href={jobHref(data.blockedBy)}>The job at the head of the queue</a></p>}
      <Facts waiting={data} />
      {data.notKnown !== undefined && <details><summary>What AWS Batch does not tell</summary><ul>{data.notKnown.map((one) => <li key={one}><Words text={one} /></li>)}</ul></details>}
    </section>
  );
}

function Facts({ waiting: { needs, queue, dependencies, consumableResources } }: { waiting: Waiting }): JSX.Element | null {
  return (
    <>
      {queue?.computeEnvironments !== undefined && (
        <ul class="facts">
          <li>Asks for {needs.vcpus} vCPU{needs.memoryMiB !== undefined && `, ${needs.memoryMiB} MiB`}{needs.gpus > 0 && `, ${needs.gpus} GPU`}{queue.usedVcpus !== undefined && ` · jobs of the queue hold ${queue.usedVcpus} vCPU`}{queue.jobsBefore !== undefined && ` · ${queue.jobsBefore} before it`}</li>
          {queue.computeEnvironments.map((one) => <li key={one.name}><Name text={one.name} />: {one.state === 'ENABLED' ? one.status : one.state}, {one.maxVcpus === undefined ? 'no limit of vCPU' : `at most ${one.maxVcpus} vCPU`}, <Name text={one.types} most={80} /></li>)}
        </ul>
      )}
      {dependencies !== undefined && (
        <ul>
          {dependencies.map((one) => <li key={one.jobId}>{one.status === undefined ? <span class="none">not known any more</span> : <StatusBadge status={one.status} />} {one.jobName === undefined ? <JobLink jobId={one.jobId} /> : <a href={jobHref(one.jobId)}><Name text={one.jobName} /></a>}{one.type !== undefined && ` (${one.type})`}</li>)}
        </ul>
      )}
      {consumableResources !== undefined && (
        <ul>{consumableResources.map((one) => <li key={one.name}><Name text={one.name} />: needs {one.needed}{one.available === undefined ? ', does not exist' : `, ${one.available} of ${one.total} free`}</li>)}</ul>
      )}
    </>
  );
}
