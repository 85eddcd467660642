import type { JSX } from 'preact';
import { clock, duration } from '../../format';
import type { Job } from '../../jobs';
import { useNow } from '../../parts/words';
import { figure, spansOf, sumsOf, type Phase, type Span } from './spans';

const phases: readonly Phase[] = ['waiting', 'starting', 'running'];

/** A row an attempt, with how long it waited, started and ran, and what that makes of vCPU-hours. */
export function Timeline({ job }: { job: Job }): JSX.Element | null {
  const now = useNow();
  const spans = spansOf(job, now);
  const first = spans[0];
  const last = spans.at(-1);
  if (first === undefined || last === undefined) {
    return null;
  }

  const attempts = [...new Set(spans.map((span) => span.attempt))];
  const whole = Math.max(1, last.to - first.from);
  const words = (span: Span): string => `${span.phase} for ${duration(span.to - span.from)} from ${clock(span.from)}`;

  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <ul class="legend">
        {phases.map((phase) => <li key={phase}><span class={`span-key ${phase}`} aria-hidden="true" /> {phase} {duration(spans.filter((span) => span.phase === phase).reduce((sum, span) => sum + span.to - span.from, 0))}</li>)}
      </ul>
      <ol class="timeline">
        {attempts.map((attempt) => (
          <li key={attempt}>
            <span class="timeline-name">{attempts.length > 1 && `Attempt ${attempt}`}</span>
            <span class="timeline-row" role="img" aria-label={`Attempt ${attempt}: ${spans.filter((span) => span.attempt === attempt).map(words).join('; ')}`}>
              {spans.filter((span) => span.attempt === attempt).map((span) => (
                <span key={span.from} class={`span ${span.phase}`} title={words(span)} style={{ left: `${((span.from - first.from) / whole) * 100}%`, width: `${((span.to - span.from) / whole) * 100}%` }} />
              ))}
            </span>
          </li>
        ))}
      </ol>
      <SumsLine job={job} now={now} />
    </section>
  );
}

function SumsLine({ job, now }: { job: Job; now: number }): JSX.Element | null {
  const sums = sumsOf(job, now);
  if (sums === undefined) {
    return null;
  }

  const parts = [`${figure(sums.vcpuHours)} vCPU-hours`, ...(sums.gibHours > 0 ? [`${figure(sums.gibHours)} GiB-hours`] : [])];
  return <p class="none" title="Time that its attempts ran, times what it asks for; waiting and starting are not in it.">{parts.join(', ')}: it ran for {duration(sums.runMilliseconds)}, times what it asks for.</p>;
}
