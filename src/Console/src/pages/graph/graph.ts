import { get } from '../../api';
import type { Status } from '../../status';

/** A job of the graph, or several that are shown as one. Times are milliseconds since 1970. */
export interface GraphNode {
  readonly jobId: string;
  readonly jobName: string;
  readonly status: Status;
  readonly arraySize?: number;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly stoppedAt?: number;
  /** Jobs that it stands for, by status; `undefined` for one job. */
  readonly folded?: Readonly<Partial<Record<Status, number>>>;
}

/** `to` waits until `from` is over. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** There are more jobs than a graph takes. */
  readonly isPart: boolean;
  /** Jobs of which AWS Batch does not tell any more what they depended on. */
  readonly forgotten: number;
}

export function findGraph(query: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Promise<Graph> {
  return get<Graph>('/graph', query, signal);
}

/** How long it ran, or runs; of a fold the longest. */
export function ran(node: GraphNode, now: number): number {
  return node.startedAt === undefined ? 0 : Math.max(0, (node.stoppedAt ?? now) - node.startedAt);
}

/** The depth of each job: one more than the deepest that it depends on. */
export function depths(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): ReadonlyMap<string, number> {
  const depth = new Map(nodes.map((node) => [node.jobId, 0]));
  for (const id of inOrder(nodes, edges)) {
    for (const edge of edgesFrom(edges).get(id) ?? []) {
      depth.set(edge.to, Math.max(depth.get(edge.to) ?? 0, (depth.get(id) ?? 0) + 1));
    }
  }

  return depth;
}

/** The chain of jobs that took longest: what has to be faster for all to be over sooner. Of one job alone there is none. */
export function criticalPath({ nodes, edges }: Graph, now: number): ReadonlySet<string> {
  const own = new Map(nodes.map((node) => [node.jobId, ran(node, now)]));
  const whole = new Map(own);
  const before = new Map<string, string>();
  for (const id of inOrder(nodes, edges)) {
    for (const { to } of edgesFrom(edges).get(id) ?? []) {
      const longer = (whole.get(id) ?? 0) + (own.get(to) ?? 0);
      if (!before.has(to) || longer > (whole.get(to) ?? 0)) {
        whole.set(to, longer);
        before.set(to, id);
      }
    }
  }

  const path = new Set<string>();
  const [last] = [...whole].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  for (let id = last; id !== undefined; id = before.get(id)) {
    path.add(id);
  }

  return path.size > 1 ? path : new Set();
}

/** Jobs of one depth whose names differ by a number at their end as one node each; where that is too much, all of a depth. */
export function folded(graph: Graph, most: number): Graph {
  if (graph.nodes.length <= most) {
    return graph;
  }

  const depth = depths(graph.nodes, graph.edges);
  const byName = fold(graph, (node) => `${depth.get(node.jobId) ?? 0} ${stem(node.jobName)}`, (node) => `${stem(node.jobName)}…`);

  return byName.nodes.length <= most ? byName : fold(graph, (node) => String(depth.get(node.jobId) ?? 0), () => 'jobs');
}

/** Rows of each depth from left to right, so that few lines cross: each job stands where those before it, then behind it, do on average. */
export function layers({ nodes, edges }: Graph): readonly (readonly string[])[] {
  const depth = depths(nodes, edges);
  const rows: string[][] = Array.from({ length: Math.max(0, ...depth.values()) + 1 }, () => []);
  nodes.forEach((node) => rows[depth.get(node.jobId) ?? 0]!.push(node.jobId));
  const [before, behind] = [neighbours(edges, 'to', 'from'), neighbours(edges, 'from', 'to')];
  for (let sweep = 0; sweep < 4; sweep++) {
    for (const row of sweep % 2 === 0 ? rows.slice(1) : rows.slice(0, -1).reverse()) {
      const places = new Map(rows.flatMap((one) => one.map((id, index) => [id, (index + 0.5) / one.length] as const)));
      const wish = new Map(row.map((id) => [id, average(((sweep % 2 === 0 ? before : behind).get(id) ?? []).map((other) => places.get(other) ?? 0)) ?? places.get(id) ?? 0]));
      row.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
    }
  }

  return rows;
}

function fold(graph: Graph, keyOf: (node: GraphNode) => string, nameOf: (node: GraphNode) => string): Graph {
  const groups = grouped(graph.nodes, keyOf);
  const groupOf = new Map([...groups].flatMap(([key, nodes]) => nodes.map((node) => [node.jobId, nodes.length === 1 ? node.jobId : `fold ${key}`] as const)));
  const nodes = [...groups].map(([key, jobs]) => (jobs.length === 1 ? jobs[0]! : together(`fold ${key}`, nameOf(jobs[0]!), jobs)));
  const lines = new Map<string, GraphEdge>();
  for (const { from, to } of graph.edges) {
    const edge = { from: groupOf.get(from) ?? from, to: groupOf.get(to) ?? to };
    lines.set(`${edge.from} ${edge.to}`, edge);
  }

  return { ...graph, nodes, edges: [...lines.values()].filter((edge) => edge.from !== edge.to) };
}

function together(jobId: string, jobName: string, jobs: readonly GraphNode[]): GraphNode {
  const counts: Partial<Record<Status, number>> = {};
  for (const { status } of jobs) {
    counts[status] = (counts[status] ?? 0) + 1;
  }

  const longest = jobs.toSorted((a, b) => ran(b, 0) - ran(a, 0))[0]!;
  // What is worst is what is seen: a failed one before all others, then the one that is least far.
  const status = counts.FAILED === undefined ? (['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED'] as const).find((one) => counts[one] !== undefined) ?? 'SUCCEEDED' : 'FAILED';
  return { ...longest, jobId, jobName, status, folded: counts };
}

function stem(name: string): string {
  return name.replace(/[-_.]?[0-9]+$/, '');
}

/** From those that wait for none to those that wait for all; what is in a circle, which AWS Batch lets nobody make, is left out. */
function inOrder(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): readonly string[] {
  const open = new Map(nodes.map((node) => [node.jobId, 0]));
  edges.forEach(({ to }) => open.set(to, (open.get(to) ?? 0) + 1));
  const order = [...open].filter(([, count]) => count === 0).map(([id]) => id);
  for (let at = 0; at < order.length; at++) {
    for (const { to } of edgesFrom(edges).get(order[at]!) ?? []) {
      open.set(to, open.get(to)! - 1);
      if (open.get(to) === 0) {
        order.push(to);
      }
    }
  }

  return order;
}

const known = new WeakMap<readonly GraphEdge[], ReadonlyMap<string, readonly GraphEdge[]>>();

function edgesFrom(edges: readonly GraphEdge[]): ReadonlyMap<string, readonly GraphEdge[]> {
  const found = known.get(edges) ?? grouped(edges, (edge) => edge.from);
  known.set(edges, found);

  return found;
}

function neighbours(edges: readonly GraphEdge[], of: 'from' | 'to', are: 'from' | 'to'): ReadonlyMap<string, readonly string[]> {
  return new Map([...grouped(edges, (edge) => edge[of])].map(([id, own]) => [id, own.map((edge) => edge[are])]));
}

function average(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) {
      groups.set(keyOf(item), [item]);
    } else {
      group.push(item);
    }
  }

  return groups;
}
