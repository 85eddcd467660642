import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { ApiError } from './api';
import { listen, type Listener } from './changes';

/** What a page knows of something that changes meanwhile. */
export interface Live<T> {
  /** The last answer; it stays while later questions fail. */
  readonly data: T | undefined;
  /** Why the last question failed. */
  readonly error: ApiError | undefined;
  /** Asks again now. */
  readonly reload: () => void;
}

/** Whether the stack answers; every page tells it in one place. */
export const isAway = signal(false);

/** How often is looked again. Beside that, the page looks whenever it is told that a job has moved. */
export interface Pace<T> {
  /** Shortest pause between two questions, in milliseconds. */
  readonly quickest?: (data: T) => number;
  /** Longest one, while nothing moves. */
  readonly slowest?: number;
  /** Whether what is shown may be another once these jobs have moved. */
  readonly concerns?: (jobIds: readonly string[]) => boolean;
}

/** Pause before the next look, in milliseconds: soon after a change, rarer and rarer where nothing moves or nobody answers. */
export function nextPause(before: number, happened: 'changed' | 'same' | 'failed', quickest: number, slowest: number = rare): number {
  return happened === 'changed' ? quickest : Math.max(quickest, Math.min(happened === 'failed' ? often : slowest, before * (happened === 'failed' ? 2 : 1.5)));
}

/** The pause, a quarter shorter or longer by chance: a hundred pages whose stack came back do not all ask in the same moment. */
export function jittered(pause: number, chance: number): number {
  return Math.round(pause * (0.75 + chance / 2));
}

export const quick = 1_500;

/** For what is over and will hardly change. */
export const slow = 15_000;

/** For what is told by the changes of jobs as well. */
const rare = 60_000;

/** For what AWS Batch itself may know better than the changes tell. */
export const often = 20_000;

/**
 * Asks at once, and again as long as the page is looked at. A page that was hidden, or whose machine slept, asks once when it is
 * seen again: however long it was, there is never more than one question under way.
 *
 * @param key What is asked for; another one starts anew.
 */
export function useLive<T>(key: string, load: (signal: AbortSignal) => Promise<T>, { quickest = () => quick, slowest = rare, concerns = () => true }: Pace<T> = {}): Live<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: ApiError }>({ key });
  const [asked, ask] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pause = quick;
    let seen = '';
    let isAsking = false;
    // When it looked last, and what is to be looked at again although a question is under way.
    let lookedAt = -Infinity;
    let isStale = false;

    const look = async (): Promise<void> => {
      clearTimeout(timer);
      if (isAsking || document.hidden) {
        return;
      }

      isAsking = true;
      isStale = false;
      lookedAt = performance.now();
      let happened: 'changed' | 'same' | 'failed' = 'failed';
      try {
        const data = await load(stop.signal);
        const text = JSON.stringify(data);
        happened = text === seen ? 'same' : 'changed';
        seen = text;
        isAway.value = false;
        pause = nextPause(pause, happened, quickest(data), slowest);
        setState((old) => (happened === 'same' && old.key === key && old.error === undefined ? old : { key, data }));
      } catch (error) {
        if (stop.signal.aborted) {
          return;
        }

        const told = error instanceof ApiError ? error : new ApiError(-1, String(error));
        isAway.value = told.isAway;
        pause = nextPause(pause, 'failed', quick);
        setState((old) => (old.key === key && old.data !== undefined ? { key, data: old.data, error: told } : { key, error: told }));
      } finally {
        isAsking = false;
      }

      if (!stop.signal.aborted) {
        timer = setTimeout(look, isStale ? quick : jittered(pause, Math.random()));
      }
    };
    const lookWhenSeen = (): void => {
      if (!document.hidden) {
        void look();
      }
    };

    const lookWhenMoved: Listener = (jobIds) => {
      if (jobIds !== undefined && !concerns(jobIds)) {
        return;
      }

      pause = quick;
      isStale = true;
      if (!isAsking) {
        clearTimeout(timer);
        timer = setTimeout(look, Math.max(0, quick - (performance.now() - lookedAt)));
      }
    };

    document.addEventListener('visibilitychange', lookWhenSeen);
    const deafen = listen(lookWhenMoved);
    void look();

    return () => {
      stop.abort();
      clearTimeout(timer);
      deafen();
      document.removeEventListener('visibilitychange', lookWhenSeen);
    };
  }, [key, asked]);

  const isCurrent = state.key === key;
  return { data: isCurrent ? state.data : undefined, error: isCurrent ? state.error : undefined, reload: () => ask((times) => times + 1) };
}
