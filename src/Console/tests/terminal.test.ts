import { describe, expect, test } from 'vitest';
import { pieces, plain } from '../src/log/terminal';

const esc = '\u001b';
const shown = (line: string): string => pieces(line).map((piece) => piece.text).join('');

describe('a line of output', () => {
  test.each([
    ['plain text', 'plain text'],
    ['10%\r100%', '100%'],
    ['longer text\rshort', 'shortr text'],
    [`longer text\r${esc}[Kshort`, 'short'],
    ['ab\bc', 'ac'],
    [`${esc}[31mred${esc}[0m and plain`, 'red and plain'],
    [`${esc}]0;title\u0007seen`, 'seen'],
    [`${esc}]8;;http://evil.example${esc}\\link${esc}]8;;${esc}\\`, 'link'],
    [`${esc}[2J${esc}[Hcleared`, 'cleared'],
    [`${esc}Pq#0;2;0;0;0${esc}\\sixel`, 'sixel'],
    [`${esc}(Bcharset`, 'charset'],
    [`\u009b31mred\u009b0m`, 'red'],
    [`never closed ${esc}]0;title`, 'never closed '],
    ['\r', ''],
    ['', ''],
    ['\u202egnp.exe\u0000', '⟨U+202E⟩gnp.exe␀'],
    [`😀\r${esc}[1mé`, 'é'],
  ])('%j is shown as %j', (line, expected) => {
    expect(shown(line)).toBe(expected);
    expect(plain(line)).toBe(shown(line));
  });

  test.each([
    [`${esc}[31mx`, 'ansi-red'],
    [`${esc}[1;32mx`, 'ansi-bold ansi-green'],
    [`${esc}[1m${esc}[31mx`, 'ansi-bold ansi-red'],
    [`${esc}[91mx`, 'ansi-bright-red'],
    [`${esc}[44mx`, 'ansi-blue-bg'],
    [`${esc}[31;0mx`, ''],
    [`${esc}[0;31mx`, 'ansi-red'],
  ])('%j looks like %s', (line, look) => {
    expect(pieces(line).map((piece) => piece.look)).toEqual([look]);
  });

  test.each([
    [`${esc}[38;5;196mx`, 'rgb(255, 0, 0)'],
    [`${esc}[38;5;255mx`, 'rgb(238, 238, 238)'],
    [`${esc}[38;2;1;0;3mx`, 'rgb(1, 0, 3)'],
    [`${esc}[38:2::1:0:3mx`, 'rgb(1, 0, 3)'],
  ])('%j has the colour %s', (line, color) => {
    expect(pieces(line)[0]?.color?.replaceAll(/, */g, ', ')).toBe(color);
  });

  test('of a quarter of a megabyte that sets colours all the time is drawn', () => {
    const line = Array.from({ length: 15_000 }, (_, index) => `${esc}[38;5;${index % 256}ma${esc}[1mb`).join('');

    expect(shown(line)).toBe('ab'.repeat(15_000));
    expect(pieces(line).length).toBeLessThan(1_100);
  });
});
