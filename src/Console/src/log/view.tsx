import type { JSX } from 'preact';
import { memo } from 'preact/compat';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { clock, moment } from '../format';
import { quick } from '../live';
import { pieces, plain } from './terminal';
import { LogReader, type LogChoice, type LogStart } from './reader';
import type { LogEvent } from './window';

interface LogViewProps {
  readonly jobId: string;
  readonly choice: LogChoice;
  /** The attempt goes on: more may be written. */
  readonly isOpen: boolean;
  readonly start: LogStart;
  /** Address of a line, by its time. */
  readonly lineHref: (at: number) => string;
  readonly name: string;
}

const wrapKey = 'log.wrap';

/** The output of one attempt: it follows until somebody scrolls up. */
export function LogView({ jobId, choice, isOpen, start, lineHref, name }: LogViewProps): JSX.Element {
  const key = JSON.stringify([jobId, choice, start]);
  const reader = useMemo(() => new LogReader(jobId, choice), [key]);
  const { window: lines, hasStream, hasStart, hasEnd, isLoading, error } = reader.state.value;
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(start === 'end');
  const [wraps, setWraps] = useState(stored(wrapKey) !== 'no');
  const [search, setSearch] = useState('');
  const [hit, setHit] = useState(0);
  const seen = useRef(lines);
  const anchor = useRef<{ line: string; top: number } | undefined>(undefined);

  useEffect(() => {
    setFollows(start === 'end');
    void reader.open(start);
    return () => reader.stop();
  }, [reader]);

  useEffect(() => {
    if (!isOpen || !follows) {
      return undefined;
    }

    const timer = setInterval(() => {
      if (!document.hidden) {
        void reader.follow();
      }
    }, quick);
    return () => clearInterval(timer);
  }, [reader, isOpen, follows]);

  // An attempt that has just ended may have written its last lines after the last look.
  useEffect(() => {
    if (!isOpen && follows) {
      void reader.follow();
    }
  }, [reader, isOpen]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) {
      return;
    }

    // What is held waits for the lines that were asked for: a change of anything else does not move them.
    const isNew = seen.current !== lines;
    seen.current = lines;
    if (follows) {
      element.scrollTop = element.scrollHeight;
    } else if (isNew && anchor.current !== undefined) {
      const line = element.querySelector(`[data-line="${anchor.current.line}"]`);
      element.scrollTop += line === null ? 0 : topOf(line) - anchor.current.top;
      anchor.current = undefined;
    }
  }, [lines, follows, wraps]);

  const shown = useMemo(() => [...lines.numbered()], [lines]);
  const hits = useMemo(() => matches(shown, search), [shown, search]);
  const current = hits.length === 0 ? undefined : hits[Math.min(hit, hits.length - 1)];
  useEffect(() => {
    if (current !== undefined) {
      setFollows(false);
      box.current?.querySelector(`[data-line="${current}"]`)?.scrollIntoView({ block: 'center' });
    }
  }, [current]);

  // The line that is read stays where it is, whatever comes before it and goes behind it, or the other way round.
  const hold = (line: Element | null | undefined): void => {
    anchor.current = line instanceof HTMLElement ? { line: line.dataset['line'] ?? '', top: topOf(line) } : undefined;
  };
  const earlier = async (): Promise<void> => {
    hold(box.current?.querySelector('.line'));
    await reader.earlier();
  };
  const later = async (): Promise<void> => {
    hold([...box.current?.querySelectorAll('.line') ?? []].at(-1));
    await reader.later();
  };
  const scrolled = (): void => {
    const element = box.current;
    if (element === null) {
      return;
    }

    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 8;
    setFollows(isAtEnd && hasEnd);
    if (isAtEnd && !hasEnd) {
      void later();
    } else if (element.scrollTop < 40 && !isAtEnd && !hasStart && lines.lines > 0) {
      void earlier();
    }
  };
  const jump = (): void => {
    setSearch('');
    setFollows(true);
    void (hasEnd ? reader.later() : reader.open('end'));
  };
  const step = (by: number): void => setHit(hits.length === 0 ? 0 : (Math.min(hit, hits.length - 1) + by + hits.length) % hits.length);
  const wrap = (isWrapped: boolean): void => {
    setWraps(isWrapped);
    store(wrapKey, isWrapped ? 'yes' : 'no');
  };

  return (
    <section class="log" aria-label="Output">
      <div class="log-tools">
        <input
          type="search"
          aria-label="Search the lines that are loaded"
          placeholder="Search these lines"
          value={search}
          onInput={(event) => { setSearch(event.currentTarget.value); setHit(0); }}
          onKeyDown={(event) => { if (event.key === 'Enter') { event.preventDefault(); step(event.shiftKey ? -1 : 1); } }}
        />
        {search !== '' && <span role="status">{hits.length === 0 ? 'none' : `${Math.min(hit, hits.length - 1) + 1} of ${hits.length}`}</span>}
        <label class="check"><input type="checkbox" checked={wraps} onChange={(event) => wrap(event.currentTarget.checked)} /> Wrap</label>
        <button type="button" onClick={() => void reader.open('start').then(() => { setFollows(false); box.current?.scrollTo({ top: 0 }); })}>First lines</button>
        <button type="button" onClick={jump} disabled={follows && hasEnd}>Jump to the end</button>
        <button type="button" disabled={shown.length === 0} onClick={() => download(name, shown)}>Download these lines</button>
        <span class="log-state" role="status">{follows && isOpen ? 'following' : ''}</span>
      </div>
      {error !== undefined && <p class="notice error" role="alert">{error}</p>}
      <div ref={box} class={`log-lines${wraps ? ' wraps' : ''}${isOpen || shown.length > 20 ? ' tall' : ''}`} role="log" aria-live="off" aria-label="Lines" tabIndex={0} onScroll={scrolled}>
        {shown.length > 0 && !hasStart && <button type="button" class="quiet" onClick={() => void earlier()}>Earlier lines</button>}
        {shown.length > 0 && hasStart && <p class="log-edge">first line</p>}
        {shown.map((line) => (
          <Line key={line.number} line={line} href={lineHref(line.timestamp)} isHit={line.number === current || (start !== 'end' && line.timestamp === start)} />
        ))}
        {shown.length === 0 && !isLoading && <p class="log-edge">{hasStream ? 'It has written nothing yet.' : isOpen ? 'No output yet.' : 'It left no output.'}</p>}
        {shown.length > 0 && !hasEnd && <button type="button" class="quiet" onClick={() => void later()}>Later lines</button>}
      </div>
    </section>
  );
}

