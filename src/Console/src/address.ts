/** Where the person is: the page, and what was chosen on it. All of it stands behind the address's hash, which no server sees. */
export interface Address {
  /** Decoded parts of the path: `['jobs', '<id>']`; none for the overview. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

export function parseAddress(hash: string): Address {
  const text = hash.replace(/^#?\/?/, '');
  const question = text.indexOf('?');
  const path = question < 0 ? text : text.slice(0, question);

  return {
    path: path.split('/').filter((part) => part.length > 0).map(decoded),
    query: new URLSearchParams(question < 0 ? '' : text.slice(question + 1)),
  };
}

/** The hash of a page. What is undefined or empty is left out, so that equal choices have equal addresses. */
export function href(path: readonly string[], query: Readonly<Record<string, string | undefined>> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      search.set(name, value);
    }
  }

  const asked = search.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${asked === '' ? '' : `?${asked}`}`;
}

export function jobHref(jobId: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  return href(['jobs', jobId], query);
}

export function jobsHref(query: Readonly<Record<string, string | undefined>>): string {
  return href(['jobs'], query);
}

/** A part that somebody typed may be no percent-encoding; then it is meant as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
