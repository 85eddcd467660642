import type { JSX } from 'preact';
import { jobHref } from '../../address';
import { causeWords } from '../../causes';
import type { Job } from '../../jobs';
import { Words } from '../../parts/words';
import { exitCode } from './attempts';
import { ArrayCanvas } from './canvas';

/** The children of an array, or the nodes of a multi-node job: how many are where, and of an array the failed ones. */
export function Children({ job }: { job: Job }): JSX.Element | null {
  const isArray = job.arraySize !== undefined || job.detail?.arrayProperties?.size !== undefined;
  if (!isArray && (job.detail?.nodeProperties?.numNodes === undefined || /#[0-9]+$/.test(job.jobId))) {
    return null;
  }

  const failed = job.failedChildren ?? [];

  return (
    <section aria-labelledby="children">
      <h2 id="children">{isArray ? 'Children' : 'Nodes'}</h2>
      <ArrayCanvas key={job.jobId} jobId={job.jobId} separator={isArray ? ':' : '#'} counts={JSON.stringify(job.detail?.arrayProperties?.statusSummary ?? job.status)} />
      {failed.length > 0 && (
        <>
          <h3>Failed{job.failedChildrenCount !== undefined && job.failedChildrenCount > failed.length && `, the first ${failed.length} of ${job.failedChildrenCount.toLocaleString('en')}`}</h3>
          <div class="scroll" role="region" aria-label="Failed children" tabIndex={0}>
            <table class="children">
              <thead><tr><th scope="col">Index</th><th scope="col">Why</th><th scope="col">Exit code</th><th scope="col">Again</th></tr></thead>
              <tbody>
                {failed.map((child) => {
                  const code = child.attempts.at(-1)?.exitCode;
                  return (
                    <tr key={child.index}>
                      <td><a data-row href={jobHref(child.jobId)}>{child.index}</a></td>
                      <td>{causeWords(child.cause ?? 'Unknown')}{child.statusReason !== undefined && <small><Words text={child.statusReason} most={200} /></small>}</td>
                      <td>{code === undefined ? '–' : exitCode(code)}</td>
                      <td>{child.resubmittedAs === undefined ? '–' : <a href={jobHref(child.resubmittedAs)}>resubmitted</a>}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}
