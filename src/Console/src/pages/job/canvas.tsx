import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { jobHref } from '../../address';
import { get, path } from '../../api';
import { slow, useLive } from '../../live';
import { StatusBadge } from '../../parts/words';
import { go } from '../../router';
import { statuses as all, type Status } from '../../status';
import { childAt, gridOf, moved, nextOf, showing, whole, zoomed, type Grid, type View } from './grid';

interface ChildStatuses {
  readonly size: number;
  /** A letter a child. */
  readonly statuses: string;
  readonly letters: Readonly<Record<string, Status>>;
}

const height = 280;

/** Every child of an array as a cell: the wheel zooms, arrows move, Enter opens. */
export function ArrayCanvas({ jobId, counts: counted, separator }: { jobId: string; counts: string; separator: ':' | '#' }): JSX.Element | null {
  const [shown, setShown] = useState<ChildStatuses | undefined>(undefined);
  // Listing children is work for AWS Batch: asked again only when the array's own counts have changed, and seldom beside that.
  const { data: fresh, error } = useLive(`children ${jobId} ${counted}`, (signal) => get<ChildStatuses>(path('jobs', jobId, 'children'), {}, signal), { quickest: () => slow, concerns: () => false });
  const data = fresh ?? shown;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [current, setCurrent] = useState<number | undefined>(undefined);
  const [only, setOnly] = useState<Status | undefined>(undefined);
  const [view, setView] = useState<View>(whole);
  const grid = useMemo(() => gridOf(data?.size ?? 1, Math.max(1, width), height), [data?.size, width]);
  const scheme = useScheme();

  // While the next answer is under way, the last one stays.
  useEffect(() => setShown((old) => fresh ?? old), [fresh]);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) {
      return undefined;
    }

    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [data === undefined]);

  // Not passive: the page must not scroll away under a wheel that zooms.
  useEffect(() => {
    const element = canvas.current;
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      setView((old) => zoomed(grid, old, event.deltaY < 0 ? 1.25 : 0.8, event.offsetX, event.offsetY, width, height));
    };
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  }, [grid, width, data === undefined]);

  useLayoutEffect(() => {
    if (canvas.current !== null && data !== undefined && width > 0) {
      draw(canvas.current, data, grid, view, width, current, only);
    }
  }, [data, grid, view, width, current, only, scheme]);

  if (data === undefined) {
    return error === undefined ? <p class="none">Asking for its children…</p> : <p class="none">{error.message}</p>;
  }

  const statusOf = (index: number): Status => data.letters[data.statuses[index] ?? ''] ?? 'SUBMITTED';
  const letterOf = (status: Status): string => Object.entries(data.letters).find(([, name]) => name === status)?.[0] ?? '';
  const counts = all.map((status) => ({ status, count: data.statuses.split(letterOf(status)).length - 1 })).filter((one) => one.count > 0);
  const kind = separator === ':' ? 'child' : 'node';
  const open = (index: number): void => go(jobHref(`${jobId}${separator}${index}`));
  const choose = (index: number): void => {
    setCurrent(index);
    setView((old) => showing(grid, old, index, width, height));
  };
  const press = (event: KeyboardEvent): void => {
    const from = current ?? 0;
    if (event.key === 'Enter' && current !== undefined) {
      open(current);
    } else if (event.key === '+' || event.key === '-') {
      setView((old) => zoomed(grid, old, event.key === '+' ? 1.5 : 1 / 1.5, width / 2, height / 2, width, height));
    } else if (event.key === 'n' && only !== undefined) {
      choose(nextOf(data.statuses, current ?? -1, letterOf(only)) ?? from);
    } else if (/^(Arrow|Home|End)/.test(event.key)) {
      choose(current === undefined ? 0 : moved(grid, from, event.key));
    } else {
      return;
    }

    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="canvas">
      <div class="legend" role="group" aria-label="Show only">
        {counts.map(({ status, count }) => (
          <button type="button" key={status} class="chip" aria-pressed={only === status} onClick={() => setOnly(only === status ? undefined : status)}>
            <strong>{count.toLocaleString('en')}</strong> <StatusBadge status={status} />
          </button>
        ))}
        {view.zoom > 1 && <button type="button" class="quiet" onClick={() => setView(whole)}>Show all</button>}
      </div>
      <canvas
        ref={canvas}
        role="application"
        aria-label={`${data.size} ${separator === ':' ? 'children' : 'nodes'}; arrows move, Enter opens, plus and minus zoom${only === undefined ? '' : `, n goes to the next ${only} one`}`}
        tabIndex={0}
        onKeyDown={press}
        onMouseMove={(event) => setCurrent(childAt(grid, view, event.offsetX, event.offsetY))}
        onClick={(event) => { const index = childAt(grid, view, event.offsetX, event.offsetY); if (index !== undefined) { open(index); } }}
      />
      <p class="canvas-told" role="status">{current === undefined ? `A cell is a ${kind}.` : `${kind === 'child' ? 'Child' : 'Node'} ${current}: ${statusOf(current)}`}</p>
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, data: ChildStatuses, grid: Grid, view: View, width: number, current: number | undefined, only: Status | undefined): void {
  const context = canvas.getContext('2d');
  if (context === null) {
    return;
  }

  const ratio = window.devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }

  const styles = getComputedStyle(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const side = grid.cell * view.zoom;
  const gap = side >= 8 ? 2 : side >= 4 ? 1 : 0;
  // One colour after the other: changing it is what takes the time. What is not seen is not drawn.
  const [firstRow, lastRow] = [Math.floor(view.y / side), Math.min(grid.rows - 1, Math.floor((view.y + height) / side))];
  for (const [letter, status] of Object.entries(data.letters)) {
    context.fillStyle = styles.getPropertyValue(`--c-${status}`);
    context.globalAlpha = only === undefined || only === status ? 1 : 0.15;
    for (let index = data.statuses.indexOf(letter, firstRow * grid.columns); index >= 0 && index < (lastRow + 1) * grid.columns; index = data.statuses.indexOf(letter, index + 1)) {
      context.fillRect((index % grid.columns) * side - view.x, Math.floor(index / grid.columns) * side - view.y, side - gap, side - gap);
    }
  }

  context.globalAlpha = 1;
  if (current !== undefined) {
    context.strokeStyle = styles.getPropertyValue('--text');
    context.lineWidth = 2;
    context.strokeRect((current % grid.columns) * side - view.x, Math.floor(current / grid.columns) * side - view.y, side - gap, side - gap);
  }
}

/** Changes when the system goes from light to dark: the colours have to be read again. */
function useScheme(): boolean {
  const [isDark, set] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const change = (): void => set(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);

  return isDark;
}
