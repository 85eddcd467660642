import { get } from '../../api';
import type { Job } from '../../jobs';
import type { Status } from '../../status';

/** When a job came into which status, and what it asks for. Times are milliseconds since 1970. */
export interface Course {
  readonly jobId: string;
  readonly jobName: string;
  readonly jobQueue: string;
  readonly status: Status;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly arraySize?: number;
  readonly vcpus?: number;
  readonly memoryMiB?: number;
  readonly history: NonNullable<Job['history']>;
  readonly attempts: readonly { readonly startedAt?: number; readonly stoppedAt?: number }[];
}

export interface CoursePage {
  readonly jobs: readonly Course[];
  readonly nextToken?: string;
}

/** Most of one answer: a hundred courses are some 60 KB. */
const mostCourses = '100';

export function listCourses(query: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Promise<CoursePage> {
  return get<CoursePage>('/timelines', { limit: mostCourses, ...query }, signal);
}

/** What jobs are added up by. */
export const groupings = ['day', 'name', 'queue', 'status'] as const;

export type Grouping = (typeof groupings)[number];

export interface Sum {
  readonly group: string;
  readonly jobs: number;
  readonly runMilliseconds: number;
  readonly vcpuHours: number;
  readonly gibHours: number;
}

/** A stretch in which an attempt ran. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/** An attempt that never started ran for nothing; the one that goes on has run until now. An array runs by its children, of which nothing is known here. */
export function runsOf(course: Course, now: number): readonly Run[] {
  if (course.arraySize !== undefined) {
    return [];
  }

  const ended = course.attempts.flatMap(({ startedAt, stoppedAt }) => (startedAt === undefined || stoppedAt === undefined ? [] : [{ from: startedAt, to: Math.max(startedAt, stoppedAt) }]));
  return course.status === 'RUNNING' && course.startedAt !== undefined ? [...ended, { from: course.startedAt, to: Math.max(course.startedAt, now) }] : ended;
}

/** By day each attempt counts where it started. */
export function sumsBy(courses: readonly Course[], by: Grouping, now: number): readonly Sum[] {
  const sums = new Map<string, { jobs: Set<string>; run: number; vcpu: number; gib: number }>();
  for (const course of courses) {
    for (const { from, to } of runsOf(course, now)) {
      const group = by === 'day' ? dayOf(from) : by === 'name' ? course.jobName.replace(/[-_.]?[0-9]+$/, '') : by === 'queue' ? course.jobQueue : course.status;
      const sum = sums.get(group) ?? { jobs: new Set(), run: 0, vcpu: 0, gib: 0 };
      const hours = (to - from) / 3_600_000;
      sum.jobs.add(course.jobId);
      sum.run += to - from;
      sum.vcpu += hours * (course.vcpus ?? 0);
      sum.gib += hours * ((course.memoryMiB ?? 0) / 1024);
      sums.set(group, sum);
    }
  }

  const rows = [...sums].map(([group, sum]) => ({ group, jobs: sum.jobs.size, runMilliseconds: sum.run, vcpuHours: sum.vcpu, gibHours: sum.gib }));
  return by === 'day' ? rows.toSorted((a, b) => (a.group < b.group ? 1 : -1)) : rows.toSorted((a, b) => b.vcpuHours - a.vcpuHours);
}

export function total(sums: readonly Sum[]): Omit<Sum, 'group' | 'jobs'> {
  return {
    runMilliseconds: sums.reduce((all, sum) => all + sum.runMilliseconds, 0),
    vcpuHours: sums.reduce((all, sum) => all + sum.vcpuHours, 0),
    gibHours: sums.reduce((all, sum) => all + sum.gibHours, 0),
  };
}

/** What is seen of the time between the first job and the last, in milliseconds since 1970. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const shortest = 1_000;

/** Nearer or farther about a moment, within the whole. */
export function zoomed(range: Range, whole: Range, factor: number, about: number): Range {
  const length = Math.min(whole.to - whole.from, Math.max(shortest, (range.to - range.from) / factor));
  const share = (about - range.from) / Math.max(1, range.to - range.from);

  return within({ from: about - length * share, to: about + length * (1 - share) }, whole);
}

/** Later or earlier by a part of what is seen. */
export function shifted(range: Range, whole: Range, by: number): Range {
  const step = (range.to - range.from) * by;
  return within({ from: range.from + step, to: range.to + step }, whole);
}

function within(range: Range, whole: Range): Range {
  const length = Math.min(range.to - range.from, whole.to - whole.from);
  const from = Math.min(Math.max(range.from, whole.from), whole.to - length);

  return { from, to: from + length };
}

/** The person's own day. */
function dayOf(at: number): string {
  const time = new Date(at);
  return `${time.getFullYear()}-${String(time.getMonth() + 1).padStart(2, '0')}-${String(time.getDate()).padStart(2, '0')}`;
}
