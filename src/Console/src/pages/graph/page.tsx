import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { href, jobHref, jobsHref } from '../../address';
import { count, duration } from '../../format';
import { often, useLive } from '../../live';
import { Notice, StatusBadge, useNow } from '../../parts/words';
import { address } from '../../router';
import { statuses } from '../../status';
import { cut, visible } from '../../text';
import { criticalPath, findGraph, folded, layers, ran, type Graph, type GraphEdge, type GraphNode } from './graph';

/** Nodes that are drawn; more are folded first. */
const mostNodes = 200;

const box = { width: 190, height: 46, gapX: 60, gapY: 14 };

/** What depends on what, from left to right; the chain that took longest is marked. */
export function GraphPage(): JSX.Element {
  const submissionId = address.value.query.get('submissionId') ?? undefined;
  const jobId = address.value.query.get('jobId') ?? undefined;
  const { data, error } = useLive(`graph ${submissionId ?? ''} ${jobId ?? ''}`, (signal) => findGraph({ submissionId, jobId }, signal), { slowest: often });

  return (
    <>
      <h1>Graph</h1>
      <p class="none">
        {submissionId === undefined ? <>What job <a href={jobHref(jobId ?? '')}><code>{visible(jobId ?? '')}</code></a> waits for</> : (
          <>Submission <code>{visible(submissionId)}</code>: <a href={jobsHref({ submissionId })}>its jobs</a> · <a href={href(['timeline'], { submissionId })}>its timeline and sums</a></>
        )}
      </p>
      {error !== undefined && !error.isAway && <Notice>{error.message}</Notice>}
      {data === undefined ? error === undefined && <p class="loading">Asking…</p> : <Drawing graph={data} />}
    </>
  );
}

function Drawing({ graph }: { graph: Graph }): JSX.Element {
  const now = useNow();
  const shown = useMemo(() => folded(graph, mostNodes), [graph]);
  const rows = useMemo(() => layers(shown), [shown]);
  const critical = criticalPath(shown, now);
  const tallest = Math.max(...rows.map((row) => row.length));
  const size = { width: rows.length * (box.width + box.gapX) - box.gapX + 4, height: tallest * (box.height + box.gapY) - box.gapY + 4 };
  const places = new Map(rows.flatMap((row, x) => row.map((id, y) => [id, { x: 2 + x * (box.width + box.gapX), y: 2 + (y + (tallest - row.length) / 2) * (box.height + box.gapY) }] as const)));
  const nodes = new Map(shown.nodes.map((node) => [node.jobId, node]));

  return (
    <>
      <p>
        {count(graph.nodes.length, 'job')}{graph.isPart && ', and more than a graph takes'}, {count(rows.length, 'step')} deep.
        {shown !== graph && <> Jobs whose names differ by a number are one box.</>}
        {critical.size > 0 && <> The chain that took longest is drawn thick: {count(critical.size, 'job')}, {duration([...critical].reduce((sum, id) => sum + ran(nodes.get(id)!, now), 0))} of running.</>}
        {graph.forgotten > 0 && <> Of {count(graph.forgotten, 'job')} AWS Batch does not tell any more what they depended on.</>}
      </p>
      <ul class="legend">{statuses.filter((status) => graph.nodes.some((node) => node.status === status)).map((status) => <li key={status}><StatusBadge status={status} /> {graph.nodes.filter((node) => node.status === status).length.toLocaleString('en')}</li>)}</ul>
      <div class="scroll graph" role="region" aria-label="Graph of dependencies" tabIndex={0}>
        <svg width={size.width} height={size.height} viewBox={`0 0 ${size.width} ${size.height}`} role="group" aria-label="Jobs, from the first to the last">
          {shown.edges.map((edge) => <Line key={`${edge.from} ${edge.to}`} edge={edge} places={places} isCritical={critical.has(edge.from) && critical.has(edge.to)} />)}
          {rows.flat().map((id) => <Node key={id} node={nodes.get(id)!} place={places.get(id)!} isCritical={critical.has(id)} now={now} />)}
        </svg>
      </div>
    </>
  );
}

type Place = { readonly x: number; readonly y: number };

function Line({ edge, places, isCritical }: { edge: GraphEdge; places: ReadonlyMap<string, Place>; isCritical: boolean }): JSX.Element | null {
  const [from, to] = [places.get(edge.from), places.get(edge.to)];
  if (from === undefined || to === undefined) {
    return null;
  }

  const [x1, y1, x2, y2] = [from.x + box.width, from.y + box.height / 2, to.x, to.y + box.height / 2];
  return <path class={isCritical ? 'edge critical' : 'edge'} d={`M${x1} ${y1} C${x1 + box.gapX / 2} ${y1} ${x2 - box.gapX / 2} ${y2} ${x2} ${y2}`} />;
}

function Node({ node, place, isCritical, now }: { node: GraphNode; place: Place; isCritical: boolean; now: number }): JSX.Element {
  const jobs = Object.values(node.folded ?? {}).reduce((sum, one) => sum + one, 0);
  const name = visible(node.jobName);
  const told = node.folded === undefined
    ? `${node.status}${node.arraySize === undefined ? '' : ` ×${node.arraySize.toLocaleString('en')}`}${node.startedAt === undefined ? '' : ` ${duration(ran(node, now))}`}`
    : `${count(jobs, 'job')}${node.folded.FAILED === undefined ? '' : `, ${node.folded.FAILED} FAILED`}`;
  const inside = (
    <>
      <title>{`${cut(name, 300)}: ${told}`}</title>
      <rect class={`node ${node.status}${isCritical ? ' critical' : ''}`} x={place.x} y={place.y} width={box.width} height={box.height} rx={6} />
      <text class="node-name" x={place.x + 10} y={place.y + 19}>{cut(name, 24)}</text>
      <text class="node-told" x={place.x + 10} y={place.y + 36}>{told}</text>
    </>
  );

  return node.folded === undefined ? <a data-row href={jobHref(node.jobId)}>{inside}</a> : <g>{inside}</g>;
}
