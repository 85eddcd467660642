import type { Attempt } from '../../jobs';
import { duration, moment } from '../../format';

/** A row of the comparison: one fact of each attempt. */
export interface AttemptRow {
  readonly fact: string;
  readonly values: readonly string[];
  /** The attempts do not all say the same. */
  readonly differs: boolean;
}

/** Attempts side by side; a fact that no attempt has is left out. */
export function attemptRows(attempts: readonly Attempt[]): readonly AttemptRow[] {
  const facts: readonly (readonly [string, (attempt: Attempt) => string])[] = [
    ['Exit code', (attempt) => (attempt.exitCode === undefined ? '' : exitCode(attempt.exitCode))],
    ['Container', (attempt) => attempt.reason ?? ''],
    ['AWS Batch', (attempt) => attempt.statusReason ?? ''],
    ['Started', (attempt) => (attempt.startedAt === undefined ? '' : moment(attempt.startedAt))],
    ['Ran', (attempt) => (attempt.startedAt === undefined || attempt.stoppedAt === undefined ? '' : duration(attempt.stoppedAt - attempt.startedAt))],
    ['Containers', (attempt) => (attempt.containers ?? []).map((one) => `${one.name ?? '?'}: ${one.exitCode === undefined ? 'no exit code' : exitCode(one.exitCode)}`).join('\n')],
  ];

  return facts
    .map(([fact, read]) => {
      const values = attempts.map(read);
      return { fact, values, differs: values.some((value) => value !== values[0]) };
    })
    .filter((row) => row.values.some((value) => value !== ''));
}

/** With the signal that a shell's convention tells: 128 and its number. */
export function exitCode(code: number): string {
  const signal = ({ 129: 'SIGHUP', 130: 'SIGINT', 134: 'SIGABRT', 135: 'SIGBUS', 136: 'SIGFPE', 137: 'SIGKILL', 139: 'SIGSEGV', 141: 'SIGPIPE', 143: 'SIGTERM' } as Readonly<Record<number, string>>)[code];
  return signal === undefined ? String(code) : `${code} (${signal})`;
}
