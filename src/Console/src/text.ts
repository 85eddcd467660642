/**
 * What strangers wrote, safe to read: characters that command terminals, turn the direction of reading or cannot be seen are shown
 * by their names. Line ends and tabs stay where `keepLines` says so.
 */
export function visible(text: string, keepLines = false): string {
  // Most texts have nothing of it.
  return hidden.test(text) ? text.replace(hiddenAll, (found) => (keepLines && (found === '\n' || found === '\t') ? found : nameOf(found))) : text;
}

/** A text cut to so many characters, never within one. */
export function cut(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }

  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? most - 1 : most) + '…';
}

/** Last part of an ARN, or the name itself. */
export function nameOfArn(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

/** A text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

// Controls of C0, DEL and C1; marks, embeddings, overrides and isolates of direction; separators and spaces without width.
const hiddenCharacters = '[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]';
const hidden = new RegExp(hiddenCharacters);
const hiddenAll = new RegExp(hiddenCharacters, 'g');

function nameOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) {
    return String.fromCharCode(0x2400 + code);
  }

  return code === 0x7f ? '\u2421' : `\u27e8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
}
