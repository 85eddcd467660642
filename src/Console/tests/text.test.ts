import { describe, expect, test } from 'vitest';
import { cut, nameOfArn, shellWord, visible } from '../src/text';

describe('what strangers wrote', () => {
  test.each([
    ['plain, ünïcode 漢字 👩‍👩‍👧', 'plain, ünïcode 漢字 👩‍👩‍👧'],
    ['a\u001b[31mb', 'a␛[31mb'],
    ['a\u0000\u007f\u0085', 'a␀␡⟨U+0085⟩'],
    ['invoice\u202efdp.exe', 'invoice⟨U+202E⟩fdp.exe'],
    ['a\u200bb\ufeffc\u2066d', 'a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+2066⟩d'],
    ['line\none', 'line␊one'],
    ['<b>&amp;', '<b>&amp;'],
  ])('%j is shown as %j', (text, shown) => expect(visible(text)).toBe(shown));

  test('keeps its lines where there is room for them', () => expect(visible('a\n\tb\r', true)).toBe('a\n\tb␍'));

  test('is cut between characters', () => {
    expect(cut('12345', 5)).toBe('12345');
    expect(cut('123456', 5)).toBe('12345…');
    expect(cut('1234😀6', 5)).toBe('1234…');
  });

  test.each([['a', `'a'`], [`it's`, `'it'\\''s'`], ['$(reboot) `x` "', `'$(reboot) \`x\` "'`]])('%j is the word %s of a shell', (text, word) => expect(shellWord(text)).toBe(word));

  test('an ARN is told by its name', () => expect(nameOfArn('arn:aws:batch:us-east-1:1:job-queue/default')).toBe('default'));
});
