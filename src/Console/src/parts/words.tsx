import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ago, moment } from '../format';
import { cut, visible } from '../text';

/** What somebody named, isolated from the direction of what stands beside it. */
export function Name({ text, most = 128 }: { text: string; most?: number }): JSX.Element {
  const whole = visible(text);
  return <bdi title={whole.length > most ? cut(whole, 1_000) : undefined}>{cut(whole, most)}</bdi>;
}

/** What somebody wrote at length; its lines are kept. */
export function Words({ text, most = 2_000 }: { text: string; most?: number }): JSX.Element {
  return <bdi class="words">{cut(visible(text, true), most)}</bdi>;
}

export function StatusBadge({ status }: { status: string }): JSX.Element {
  return <span class={`status ${status}`}>{status}</span>;
}

/** How long ago something was; the moment itself on asking. */
export function Ago({ at }: { at: number | undefined }): JSX.Element {
  const now = useNow();
  return at === undefined ? <span class="none">–</span> : <time dateTime={new Date(at).toISOString()} title={moment(at)}>{ago(at, now)}</time>;
}

/** The time, at each full second; one clock for each who asks, which rests while the page is hidden. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) {
        setNow(Date.now());
      }
    }, 1_000);
    return () => clearInterval(timer);
  }, []);

  return now;
}

export function Notice({ kind = 'error', children }: { kind?: 'error' | 'note' | 'good'; children: ComponentChildren }): JSX.Element {
  return <p class={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>{children}</p>;
}

export function CopyButton({ text, children }: { text: string; children: ComponentChildren }): JSX.Element {
  const [said, say] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      say('copied');
    } catch {
      say('could not copy: the browser does not allow it');
    }
  };

  return (
    <span class="copy">
      <button type="button" onClick={() => void copy()}>{children}</button>
      <span role="status">{said}</span>
    </span>
  );
}
