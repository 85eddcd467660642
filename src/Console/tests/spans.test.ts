import { describe, expect, test } from 'vitest';
import type { Job } from '../src/jobs';
import { figure, spansOf, sumsOf } from '../src/pages/job/spans';

const history: NonNullable<Job['history']> = [
  { attempt: 1, status: 'SUBMITTED', at: 0 },
  { attempt: 1, status: 'RUNNABLE', at: 1_000 },
  { attempt: 1, status: 'STARTING', at: 5_000 },
  { attempt: 1, status: 'RUNNING', at: 6_000 },
  { attempt: 2, status: 'RUNNABLE', at: 9_000 },
  { attempt: 2, status: 'RUNNING', at: 10_000 },
];

describe('a timeline', () => {
  test('has one stretch a phase of each attempt, and what goes on ends now', () => expect(spansOf({ history, status: 'RUNNING' }, 12_000)).toEqual([
    { phase: 'waiting', attempt: 1, from: 0, to: 5_000 },
    { phase: 'starting', attempt: 1, from: 5_000, to: 6_000 },
    { phase: 'running', attempt: 1, from: 6_000, to: 9_000 },
    { phase: 'waiting', attempt: 2, from: 9_000, to: 10_000 },
    { phase: 'running', attempt: 2, from: 10_000, to: 12_000 },
  ]));

  test('ends with the job', () => expect(spansOf({ history: [...history, { attempt: 2, status: 'SUCCEEDED', at: 11_000 }], status: 'SUCCEEDED' }, 99_000).at(-1)?.to).toBe(11_000));

  test('of a clock that runs behind never ends before it begins', () => expect(spansOf({ history: [{ attempt: 1, status: 'RUNNING', at: 5_000 }], status: 'RUNNING' }, 1_000)).toEqual([{ phase: 'running', attempt: 1, from: 5_000, to: 5_000 }]));

  test('of a job that only AWS Batch knows is none', () => expect(spansOf({}, 1)).toEqual([]));
});

describe('sums', () => {
  const detail: Job['detail'] = { container: { resourceRequirements: [{ type: 'VCPU', value: '2' }, { type: 'MEMORY', value: '512' }] } };

  test('are the time that attempts ran, times what the job asks for', () => expect(sumsOf({ detail, attempts: [{ startedAt: 0, stoppedAt: 1_800_000 }, { startedAt: 2_000_000, stoppedAt: 3_800_000 }], status: 'SUCCEEDED' }, 9_999_999))
    .toEqual({ runMilliseconds: 3_600_000, vcpuHours: 2, gibHours: 0.5 }));

  test('count an attempt that goes on until now, and one that never started not at all', () => expect(sumsOf({ detail, attempts: [{ stoppedAt: 7 }], startedAt: 0, status: 'RUNNING' }, 3_600_000)?.vcpuHours).toBe(2));

  test('are none of what has not run, or of which is not known what it asks', () => expect([sumsOf({ detail, status: 'RUNNABLE' }, 1), sumsOf({ attempts: [{ startedAt: 0, stoppedAt: 5 }], status: 'SUCCEEDED' }, 9)]).toEqual([undefined, undefined]));

  test('are told to three digits', () => expect([figure(0.001234), figure(12.34), figure(1_234)]).toEqual(['0.00123', '12.3', '1,230']));
});
