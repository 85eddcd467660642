import { describe, expect, test } from 'vitest';
import { LogWindow, type LogPage } from '../src/log/window';

const page = (first: number, lines: number, text = 'x'): LogPage => ({
  events: Array.from({ length: lines }, (_, index) => ({ timestamp: first + index, message: text })),
  previous: `b/${first}`,
  next: `f/${first + lines}`,
});
const times = (window: LogWindow): number[] => [...window.numbered()].map((line) => line.timestamp);

describe('the window of an output', () => {
  test('grows at both ends, and its lines keep their numbers', () => {
    const { window } = LogWindow.of(page(100, 2)).append(page(102, 1)).window.prepend(page(99, 1));

    expect(times(window)).toEqual([99, 100, 101, 102]);
    expect([...window.numbered()].map((line) => line.number)).toEqual([-1, 0, 1, 2]);
    expect([window.previous, window.next]).toEqual(['b/99', 'f/103']);
  });

  test('lets the earliest pages go as later ones come, and knows where to read them again', () => {
    let window = LogWindow.of(page(0, 1_000));
    let cuts = 0;
    for (let first = 1_000; first < 1_000_000; first += 1_000) {
      const step = window.append(page(first, 1_000));
      window = step.window;
      cuts += step.isCut ? 1 : 0;
    }

    expect(window.lines).toBe(LogWindow.mostLines);
    expect(cuts).toBe(1_000 - 4);
    expect([window.previous, window.next]).toEqual(['b/996000', 'f/1000000']);
  });

  test('lets the latest pages go as earlier ones come', () => {
    let window = LogWindow.of(page(9_000, 1_000));
    for (let first = 8_000; first >= 0; first -= 1_000) {
      window = window.prepend(page(first, 1_000)).window;
    }

    expect([window.previous, window.next]).toEqual(['b/0', 'f/4000']);
  });

  test('is bounded by characters, too, but for one page that alone is more', () => {
    const large = 'x'.repeat(150_000);
    let window = LogWindow.of(page(0, 40, large));
    expect(window.lines).toBe(40);

    window = window.append(page(40, 10, large)).window;
    expect(times(window)[0]).toBe(40);
  });

  test('an empty page moves only the place where it goes on', () => {
    const { window, isCut } = LogWindow.of(page(0, 1)).append({ events: [], previous: 'b/9', next: 'f/9' });

    expect([window.lines, window.previous, window.next, isCut]).toEqual([1, 'b/0', 'f/9', false]);
  });
});
