import { describe, expect, test } from 'vitest';
import { criticalPath, depths, folded, layers, type Graph, type GraphNode } from '../src/pages/graph/graph';

const node = (jobId: string, minutes = 1, change: Partial<GraphNode> = {}): GraphNode => ({ jobId, jobName: jobId, status: 'SUCCEEDED', createdAt: 0, startedAt: 0, stoppedAt: minutes * 60_000, ...change });

const graph = (nodes: readonly GraphNode[], ...edges: readonly string[]): Graph => ({ nodes, edges: edges.map((edge) => ({ from: edge.split('>')[0]!, to: edge.split('>')[1]! })), isPart: false, forgotten: 0 });

const diamond = graph([node('join'), node('left', 5), node('right', 9), node('split')], 'split>left', 'split>right', 'left>join', 'right>join');

test('a job stands one step behind the deepest that it depends on', () => {
  expect(Object.fromEntries(depths(diamond.nodes, [...diamond.edges, { from: 'split', to: 'join' }]))).toEqual({ split: 0, left: 1, right: 1, join: 2 });
  expect(layers(diamond).map((row) => row.toSorted())).toEqual([['split'], ['left', 'right'], ['join']]);
});

test('the chain that took longest is the critical one', () => {
  expect([...criticalPath(diamond, 0)].toSorted()).toEqual(['join', 'right', 'split']);
  expect(criticalPath(graph([node('alone')]), 0).size).toBe(0);
});

test('jobs stand near those that they depend on, so that lines need not cross', () => {
  const crossed = graph([node('a'), node('b'), node('of-b'), node('of-a')], 'a>of-a', 'b>of-b');
  const [first, second] = layers(crossed);

  expect(first!.indexOf('a') < first!.indexOf('b')).toBe(second!.indexOf('of-a') < second!.indexOf('of-b'));
});

describe('more than can be drawn', () => {
  const many = graph(
    [node('split'), ...Array.from({ length: 1_000 }, (_, index) => node(`row-${index}`, 1, index === 7 ? { status: 'FAILED' } : {})), node('join')],
    ...Array.from({ length: 1_000 }, (_, index) => [`split>row-${index}`, `row-${index}>join`]).flat(),
  );

  test('is folded by name, with what failed seen', () => {
    const { nodes, edges } = folded(many, 200);

    expect(nodes.map(({ jobName, status, folded: counts }) => [jobName, status, counts])).toEqual([
      ['split', 'SUCCEEDED', undefined],
      ['row…', 'FAILED', { SUCCEEDED: 999, FAILED: 1 }],
      ['join', 'SUCCEEDED', undefined],
    ]);
    expect(edges).toHaveLength(2);
  });

  test('and has no name in common is folded by depth', () => {
    const named = { ...many, nodes: many.nodes.map((one, index) => ({ ...one, jobName: `n${'abcdefghij'[index % 10]}${String.fromCharCode(97 + (index % 26))}${'x'.repeat(index % 97)}` })) };

    expect(folded(named, 200).nodes).toHaveLength(3);
    expect(folded(named, 5_000)).toBe(named);
  });
});

test('a circle, which AWS Batch lets nobody make, stops nothing', () => {
  expect(layers(graph([node('a'), node('b')], 'a>b', 'b>a')).flat().toSorted()).toEqual(['a', 'b']);
});
