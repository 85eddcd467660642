import { ApiError, get } from './api';

/** What has moved, as GET /changes tells it. */
interface Changes {
  readonly token: string;
  /** False where more has moved than is told. */
  readonly isWhole: boolean;
  readonly jobs: readonly string[];
}

/** Is told the ids of jobs that have moved; `undefined` where anything may have. */
export type Listener = (jobIds: readonly string[] | undefined) => void;

const listeners = new Set<Listener>();

export const soonest = 2_000;

const latest = 5_000;

const farthest = 30_000;

/** Pause before the next question: a question costs next to nothing, so it is never rare, unless nobody answers. */
export function pauseAfter(before: number, happened: 'moved' | 'still' | 'failed'): number {
  return happened === 'moved' ? soonest : happened === 'still' ? Math.min(latest, Math.max(soonest, before * 1.1)) : Math.min(farthest, before * 2);
}

export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Has everything on the page looked at again. */
export function lookAtAll(): void {
  listeners.forEach((listener) => listener(undefined));
}

/** Asks what has moved for as long as the page is seen: one question at a time, whatever is on the page. */
export function followChanges(): () => void {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let token: string | undefined;
  let pause = soonest;
  let isAsking = false;

  const ask = async (): Promise<void> => {
    clearTimeout(timer);
    if (isAsking || document.hidden) {
      return;
    }

    isAsking = true;
    try {
      const answer = await get<Changes>('/changes', { since: token }, stop.signal);
      // What moved before the first answer is not told, so that all is looked at once more.
      const moved = token === undefined || !answer.isWhole ? undefined : answer.jobs;
      token = answer.token;
      pause = pauseAfter(pause, moved === undefined || moved.length > 0 ? 'moved' : 'still');
      if (moved === undefined || moved.length > 0) {
        listeners.forEach((listener) => listener(moved));
      }
    } catch (error) {
      if (stop.signal.aborted) {
        return;
      }

      // A token of another stack, or of one that has forgotten it, is no token here.
      token = error instanceof ApiError && !error.isAway ? undefined : token;
      pause = pauseAfter(pause, 'failed');
    } finally {
      isAsking = false;
    }

    timer = setTimeout(ask, pause);
  };
  const askWhenSeen = (): void => {
    if (!document.hidden) {
      void ask();
    }
  };

  document.addEventListener('visibilitychange', askWhenSeen);
  timer = setTimeout(ask, soonest);

  return () => {
    stop.abort();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', askWhenSeen);
  };
}
