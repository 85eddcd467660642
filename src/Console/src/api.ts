import type { SignIn } from './sign-in';

/** What the HTTP API answered instead of what was asked for. */
export class ApiError extends Error {
  /** @param status 0 where nobody answered. */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  get isAway(): boolean {
    return this.status === 0;
  }
}

/** Milliseconds that an answer may take: those of a function, and some. */
const longest = 35_000;

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly message?: string;
  readonly errors?: readonly { readonly pointer?: string; readonly message?: string }[];
}

/** @param query What is undefined or empty is left out. */
export async function get<T>(path: string, query: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Promise<T> {
  const url = urlOf(path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      url.searchParams.set(name, value);
    }
  }

  // A connection that a sleep of the machine has cut may never say so.
  return send<T>(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(longest)]) });
}

export async function post<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
  return send<T>(urlOf(path), { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
}

/** A path of variable parts, each encoded. */
export function path(...parts: readonly string[]): string {
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** The page's origin, without the token that its address may have had: a request may not carry it in its own. */
function urlOf(relative: string): URL {
  return new URL(relative, location.origin);
}

/** Who signs requests, where somebody has to sign in. */
let signer: Signer | undefined;

type Signer = Pick<SignIn, 'authorization' | 'accepted' | 'refused'>;

export function signWith(signIn: Signer): void {
  signer = signIn;
}

async function send<T>(url: URL, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await signed(url, init);
    if (response.status !== 401) {
      signer?.accepted();
    } else if (await signer?.refused()) {
      response = await signed(url, init);
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw error;
    }

    throw new ApiError(0, 'The stack does not answer.');
  }

  const text = await response.text();
  if (!response.ok) {
    throw new ApiError(response.status, problemOf(response.status, text));
  }

  return (text === '' ? {} : JSON.parse(text)) as T;
}

async function signed(url: URL, init: RequestInit): Promise<Response> {
  const authorization = await signer?.authorization();
  const headers = authorization === undefined ? init.headers : { ...init.headers, authorization };

  return fetch(url, { ...init, ...(headers === undefined ? {} : { headers }), cache: 'no-store', redirect: 'error' });
}

/** The sentence of an error; each wrong field with its own. */
export function problemOf(status: number, text: string): string {
  try {
    const problem = JSON.parse(text) as Problem;
    const fields = (problem.errors ?? []).map((error) => `${error.pointer ?? ''}: ${error.message ?? ''}`);

    return [problem.detail ?? problem.title ?? problem.message ?? `HTTP ${status}`, ...fields].join(' ');
  } catch {
    return `HTTP ${status}`;
  }
}
