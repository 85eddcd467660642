import { signal, type ReadonlySignal } from '@preact/signals';
import { ApiError, get, path } from '../api';
import { LogWindow, type LogEvent, type LogPage } from './window';

/** Which output of a job: of one attempt, and where there are several, of one container or node. */
export interface LogChoice {
  readonly attempt?: string | undefined;
  readonly container?: string | undefined;
  readonly node?: string | undefined;
}

/** Where reading starts: at the last lines, at the first, or at the first of a moment in milliseconds. */
export type LogStart = 'end' | 'start' | number;

interface LogAnswer {
  readonly attempt: number;
  readonly logStreamName?: string;
  readonly events: readonly LogEvent[];
  readonly isEnd: boolean;
  readonly nextToken?: string;
  readonly previousToken?: string;
}

/** What is known of an output now. */
export interface LogState {
  readonly window: LogWindow;
  readonly attempt: number | undefined;
  /** There is a stream at all. */
  readonly hasStream: boolean;
  /** The first, or last, line of the output is in the window. */
  readonly hasStart: boolean;
  readonly hasEnd: boolean;
  readonly isLoading: boolean;
  readonly error: string | undefined;
}

const nothing: LogState = { window: LogWindow.none, attempt: undefined, hasStream: false, hasStart: false, hasEnd: false, isLoading: true, error: undefined };

/** An answer stays below 200 KB: what is around the lines takes the rest. */
const size = { limit: '1000', maxBytes: '180000' };

const short = 200;

const mostPagesBehind = 2;

/** Reads an output from either end and follows it, holding a window of it: what was let go is read again when somebody scrolls there. */
export class LogReader {
  readonly #state = signal<LogState>(nothing);
  readonly #stop = new AbortController();
  readonly #path: string;
  readonly #choice: LogChoice;
  #isBusy = false;

  constructor(jobId: string, choice: LogChoice) {
    this.#path = path('jobs', jobId, 'logs');
    this.#choice = choice;
  }

  get state(): ReadonlySignal<LogState> {
    return this.#state;
  }

  stop(): void {
    this.#stop.abort();
  }

  async open(where: LogStart): Promise<void> {
    await this.#read(where === 'end' ? { tail: 'true' } : where === 'start' ? {} : { from: String(where) }, (answer) => ({
      ...nothing,
      window: LogWindow.of(pageOf(answer)),
      attempt: answer.attempt,
      hasStream: answer.logStreamName !== undefined,
      hasStart: where === 'start',
      hasEnd: where === 'end' || answer.isEnd,
      isLoading: false,
    }));
    // A short output is all there, which only a look before its first line tells.
    const { window, hasStart } = this.#state.value;
    if (!hasStart && window.lines > 0 && window.lines < short) {
      await this.earlier();
    }
  }

  /** What was written behind the window, if anything was. Where there was no stream yet, its end. */
  async later(): Promise<void> {
    const token = this.#state.value.window.next;
    if (token === undefined) {
      return this.open('end');
    }

    await this.#read({ nextToken: token }, (answer, state) => {
      const { window, isCut } = state.window.append(pageOf(answer));
      return { ...state, window, hasStart: state.hasStart && !isCut, hasEnd: answer.isEnd || answer.nextToken === token, isLoading: false, error: undefined };
    });
  }

  /** The newest lines. What lies a few pages behind is read up to; what is farther is left out, as nobody reads what flies by so fast. */
  async follow(): Promise<void> {
    for (let pages = 0; pages < mostPagesBehind; pages++) {
      await this.later();
      if (this.#state.value.hasEnd || this.#state.value.error !== undefined) {
        return;
      }
    }

    await this.open('end');
  }

  /** What stands before the window. */
  async earlier(): Promise<void> {
    const token = this.#state.value.window.previous;
    if (token === undefined || this.#state.value.hasStart) {
      return;
    }

    await this.#read({ nextToken: token }, (answer, state) => {
      const { window, isCut } = state.window.prepend(pageOf(answer));
      return { ...state, window, hasStart: answer.previousToken === token, hasEnd: state.hasEnd && !isCut, isLoading: false, error: undefined };
    });
  }

  async #read(query: Readonly<Record<string, string>>, take: (answer: LogAnswer, state: LogState) => LogState): Promise<void> {
    if (this.#isBusy) {
      return;
    }

    this.#isBusy = true;
    try {
      const answer = await get<LogAnswer>(this.#path, { ...size, ...this.#choice, ...query }, this.#stop.signal);
      this.#state.value = take(answer, this.#state.value);
    } catch (error) {
      if (!this.#stop.signal.aborted) {
        this.#state.value = { ...this.#state.value, isLoading: false, error: error instanceof ApiError ? error.message : String(error) };
      }
    } finally {
      this.#isBusy = false;
    }
  }
}

function pageOf(answer: LogAnswer): LogPage {
  return { events: answer.events, previous: answer.previousToken, next: answer.nextToken };
}
