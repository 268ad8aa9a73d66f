/** What the page is allowed to be. */
export interface PageOptions {
  /** Origins that may show the page in a frame, such as `https://shop.example.com`. @defaultValue none */
  readonly frameAncestors?: readonly string[];
  /** Styles of your own, as CSS, after those of the page: other colours, another font that the page brings or the system has. */
  readonly styles?: string;
}

/**
 * Headers of every file of the page: it loads what this server sends and nothing else, and runs no script and
 * no style that stands in a document.
 */
export function pageHeaders({ frameAncestors = [] }: PageOptions): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')}`,
    "require-trusted-types-for 'script'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    ...(frameAncestors.length === 0 ? { 'X-Frame-Options': 'DENY' } : {}),
  };
}
