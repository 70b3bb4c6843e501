/** What a person's browser shows after following all redirects. */
export interface Shown {
  /** Where it stopped: the page, or the address that nothing was loaded from. */
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/**
 * A browser as far as redirects, cookies and plain forms need one. It stops in front of addresses that
 * begin with `stopAt`, without loading them: there the client takes over.
 */
export function createBrowser({ stopAt }: { readonly stopAt: string }) {
  // Cookies belong to a host, whatever its port (RFC 6265, 8.5).
  const jars = new Map<string, Map<string, string>>();
  const jarOf = ({ hostname }: URL) => {
    const jar = jars.get(hostname) ?? new Map<string, string>();
    jars.set(hostname, jar);
    return jar;
  };

  const load = async (url: URL, init: RequestInit, hops = 0): Promise<Shown> => {
    if (url.href.startsWith(stopAt)) return { url, status: 0, text: '' };
    if (hops > 20) throw new Error('The redirects lead in circles.');
    const jar = jarOf(url);
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
    const headers = { ...(init.headers as Record<string, string>), ...(cookie && { cookie }) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    const text = await response.text();
    if (location === null) return { url, status: response.status, text };
    return load(new URL(location, url), {}, hops + 1);
  };

  return {
    open: (address: string | URL) => load(new URL(address), {}),

    /** Fills in the first form of a page and sends it. */
    submit({ url, text }: Shown, values: Readonly<Record<string, string>>) {
      const action = unescapeHtml(/<form[^>]*action="([^"]*)"/.exec(text)?.[1] ?? '');
      const hidden = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
      const fields = hidden.map(
        ([, name = '', value = '']) => [name, unescapeHtml(value)] as const,
      );
      const body = new URLSearchParams({ ...Object.fromEntries(fields), ...values });
      return load(new URL(action, url), { method: 'POST', body });
    },

    cookie: (address: string, name: string) => jarOf(new URL(address)).get(name),
    forget: () => jars.clear(),
  };
}

export type Browser = ReturnType<typeof createBrowser>;

function unescapeHtml(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_whole, code: string) => String.fromCodePoint(Number(code)));
}
