import { readFile } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Where code is from. */
export interface CodePlace {
  /** Whose it is, in words. */
  readonly place: string;
  /** Its file, short. */
  readonly file: string;
}

/** Says where a function of a profile is from; one in a bundle of Workflows is found by the bundle's own map. */
export type CodePlaces = (frame: {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}) => Promise<CodePlace>;

const v8 = { place: "Node and V8's own functions", file: '' };

const special: Readonly<Record<string, CodePlace>> = {
  '(garbage collector)': { place: 'garbage collection', file: '' },
  '(program)': { place: 'native code', file: '' },
};

export function codePlaces(): CodePlaces {
  const maps = new Map<string, Promise<SourceMap | undefined>>();
  return async ({ functionName, url, lineNumber, columnNumber }) => {
    if (url === '' || url.startsWith('node:')) {
      return special[functionName] ?? { ...v8, file: url };
    }
    if (!isBundle(url)) return placeOf(url);
    const map = maps.get(url) ?? mapOf(url);
    maps.set(url, map);
    const entry = (await map)?.findEntry(lineNumber, columnNumber);
    const source = entry !== undefined && 'originalSource' in entry ? entry.originalSource : '';
    // Our own bundle names a package's files by the package, the SDK's names them by their folder.
    const isNamed = /^(?:@?[\w-]+\/)/.test(source) && !source.includes('node_modules/');
    const { place, file } = placeOf(isNamed ? `node_modules/${source}` : source);
    return { place: `${place}, in Workflows`, file };
  };
}

/** Whose a file is. */
export function placeOf(path: string): CodePlace {
  const [, inModules] = /.*node_modules\/(.+)$/.exec(path) ?? [];
  const isOurs = inModules === undefined || inModules.startsWith('@durable-goals/');
  if (isOurs) {
    const [, file = '', raw] =
      /((?:packages\/|@durable-goals\/)?[\w-]+\/(?:src|dist)\/(raw\/)?.*)$/.exec(path) ?? [];
    const place = raw === undefined ? (file === '' ? 'others' : 'Durable Goals') : 'the raw loop';
    return { place, file: file.replace(/^packages\//, '') };
  }
  const [scope = '', name = ''] = inModules.split('/');
  if (scope === '@temporalio') return { place: "Temporal's SDK", file: inModules };
  return { place: scope.startsWith('@') ? `${scope}/${name}` : scope, file: inModules };
}

function isBundle(url: string): boolean {
  return (
    /(?:raw-bundle|workflow-[^/]*|workflow-bundle[^/]*)\.js$/.test(url) && !/\/lib\//.test(url)
  );
}

async function mapOf(url: string): Promise<SourceMap | undefined> {
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  const code = await readFile(path, 'utf8').catch(() => '');
  const [, base64] = /\/\/# sourceMappingURL=data:[^,]*base64,(\S+)\s*$/.exec(code) ?? [];
  if (base64 === undefined) return undefined;
  const text = Buffer.from(base64, 'base64').toString();
  return new SourceMap(JSON.parse(text) as SourceMapPayload);
}
