import Anser from 'anser';
import { visible } from '../text';

/** A piece of a line with one look. */
export interface Piece {
  readonly text: string;
  /** Names of classes; empty for plain text. */
  readonly look: string;
  /** Colours beyond the sixteen, as `r, g, b`. */
  readonly color?: string;
  readonly background?: string;
}

/**
 * A line of output as a terminal shows it at the end: colours kept, carriage return and backspace overwrite, what moves the cursor
 * elsewhere, sets titles or rings is dropped. Nothing of it is ever markup.
 */
export function pieces(line: string): readonly Piece[] {
  if (!commands.test(line)) {
    return [{ text: visible(line), look: '' }];
  }

  const runs = drawn(line);
  const rest = runs.slice(mostLooks).map((run) => run.text).join('');
  return [...runs.slice(0, mostLooks).map(pieceOf), ...(rest === '' ? [] : [{ text: visible(rest), look: '' }])];
}

/** Changes of look that a line is shown with; what comes behind them is plain. */
const mostLooks = 1_000;

/** The same line as text alone, which is what a search looks in. */
export function plain(line: string): string {
  return commands.test(line) ? drawn(line).map((run) => visible(run.text)).join('') : visible(line);
}

interface Run {
  readonly text: string;
  /** The sequences that set the look since the last reset. */
  readonly look: string;
}

// Escape, carriage return, backspace, and the one-byte forms of CSI and OSC.
const commands = /[\u001b\r\b\u009b\u009d]/;

// AWS: a line has at most 256 KB; what follows the cursor is one of: CSI, OSC with its end, another escape, one character.
const token = /(?:\u001b\[|\u009b)([0-?]*)[ -/]*([@-~])|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[PX^_][^\u001b\u009c]*(?:\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?|[\s\S]/gu;

function drawn(line: string): Run[] {
  const cells: { character: string; look: string }[] = [];
  let at = 0;
  let look = '';
  for (const [text, parameters = '', final] of line.matchAll(token)) {
    if (final === 'm') {
      look = lookAfter(look, parameters);
    } else if (final === 'K') {
      erase(cells, at, parameters);
    } else if (text === '\r') {
      at = 0;
    } else if (text === '\b') {
      at = Math.max(0, at - 1);
    } else if (!isCommand(text)) {
      cells[at] = { character: text, look };
      at++;
    }
  }

  const runs: Run[] = [];
  for (const cell of cells) {
    const last = runs.at(-1);
    if (last?.look === cell.look) {
      runs[runs.length - 1] = { text: last.text + cell.character, look: cell.look };
    } else {
      runs.push({ text: cell.character, look: cell.look });
    }
  }

  return runs;
}

function isCommand(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === 0x1b || first === 0x9b || first === 0x9d || text === '\u0007';
}

/** Colours with colons (`38:2::r:g:b`) become the form with semicolons, which is the one that is understood. */
function lookAfter(look: string, parameters: string): string {
  const plain = parameters.replace(/([34]8):2:[0-9]*:([0-9:]+)/g, '$1:2:$2').replaceAll(':', ';');
  if (/[<=>?]/.test(plain)) {
    return look;
  }

  const reset = plain.split(';').findLastIndex((code, index, all) => Number(code || '0') === 0 && !isPartOfColor(all, index));
  const kept = reset < 0 ? plain : plain.split(';').slice(reset + 1).join(';');
  const sequence = kept === '' ? '' : `\u001b[${kept}m`;

  // What is set again takes nothing more to say.
  return reset < 0 ? cutLook(look.replaceAll(sequence, '') + sequence) : sequence;
}

/** A zero that is a component of `38;2;0;0;0` or the index of `38;5;0` resets nothing. */
function isPartOfColor(codes: readonly string[], index: number): boolean {
  for (let back = 1; back <= 4; back++) {
    const form = codes[index - back];
    const kind = codes[index - back - 1];
    if (((form === '2' && back <= 3) || (form === '5' && back === 1)) && (kind === '38' || kind === '48')) {
      return true;
    }

    if (back === 1 && (form === '38' || form === '48')) {
      return true;
    }
  }

  return false;
}

/** A look that is set over and over without a reset keeps its newest part. */
function cutLook(look: string): string {
  return look.length <= 200 ? look : look.slice(look.indexOf('\u001b', look.length - 200));
}

function erase(cells: { character: string; look: string }[], at: number, parameters: string): void {
  if (parameters === '' || parameters === '0') {
    cells.length = Math.min(cells.length, at);
  } else if (parameters === '2') {
    cells.fill({ character: ' ', look: '' });
  } else if (parameters === '1') {
    cells.fill({ character: ' ', look: '' }, 0, Math.min(cells.length, at + 1));
  }
}

function pieceOf(run: Run): Piece {
  return run.look === '' ? { text: visible(run.text), look: '' } : { text: visible(run.text), ...lookOf(run.look) };
}

function lookOf(sequences: string): Omit<Piece, 'text'> {
  const known = looksKnown.get(sequences);
  if (known !== undefined) {
    return known;
  }

  const [part] = Anser.ansiToJson(`${sequences}x`, { json: true, use_classes: true, remove_empty: true });
  const names = [...(part?.decorations ?? []).map((name) => `ansi-${name}`), classOf(part?.fg, ''), classOf(part?.bg, '-bg')].filter((name) => name !== '');
  const color = colorOf(part?.fg, part?.fg_truecolor);
  const background = colorOf(part?.bg, part?.bg_truecolor);
  const look = { look: names.join(' '), ...(color === undefined ? {} : { color }), ...(background === undefined ? {} : { background }) };
  if (looksKnown.size >= mostLooks) {
    looksKnown.clear();
  }

  looksKnown.set(sequences, look);
  return look;
}

/** Lines of one output look alike; reading the sequences is what takes the time. */
const looksKnown = new Map<string, Omit<Piece, 'text'>>();

/** One of the sixteen by its name; the theme decides what it looks like. */
function classOf(name: string | null | undefined, kind: string): string {
  return name && /^ansi-(bright-)?[a-z]+$/.test(name) && !name.startsWith('ansi-truecolor') ? name + kind : '';
}

function colorOf(name: string | null | undefined, truecolor: string | null | undefined): string | undefined {
  if (name === 'ansi-truecolor' && truecolor && /^[0-9, ]+$/.test(truecolor)) {
    return `rgb(${truecolor})`;
  }

  const index = name?.match(/^ansi-palette-([0-9]+)$/)?.[1];
  return index === undefined ? undefined : palette(Number(index));
}

/** The 240 of xterm beyond the sixteen: a cube of six steps, then greys. */
function palette(index: number): string {
  if (index >= 232) {
    const grey = (index - 232) * 10 + 8;
    return `rgb(${grey}, ${grey}, ${grey})`;
  }

  const step = (value: number): number => (value === 0 ? 0 : value * 40 + 55);
  const cube = Math.max(0, index - 16);
  return `rgb(${step(Math.floor(cube / 36))}, ${step(Math.floor(cube / 6) % 6)}, ${step(cube % 6)})`;
}
