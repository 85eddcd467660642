import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { ApiError } from './api';

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

/** Pause before the next look, in milliseconds: soon after a change, rarer and rarer where nothing moves or nobody answers. */
export function nextPause(before: number, happened: 'changed' | 'same' | 'failed', quickest: number): number {
  return happened === 'changed' ? quickest : Math.min(slowest, Math.max(quickest, before * (happened === 'failed' ? 2 : 1.5)));
}

/** The pause, a quarter shorter or longer by chance: a hundred pages whose stack came back do not all ask in the same moment. */
export function jittered(pause: number, chance: number): number {
  return Math.round(pause * (0.75 + chance / 2));
}

export const quick = 1_500;

/** For what is over and will hardly change. */
export const slow = 15_000;

const slowest = 20_000;

/**
 * Asks at once, and again as long as the page is looked at. A page that was hidden, or whose machine slept, asks once when it is
 * seen again: however long it was, there is never more than one question under way.
 *
 * @param key What is asked for; another one starts anew.
 * @param quickest Shortest pause between two questions.
 */
export function useLive<T>(key: string, load: (signal: AbortSignal) => Promise<T>, quickest: (data: T) => number = () => quick): Live<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: ApiError }>({ key });
  const [asked, ask] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pause = quick;
    let seen = '';
    let isAsking = false;

    const look = async (): Promise<void> => {
      clearTimeout(timer);
      if (isAsking || document.hidden) {
        return;
      }

      isAsking = true;
      let happened: 'changed' | 'same' | 'failed' = 'failed';
      try {
        const data = await load(stop.signal);
        const text = JSON.stringify(data);
        happened = text === seen ? 'same' : 'changed';
        seen = text;
        isAway.value = false;
        pause = nextPause(pause, happened, quickest(data));
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
        timer = setTimeout(look, jittered(pause, Math.random()));
      }
    };
    const lookWhenSeen = (): void => {
      if (!document.hidden) {
        void look();
      }
    };

    document.addEventListener('visibilitychange', lookWhenSeen);
    void look();

    return () => {
      stop.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', lookWhenSeen);
    };
  }, [key, asked]);

  const isCurrent = state.key === key;
  return { data: isCurrent ? state.data : undefined, error: isCurrent ? state.error : undefined, reload: () => ask((times) => times + 1) };
}
