import { describe, expect, test } from 'vitest';
import { problemOf } from '../src/api';
import { ago, duration } from '../src/format';
import { keyAction } from '../src/keys';
import { pauseAfter, soonest } from '../src/changes';
import { jittered, nextPause, often, quick } from '../src/live';
import { withDetail } from '../src/pages/job/detail';
import { attemptRows, exitCode } from '../src/pages/job/attempts';
import { stuck, wrongs, type Overview } from '../src/pages/overview/overview';
import { awsCommand, curlCommand } from '../src/pages/job/commands';

describe('looking again', () => {
  test('is quick after a change and rarer and rarer without one', () => {
    let pause = nextPause(20_000, 'changed', quick);
    expect(pause).toBe(quick);
    for (let looks = 0; looks < 20; looks++) {
      pause = nextPause(pause, 'same', quick);
    }

    expect(pause).toBe(60_000);
  });

  test('is rarer still while nobody answers, and still often enough to see that somebody does again', () => {
    expect(nextPause(quick, 'failed', quick)).toBeGreaterThan(nextPause(quick, 'same', quick));
    expect(nextPause(often, 'failed', quick)).toBe(often);
  });

  test('for what has moved costs one small question every few seconds, and half a minute while nobody answers', () => {
    const after = (happened: 'still' | 'failed'): number => Array.from({ length: 50 }).reduce<number>((pause) => pauseAfter(pause, happened), soonest);

    expect([after('still'), after('failed'), pauseAfter(5_000, 'moved')]).toEqual([5_000, 30_000, soonest]);
  });

  test('is spread by chance, so that pages do not ask in step', () => expect([0, 0.5, 1].map((chance) => jittered(2_000, chance))).toEqual([1_500, 2_000, 2_500]));

  test('is never quicker than what is looked at asks for', () => expect(nextPause(quick, 'same', 15_000)).toBe(15_000));
});

test.each([
  ['{"title":"Bad","detail":"The query is wrong.","errors":[{"pointer":"?limit","message":"must be 1 to 100."}]}', 'The query is wrong. ?limit: must be 1 to 100.'],
  ['{"message":"Not Found"}', 'Not Found'],
  ['<html>', 'HTTP 502'],
])('the error %s reads %s', (text, sentence) => expect(problemOf(502, text)).toBe(sentence));

test.each([[0, '0.0 s'], [-5, '0.0 s'], [9_940, '9.9 s'], [61_000, '1 min 1 s'], [3_600_000, '1 h 0 min'], [172_800_000, '2 d 0 h']])('%d ms are %s', (milliseconds, words) => expect(duration(milliseconds)).toBe(words));

test.each([[0, 'now'], [59_000, '59 s ago'], [3_599_000, '59 min ago'], [172_800_000, '2 d ago']])('%d ms back is %s', (milliseconds, words) => expect(ago(0, milliseconds)).toBe(words));

test('two keys in a row go to a page, and no key changes a job', () => {
  expect([keyAction('', 'g'), keyAction('g', 'j'), keyAction('', 'j'), keyAction('g', 'x'), keyAction('', 'z')]).toEqual(['wait', 'jobs', 'next', undefined, undefined]);
});

test('attempts show what differs and leave out what none has', () => {
  const rows = attemptRows([{ exitCode: 1, reason: 'same' }, { exitCode: 137, reason: 'same' }]);

  expect(rows).toEqual([{ fact: 'Exit code', values: ['1', '137 (SIGKILL)'], differs: true }, { fact: 'Container', values: ['same', 'same'], differs: false }]);
  expect(exitCode(0)).toBe('0');
});

test('commands carry the request as one word', () => {
  expect(awsCommand({ jobName: `it's` })).toBe(`aws batch submit-job --cli-input-json '{"jobName":"it'\\''s"}'`);
  expect(curlCommand('http://127.0.0.1:4501', { request: { jobName: 'n' }, onFailure: [] })).toContain('"onFailure":[]');
});

test('a job that only AWS Batch knows is told like any other', () => {
  const job = withDetail({ jobId: 'a:1', detail: { jobName: 'child', status: 'FAILED', statusReason: 'exited', attempts: [{ container: { exitCode: 1 }, startedAt: 5 }] } });

  expect(job).toMatchObject({ jobId: 'a:1', jobName: 'child', status: 'FAILED', statusReason: 'exited', attempts: [{ exitCode: 1, startedAt: 5 }] });
});

test('what is wrong with queues and environments is told, and what waits for long where nothing is known to block it', () => {
  const waiting = { jobId: 'id', jobName: 'n', jobQueue: 'full', status: 'RUNNABLE', createdAt: 0 } as const;
  const queue = { state: 'ENABLED', status: 'VALID', priority: 1, computeEnvironments: [], open: {}, isPart: false } as const;
  const overview: Overview = {
    queues: [{ ...queue, name: 'off', state: 'DISABLED' }, { ...queue, name: 'full', oldestWaiting: waiting }, { ...queue, name: 'blocked', oldestWaiting: waiting, blockedBy: { jobId: 'head', jobName: 'h', reason: 'r' } }],
    computeEnvironments: [{ name: 'spot', state: 'ENABLED', status: 'INVALID', statusReason: 'no role' }],
    failed: { since: 0, isPart: false, causes: [] },
  };

  expect(wrongs(overview)).toEqual(['Queue off is DISABLED: it takes no jobs until it is ENABLED.', 'Compute environment spot is INVALID: no role.']);
  expect(stuck(overview, 3_600_000)).toEqual([]);
  expect(stuck(overview, 3_600_001).map(({ queue: name }) => name)).toEqual(['full']);
});
