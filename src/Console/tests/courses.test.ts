import { expect, test } from 'vitest';
import { runsOf, shifted, sumsBy, total, zoomed, type Course } from '../src/pages/timeline/courses';

const hour = 3_600_000;

const noon = new Date(2026, 2, 1, 12).getTime();

const course = (change: Partial<Course>): Course => ({ jobId: 'a', jobName: 'row-1', jobQueue: 'default', status: 'SUCCEEDED', createdAt: noon, vcpus: 2, memoryMiB: 4096, history: [], attempts: [{ startedAt: noon, stoppedAt: noon + hour }], ...change });

test('attempts count where they started, with what the job asks for', () => {
  const sums = sumsBy([course({ attempts: [{ startedAt: noon, stoppedAt: noon + hour }, { startedAt: noon + 24 * hour, stoppedAt: noon + 24.5 * hour }] }), course({ jobId: 'b', vcpus: 0.25 })], 'day', 0);

  expect(sums).toEqual([
    { group: '2026-03-02', jobs: 1, runMilliseconds: hour / 2, vcpuHours: 1, gibHours: 2 },
    { group: '2026-03-01', jobs: 2, runMilliseconds: 2 * hour, vcpuHours: 2.25, gibHours: 8 },
  ]);
  expect(total(sums)).toEqual({ runMilliseconds: 2.5 * hour, vcpuHours: 3.25, gibHours: 10 });
});

test('names that differ by a number are one, the largest sum first', () => {
  expect(sumsBy([course({ jobName: 'small', vcpus: 1 }), course({ jobId: 'b', jobName: 'row-1' }), course({ jobId: 'c', jobName: 'row-22' })], 'name', 0).map(({ group, jobs }) => [group, jobs])).toEqual([['row', 2], ['small', 1]]);
});

test('what runs has run until now, and an array and what never started for nothing', () => {
  expect(runsOf(course({ status: 'RUNNING', startedAt: noon, attempts: [] }), noon + 5)).toEqual([{ from: noon, to: noon + 5 }]);
  expect(runsOf(course({ attempts: [{}] }), noon)).toEqual([]);
  expect(runsOf(course({ arraySize: 3 }), noon)).toEqual([]);
});

test('what is nearer keeps the moment under the pointer, and nothing beside the whole is seen', () => {
  const whole = { from: 0, to: 100_000 };
  const near = zoomed(whole, whole, 2, 25_000);

  expect(near).toEqual({ from: 12_500, to: 62_500 });
  expect(zoomed(near, whole, 0.1, 0)).toEqual(whole);
  expect(shifted(near, whole, -5)).toEqual({ from: 0, to: 50_000 });
  expect(zoomed(near, whole, 1e9, 30_000).to - zoomed(near, whole, 1e9, 30_000).from).toBe(1_000);
});
