import { memo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkBreaks from 'remark-breaks';
import remarkGfm from 'remark-gfm';
import { safeLink } from '../values/read-value.js';

/**
 * Nothing that a model writes is fetched or run: raw HTML stays text, an image is a link that a person may
 * follow, and a link leads to a web page or a mail.
 */
const components: Components = {
  a({ href, children }) {
    const safe = safeLink(href);
    if (safe === undefined) return <>{children}</>;
    return (
      <a href={safe} target="_blank" rel="noopener noreferrer nofollow" title={safe}>
        {children}
      </a>
    );
  },
  img({ src, alt }) {
    const safe = safeLink(typeof src === 'string' ? src : undefined);
    const text = alt === undefined || alt === '' ? 'an image' : alt;
    if (safe === undefined) return <>{text}</>;
    return (
      <a href={safe} target="_blank" rel="noopener noreferrer nofollow" title={safe}>
        {`[image: ${text}]`}
      </a>
    );
  },
  table({ children }) {
    return (
      <div className="table-scroll" role="region" aria-label="Table" tabIndex={0}>
        <table className="table">{children}</table>
      </div>
    );
  },
  // Headings of an answer stand below that of the page, whatever level a model takes.
  h1: ({ children }) => <h2>{children}</h2>,
  h3: ({ children }) => <h2>{children}</h2>,
  h4: ({ children }) => <h2>{children}</h2>,
  h5: ({ children }) => <h2>{children}</h2>,
  h6: ({ children }) => <h2>{children}</h2>,
  pre: ({ children }) => (
    <pre className="code" tabIndex={0} role="region" aria-label="Code">
      {children}
    </pre>
  ),
  input: ({ checked }) => <span aria-label={checked ? 'done' : 'open'}>{checked ? '☑' : '☐'}</span>,
};

const plugins = [remarkGfm, remarkBreaks];

/** A text of a model. */
export const Markdown = memo(({ text }: { readonly text: string }) => (
  <div className="markdown">
    <ReactMarkdown
      remarkPlugins={plugins}
      components={components}
      urlTransform={(url) => safeLink(url) ?? ''}
    >
      {text}
    </ReactMarkdown>
  </div>
));
