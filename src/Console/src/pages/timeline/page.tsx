import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { href, jobHref, jobsHref } from '../../address';
import { ApiError } from '../../api';
import { count, duration, moment } from '../../format';
import { useLive } from '../../live';
import { Name, Notice, useNow } from '../../parts/words';
import { address } from '../../router';
import { cut, visible } from '../../text';
import { spansOf, type Phase } from '../job/spans';
import { listCourses, shifted, zoomed, type Course, type Range } from './courses';
import { Sums } from './sums';

const phases: readonly Phase[] = ['waiting', 'starting', 'running'];

/** Rows that are held: the page stays usable with them. */
const mostRows = 1_000;

const filters = ['submissionId', 'jobQueue', 'status', 'namePrefix', 'createdAfter', 'createdBefore'] as const;

/** The jobs of a submission or of a queue, a row each, and what they add up to. */
export function TimelinePage(): JSX.Element {
  const { query } = address.value;
  const asked = Object.fromEntries(filters.map((name) => [name, query.get(name) ?? undefined]));
  const key = JSON.stringify(asked);
  const { data, error } = useLive(`timeline ${key}`, (signal) => listCourses(asked, signal));
  const [older, setOlder] = useState<{ readonly jobs: readonly Course[]; readonly next?: string | undefined } | undefined>(undefined);
  const [refused, setRefused] = useState<string | undefined>(undefined);
  const now = useNow();
  useEffect(() => setOlder(undefined), [key]);
  const courses = useMemo(() => [...new Map([...(older?.jobs ?? []), ...(data?.jobs ?? [])].map((job) => [job.jobId, job])).values()].toSorted((a, b) => a.createdAt - b.createdAt), [data, older]);
  const next = older === undefined ? data?.nextToken : older.next;
  const more = async (): Promise<void> => {
    try {
      const page = await listCourses({ ...asked, nextToken: next }, new AbortController().signal);
      setOlder((old) => ({ jobs: [...(old?.jobs ?? []), ...page.jobs], next: page.nextToken }));
      setRefused(undefined);
    } catch (failed) {
      setRefused(failed instanceof ApiError ? failed.message : String(failed));
    }
  };

  return (
    <>
      <h1>Timeline</h1>
      <p class="none">
        {asked['submissionId'] !== undefined ? <>Submission <code>{visible(asked['submissionId'])}</code></> : asked['jobQueue'] !== undefined ? <>Queue <Name text={asked['jobQueue']} /></> : 'All jobs'}
        : <a href={jobsHref(asked)}>as a list</a>{asked['submissionId'] !== undefined && <> · <a href={href(['graph'], { submissionId: asked['submissionId'] })}>as a graph</a></>}
      </p>
      {error !== undefined && !error.isAway && <Notice>{error.message}</Notice>}
      {data === undefined && error === undefined && <p class="loading">Asking…</p>}
      {data !== undefined && courses.length === 0 && <p class="none">No job is so.</p>}
      {courses.length > 0 && (
        <>
          <Rows courses={courses} now={now} />
          {refused !== undefined && <Notice>{refused}</Notice>}
          <p class="pages">
            <span>{count(courses.length, 'job')}{next === undefined ? ', all of them' : ', the newest'}</span>
            {next !== undefined && (courses.length < mostRows ? <button type="button" onClick={() => void more()}>Older jobs as well</button> : <span>A filter shows those before.</span>)}
          </p>
          <Sums courses={courses} now={now} isPart={next !== undefined} />
        </>
      )}
    </>
  );
}

function Rows({ courses, now }: { courses: readonly Course[]; now: number }): JSX.Element {
  const rows = courses.map((course) => ({ course, spans: spansOf(course, now) }));
  const whole: Range = { from: Math.min(...courses.map((course) => course.createdAt)), to: Math.max(1, ...rows.flatMap(({ course, spans }) => [course.createdAt + 1, ...spans.map((span) => span.to)])) };
  const [chosen, choose] = useState<Range | undefined>(undefined);
  const seen = chosen ?? whole;
  const length = Math.max(1, seen.to - seen.from);
  const box = useRef<HTMLOListElement>(null);
  const middle = (seen.from + seen.to) / 2;
  const place = (at: number): number => Math.min(100, Math.max(0, ((at - seen.from) / length) * 100));

  // Not passive: the page must not be zoomed by what zooms the timeline. Without Ctrl the wheel scrolls.
  useEffect(() => {
    const element = box.current;
    const wheel = (event: WheelEvent): void => {
      const bar = element?.querySelector('.timeline-row')?.getBoundingClientRect();
      if (event.ctrlKey && bar !== undefined) {
        event.preventDefault();
        choose(zoomed(seen, whole, event.deltaY < 0 ? 1.5 : 1 / 1.5, seen.from + length * Math.min(1, Math.max(0, (event.clientX - bar.left) / bar.width))));
      }
    };
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  }, [seen.from, seen.to, whole.from, whole.to]);

  return (
    <section aria-label="Jobs by time">
      <div class="row timeline-tools">
        <ul class="legend">{phases.map((phase) => <li key={phase}><span class={`span-key ${phase}`} aria-hidden="true" /> {phase}</li>)}</ul>
        <span class="row">
          <button type="button" aria-label="Earlier" disabled={chosen === undefined} onClick={() => choose(shifted(seen, whole, -0.5))}>←</button>
          <button type="button" aria-label="Nearer" onClick={() => choose(zoomed(seen, whole, 2, middle))}>+</button>
          <button type="button" aria-label="Farther" disabled={chosen === undefined} onClick={() => choose(zoomed(seen, whole, 0.5, middle))}>−</button>
          <button type="button" aria-label="Later" disabled={chosen === undefined} onClick={() => choose(shifted(seen, whole, 0.5))}>→</button>
          {chosen !== undefined && <button type="button" onClick={() => choose(undefined)}>All</button>}
        </span>
        <span class="none" role="status">{moment(seen.from)} to {moment(seen.to)}, {duration(length)}</span>
      </div>
      <ol class="timeline many" ref={box}>
        {rows.map(({ course, spans }) => (
          <li key={course.jobId}>
            <a data-row class="timeline-job" href={jobHref(course.jobId)} title={cut(visible(course.jobName), 300)}><Name text={course.jobName} most={40} /></a>
            <span class="timeline-row" role="img" aria-label={`${course.status}: ${phases.map((phase) => `${phase} ${duration(spans.filter((span) => span.phase === phase).reduce((sum, span) => sum + span.to - span.from, 0))}`).join(', ')}`}>
              {spans.filter((span) => span.to >= seen.from && span.from <= seen.to).map((span) => (
                <span key={span.from} class={`span ${span.phase}`} style={{ left: `${place(span.from)}%`, width: `${place(span.to) - place(span.from)}%` }} />
              ))}
              {course.status === 'FAILED' && <span class="timeline-failed" aria-hidden="true" style={{ left: `${place(spans.at(-1)?.to ?? course.createdAt)}%` }}>✕</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
