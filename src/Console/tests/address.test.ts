import { describe, expect, test } from 'vitest';
import { href, parseAddress } from '../src/address';
import { filterOf, hrefOf, questionOf, toggled } from '../src/pages/jobs/filter';

describe('an address', () => {
  test.each(['#/jobs/a%3A1?attempt=2', '#/jobs', '#/'])('%s is read and written again', (hash) => {
    const { path, query } = parseAddress(hash);

    expect(href(path, Object.fromEntries(query))).toBe(hash);
  });

  test.each(['', '#', '#/', '/'])('%j is the overview', (hash) => expect(parseAddress(hash).path).toEqual([]));

  test('that is no percent-encoding is meant as it stands', () => expect(parseAddress('#/jobs/%E0%A4%A').path).toEqual(['jobs', '%E0%A4%A']));

  test('leaves out what was not chosen', () => expect(href(['jobs'], { status: '', jobQueue: undefined, namePrefix: 'a b' })).toBe('#/jobs?namePrefix=a+b'));
});

describe('the filter of jobs', () => {
  const filter = filterOf(new URLSearchParams('status=FAILED,NONSENSE,RUNNING&jobQueue=default&after=token'));

  test('takes only statuses that there are, in their order', () => expect(filter.statuses).toEqual(['RUNNING', 'FAILED']));

  test('asks for its page', () => expect(questionOf(filter)).toMatchObject({ status: 'RUNNING,FAILED', jobQueue: 'default', nextToken: 'token' }));

  test('begins at the newest jobs when it changes', () => expect(hrefOf(filter, { statuses: toggled(filter, 'FAILED') })).toBe('#/jobs?status=RUNNING&jobQueue=default'));

  test('names its page in the address', () => expect(hrefOf(filter, { after: 'next' })).toContain('after=next'));
});
