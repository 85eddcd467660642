import { describe, expect, test } from 'vitest';
import { applies, bodyOf, statusesOf } from '../src/pages/jobs/bulk';
import { filterOf } from '../src/pages/jobs/filter';
import { choose, chooseAll, nothingChosen } from '../src/pages/jobs/selection';
import { statuses } from '../src/status';

const rows = ['a', 'b', 'c', 'd'];

describe('choosing rows', () => {
  test('Shift chooses all between the last one and this one, in both directions', () => {
    const down = choose(choose(nothingChosen, rows, 'b', true, false), rows, 'd', true, true);
    const up = choose(choose(nothingChosen, rows, 'c', true, false), rows, 'a', true, true);

    expect([...down.ids]).toEqual(['b', 'c', 'd']);
    expect([...up.ids].sort()).toEqual(['a', 'b', 'c']);
  });

  test('Shift takes back as well', () => {
    const all = { ...chooseAll(rows, true), last: 'a' };

    expect([...choose(all, rows, 'c', false, true).ids]).toEqual(['d']);
  });

  test('Shift after the last one has left the list chooses only this one', () => {
    expect([...choose({ ids: new Set(), last: 'gone' }, rows, 'd', true, true).ids]).toEqual(['d']);
  });
});

describe('doing something to many', () => {
  test.each([
    ['cancel', ['SUBMITTED', 'PENDING', 'RUNNABLE']],
    ['terminate', ['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING']],
    ['resubmit', ['FAILED']],
  ] as const)('%s is for %j', (action, able) => {
    expect(statuses.filter((status) => applies(action, status))).toEqual(able);
    expect(statusesOf(action, filterOf(new URLSearchParams()))).toEqual(able);
  });

  test('a filter of other statuses means no job', () => expect(statusesOf('cancel', filterOf(new URLSearchParams('status=FAILED')))).toEqual([]));

  test('the filter goes as the routes take it, without what was not chosen', () => {
    expect(bodyOf('cancel', filterOf(new URLSearchParams('status=RUNNABLE,FAILED&jobQueue=default&after=token')))).toEqual({ jobQueue: 'default', status: 'RUNNABLE' });
  });
});