/** Where it is in the window, which scrolling changes and what is around it does not. */
function topOf(line: Element): number {
  return line.getBoundingClientRect().top - (line.parentElement?.getBoundingClientRect().top ?? 0);
}

/** Most characters of a line that are shown at once. */
const longLine = 5_000;

const Line = memo(function Line({ line, href, isHit }: { line: LogEvent & { number: number }; href: string; isHit: boolean }): JSX.Element {
  const [isWhole, show] = useState(false);
  const text = isWhole ? line.message : line.message.slice(0, longLine);
  return (
    <div class={isHit ? 'line hit' : 'line'} data-line={line.number}>
      <a href={href} title={moment(line.timestamp)} tabIndex={-1}>{clock(line.timestamp)}</a>
      <span class="line-text" dir="ltr">
        {pieces(text).map((piece) => (piece.look === '' && piece.color === undefined && piece.background === undefined
          ? piece.text
          : <span class={piece.look} style={{ color: piece.color, backgroundColor: piece.background }}>{piece.text}</span>))}
        {text.length < line.message.length && <button type="button" onClick={() => show(true)}>… all {line.message.length.toLocaleString('en')} characters</button>}
      </span>
    </div>
  );
}, (before, after) => before.line.number === after.line.number && before.line.message === after.line.message && before.isHit === after.isHit && before.href === after.href);

/** Numbers of the lines that have the text, in any letter case. */
function matches(lines: readonly (LogEvent & { number: number })[], search: string): number[] {
  const sought = search.toLowerCase();
  return sought === '' ? [] : lines.filter((line) => plain(line.message).toLowerCase().includes(sought)).map((line) => line.number);
}

function download(name: string, lines: readonly LogEvent[]): void {
  const url = URL.createObjectURL(new Blob([lines.map((line) => `${line.message}\n`).join('')], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replace(/[^A-Za-z0-9_.-]/g, '_')}.log`;
  link.click();
  URL.revokeObjectURL(url);
}

/** A browser may forbid a page to keep anything; then its choice lasts as long as the page. */
function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Not remembered, then.
  }
}
