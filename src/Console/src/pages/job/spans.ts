import type { Job } from '../../jobs';
import type { Status } from '../../status';

export type Phase = 'waiting' | 'starting' | 'running';

/** A stretch of time in one phase. Times are milliseconds since 1970. */
export interface Span {
  readonly phase: Phase;
  readonly attempt: number;
  readonly from: number;
  readonly to: number;
}

/** What a job took up: by its attempts' own times, so that waiting costs nothing. */
export interface Sums {
  readonly runMilliseconds: number;
  readonly vcpuHours: number;
  readonly gibHours: number;
}

const phases: Readonly<Partial<Record<Status, Phase>>> = { SUBMITTED: 'waiting', PENDING: 'waiting', RUNNABLE: 'waiting', STARTING: 'starting', RUNNING: 'running' };

/** The history as stretches; what goes on ends now. Neighbours in one phase of one attempt are one stretch. */
export function spansOf(job: Pick<Job, 'history' | 'status'>, now: number): readonly Span[] {
  const history = job.history ?? [];
  const spans: Span[] = [];
  history.forEach((step, index) => {
    const phase = phases[step.status];
    if (phase === undefined) {
      return;
    }

    const to = Math.max(step.at, history[index + 1]?.at ?? now);
    const last = spans.at(-1);
    if (last !== undefined && last.phase === phase && last.attempt === step.attempt) {
      spans[spans.length - 1] = { ...last, to };
    } else {
      spans.push({ phase, attempt: step.attempt, from: step.at, to });
    }
  });

  return spans;
}

/** Attempts that never started ran for nothing; one that goes on has run until now. */
export function sumsOf(job: Pick<Job, 'attempts' | 'status' | 'startedAt' | 'detail'>, now: number): Sums | undefined {
  const requirements = job.detail?.container?.resourceRequirements ?? [];
  const asked = (type: string): number => Number(requirements.find((one) => one.type === type)?.value ?? 0);
  const ended = (job.attempts ?? []).reduce((sum, one) => sum + (one.startedAt === undefined || one.stoppedAt === undefined ? 0 : Math.max(0, one.stoppedAt - one.startedAt)), 0);
  const open = job.status === 'RUNNING' && job.startedAt !== undefined ? Math.max(0, now - job.startedAt) : 0;
  const runMilliseconds = ended + open;
  if (runMilliseconds === 0 || asked('VCPU') === 0) {
    return undefined;
  }

  const hours = runMilliseconds / 3_600_000;
  return { runMilliseconds, vcpuHours: hours * asked('VCPU'), gibHours: hours * (asked('MEMORY') / 1024) };
}

/** Three digits that count, never in powers of ten: 0.00123, 12.3, 1,230. */
export function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}
