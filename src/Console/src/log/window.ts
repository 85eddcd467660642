/** A line of output as the API gives it. */
export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** A page of an output, with where it goes on to either side. */
export interface LogPage {
  readonly events: readonly LogEvent[];
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

interface KeptPage extends LogPage {
  /** Number of its first line, counted from the first that was shown; it stays as pages come before and after. */
  readonly first: number;
  /** In characters. */
  readonly size: number;
}

/** The pages of an output that are held; however long the output is, they are never more than there is room for. */
export class LogWindow {
  static readonly none = new LogWindow([]);

  static readonly mostLines = 4_000;

  /** In characters. */
  static readonly mostSize = 4_000_000;

  private constructor(private readonly pages: readonly KeptPage[]) {}

  static of(page: LogPage): LogWindow {
    return new LogWindow([kept(page, 0)]);
  }

  get lines(): number {
    return this.pages.reduce((sum, page) => sum + page.events.length, 0);
  }

  /** Where the output goes on before the first line, and behind the last. */
  get previous(): string | undefined {
    return this.pages[0]?.previous;
  }

  get next(): string | undefined {
    return this.pages.at(-1)?.next;
  }

  /** Each line with its number. */
  *numbered(): Iterable<LogEvent & { readonly number: number }> {
    for (const page of this.pages) {
      for (const [index, event] of page.events.entries()) {
        yield { ...event, number: page.first + index };
      }
    }
  }

  /** With a later page; the earliest ones go where there is no room. */
  append(page: LogPage): { window: LogWindow; isCut: boolean } {
    const last = this.pages.at(-1);
    if (last !== undefined && page.events.length === 0) {
      return { window: new LogWindow([...this.pages.slice(0, -1), { ...last, next: page.next ?? last.next }]), isCut: false };
    }

    const pages = [...this.pages, kept(page, last === undefined ? 0 : last.first + last.events.length)];
    const from = pages.findIndex((_, index) => fits(pages.slice(index)));
    return { window: new LogWindow(pages.slice(from)), isCut: from > 0 };
  }

  /** With an earlier page; the latest ones go where there is no room. */
  prepend(page: LogPage): { window: LogWindow; isCut: boolean } {
    const first = this.pages[0];
    if (first !== undefined && page.events.length === 0) {
      return { window: new LogWindow([{ ...first, previous: page.previous ?? first.previous }, ...this.pages.slice(1)]), isCut: false };
    }

    const pages = [kept(page, (first?.first ?? 0) - page.events.length), ...this.pages];
    let to = pages.length;
    while (!fits(pages.slice(0, to))) {
      to--;
    }

    return { window: new LogWindow(pages.slice(0, to)), isCut: to < pages.length };
  }
}

function kept(page: LogPage, first: number): KeptPage {
  return { ...page, first, size: page.events.reduce((sum, event) => sum + event.message.length, 0) };
}

/** One page always does, or nothing could be shown. */
function fits(pages: readonly KeptPage[]): boolean {
  return pages.length <= 1
    || (pages.reduce((sum, page) => sum + page.events.length, 0) <= LogWindow.mostLines && pages.reduce((sum, page) => sum + page.size, 0) <= LogWindow.mostSize);
}
