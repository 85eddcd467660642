import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { href, jobHref, jobsHref } from './address';
import { followChanges, lookAtAll } from './changes';
import { keyAction, keys } from './keys';
import { isAway } from './live';
import { GraphPage } from './pages/graph/page';
import { JobPage } from './pages/job/page';
import { JobsPage } from './pages/jobs/page';
import { OverviewPage } from './pages/overview/page';
import { TimelinePage } from './pages/timeline/page';
import { Dialog } from './parts/dialog';
import { address, go } from './router';

/** What is on every page: where one can go, the search, and whether the stack answers. */
export function App(): JSX.Element {
  const search = useRef<HTMLInputElement>(null);
  const [showsKeys, showKeys] = useState(false);
  useEffect(followChanges, []);
  useKeys(() => search.current?.focus(), () => showKeys(true));
  const [first, second] = address.value.path;

  return (
    <>
      <a class="skip" href={location.hash} onClick={(event) => { event.preventDefault(); document.querySelector('main')?.focus(); }}>Skip to the content</a>
      <header>
        <a class="home" href={href([])}>BatchFunctions</a>
        <nav aria-label="Pages">
          <a href={href([])} aria-current={first === undefined ? 'page' : undefined}>Overview</a>
          <a href={jobsHref({})} aria-current={first === 'jobs' && second === undefined ? 'page' : undefined}>Jobs</a>
          <a href={href(['timeline'])} aria-current={first === 'timeline' ? 'page' : undefined}>Timeline</a>
        </nav>
        <form role="search" onSubmit={(event) => { event.preventDefault(); find(search.current?.value ?? ''); }}>
          <input ref={search} type="search" aria-label="Job id, or the beginning of a name" placeholder="Job id or name  ( / )" />
        </form>
        <button type="button" class="quiet" aria-label="Keys" onClick={() => showKeys(true)}>?</button>
      </header>
      <div class="away" role="status">{isAway.value ? 'The stack does not answer. Trying again; what you see is from before.' : ''}</div>
      <main tabIndex={-1}>{pageOf(first, second)}</main>
      {showsKeys && (
        <Dialog title="Keys" onClose={() => showKeys(false)}>
          <dl class="keys">
            {keys.map((key) => <div key={key.keys}><dt><kbd>{key.keys}</kbd></dt><dd>{key.does}</dd></div>)}
          </dl>
          <form method="dialog"><button>Close</button></form>
        </Dialog>
      )}
    </>
  );
}

function pageOf(first: string | undefined, second: string | undefined): JSX.Element {
  switch (first) {
    case undefined:
      return <OverviewPage />;
    case 'jobs':
      return second === undefined ? <JobsPage /> : <JobPage key={second} jobId={second} />;
    case 'timeline':
      return <TimelinePage />;
    case 'graph':
      return <GraphPage />;
    default:
      return <><h1>Nothing here</h1><p>There is no such page. <a href={href([])}>Go to the overview</a>.</p></>;
  }
}

/** A whole job id opens the job, everything else is the beginning of a name. */
function find(text: string): void {
  const sought = text.trim();
  if (sought !== '') {
    go(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}([:#][0-9]+)?$/i.test(sought) ? jobHref(sought) : jobsHref({ namePrefix: sought }));
  }
}

function useKeys(search: () => void, help: () => void): void {
  useEffect(() => {
    let before = '';
    const pressed = (event: KeyboardEvent): void => {
      const target = event.target;
      const isTyping = target instanceof HTMLElement && (target.matches('input:not([type=checkbox]), select, textarea') || target.closest('dialog') !== null);
      if (isTyping || event.ctrlKey || event.altKey || event.metaKey) {
        before = '';
        return;
      }

      const action = keyAction(before, event.key);
      before = action === 'wait' ? event.key : '';
      if (action === undefined || action === 'wait') {
        return;
      }

      event.preventDefault();
      if (action === 'search') {
        search();
      } else if (action === 'help') {
        help();
      } else if (action === 'next' || action === 'previous') {
        moveFocus(action === 'next' ? 1 : -1);
      } else if (action === 'choose') {
        document.activeElement?.closest('tr')?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
      } else if (action === 'again') {
        lookAtAll();
      } else if (action === 'older') {
        document.querySelector<HTMLAnchorElement>('a[rel=next]')?.click();
      } else if (action === 'output') {
        document.querySelector<HTMLElement>('.log-lines')?.focus();
      } else {
        const to = placeOf(action);
        if (to !== undefined) {
          go(to);
        }
      }
    };

    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}

/** Where `g` and a letter lead; what is shown goes along, where it can. */
function placeOf(action: 'overview' | 'jobs' | 'failed' | 'running' | 'timeline' | 'graph'): string | undefined {
  switch (action) {
    case 'overview':
      return href([]);
    case 'failed':
      return jobsHref({ status: 'FAILED' });
    case 'running':
      return jobsHref({ status: 'RUNNING' });
    case 'timeline':
    case 'graph':
      // The page itself says where its own lie.
      return document.querySelector<HTMLAnchorElement>(`a[data-${action}]`)?.hash ?? (action === 'timeline' ? href(['timeline']) : undefined);
    default:
      return jobsHref({});
  }
}

/** To the next row of the page's list. */
function moveFocus(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const now = rows.indexOf(document.activeElement as HTMLElement);
  rows[now < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, now + by))]?.focus();
}
