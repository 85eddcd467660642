import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { duration } from '../../format';
import { Name } from '../../parts/words';
import { address, replace } from '../../router';
import { href } from '../../address';
import { figure } from '../job/spans';
import { groupings, sumsBy, total, type Course, type Grouping } from './courses';

/** vCPU-hours and GiB-hours of the jobs that are shown; money only by prices that somebody enters, which then stand in the address. */
export function Sums({ courses, now, isPart }: { courses: readonly Course[]; now: number; isPart: boolean }): JSX.Element {
  const { query } = address.value;
  const by = groupings.find((one) => one === query.get('by')) ?? 'day';
  const [vcpuPrice, gibPrice] = [priceOf(query.get('vcpuPrice')), priceOf(query.get('gibPrice'))];
  const hasPrice = vcpuPrice !== undefined || gibPrice !== undefined;
  const money = ({ vcpuHours, gibHours }: { vcpuHours: number; gibHours: number }): string => (vcpuHours * (vcpuPrice ?? 0) + gibHours * (gibPrice ?? 0)).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const sums = sumsBy(courses, by, now);
  const all = total(sums);
  const arrays = courses.filter((course) => course.arraySize !== undefined).length;
  const choose = (change: Readonly<Record<string, string>>): void => replace(href(['timeline'], { ...Object.fromEntries(query), ...change }));

  return (
    <section aria-labelledby="sums">
      <h2 id="sums">Sums</h2>
      <form class="filters" aria-label="How to add up" onSubmit={(event) => event.preventDefault()}>
        <label>
          By
          <select value={by} onChange={(event) => choose({ by: event.currentTarget.value as Grouping })}>
            {groupings.map((one) => <option key={one} value={one} selected={one === by}>{one}</option>)}
          </select>
        </label>
        <Price label="Price of a vCPU-hour" value={query.get('vcpuPrice') ?? ''} onChange={(text) => choose({ vcpuPrice: text })} />
        <Price label="Price of a GiB-hour" value={query.get('gibPrice') ?? ''} onChange={(text) => choose({ gibPrice: text })} />
      </form>
      <div class="scroll" role="region" aria-label="Sums" tabIndex={0}>
        <table class="sums">
          <thead><tr><th scope="col">{by}</th><th scope="col">Jobs</th><th scope="col">Ran</th><th scope="col">vCPU-hours</th><th scope="col">GiB-hours</th>{hasPrice && <th scope="col">Price</th>}</tr></thead>
          <tbody>
            {sums.map((sum) => (
              <tr key={sum.group}><th scope="row"><Name text={sum.group} most={60} /></th><td>{sum.jobs.toLocaleString('en')}</td><td>{duration(sum.runMilliseconds)}</td><td>{figure(sum.vcpuHours)}</td><td>{figure(sum.gibHours)}</td>{hasPrice && <td>{money(sum)}</td>}</tr>
            ))}
          </tbody>
          <tfoot><tr><th scope="row">together</th><td /><td>{duration(all.runMilliseconds)}</td><td>{figure(all.vcpuHours)}</td><td>{figure(all.gibHours)}</td>{hasPrice && <td>{money(all)}</td>}</tr></tfoot>
        </table>
      </div>
      <p class="none">
        The time from the start to the end of each attempt, times the vCPU and the GiB that its job asks for; waiting and starting are not in it{by === 'day' && ', and an attempt counts to the day on which it started'}.
        {isPart && ' Only the jobs above are added up.'}
        {arrays > 0 && ` ${arrays.toLocaleString('en')} of them ${arrays === 1 ? 'is an array' : 'are arrays'}, of whose children it is not known here how long they ran.`}
      </p>
    </section>
  );
}

function Price({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }): JSX.Element {
  const [isWrong, setWrong] = useState(false);
  const type = (text: string): void => {
    const wrong = text !== '' && priceOf(text) === undefined;
    setWrong(wrong);
    if (!wrong) {
      onChange(text);
    }
  };

  return <label>{label} <input inputMode="decimal" size={8} defaultValue={value} aria-invalid={isWrong} placeholder="none" onInput={(event) => type(event.currentTarget.value)} /></label>;
}

/** A number that somebody typed; `undefined` for none. */
function priceOf(text: string | null): number | undefined {
  return text !== null && /^[0-9]{1,9}(\.[0-9]{0,9})?$/.test(text) ? Number(text) : undefined;
}
