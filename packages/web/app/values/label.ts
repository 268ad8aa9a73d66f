const abbreviations = new Set(['url', 'id', 'usd', 'eur', 'api', 'iata', 'vat', 'ip']);

/** A name of code as a person reads it: `tripDetails` is `Trip details`, `invoiceURL` is `Invoice URL`. */
export function labelOf(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
    .map((word) => {
      if (abbreviations.has(word.toLowerCase())) return word.toUpperCase();
      return /^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase();
    });
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
