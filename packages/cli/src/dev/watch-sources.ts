import { dirname, join, relative, sep } from 'node:path';
import { watch } from 'chokidar';

const quietMs = 250;
const sources = /\.([cm]?[jt]sx?|json|txt|md|njk)$/;

/**
 * Watches the folder of the goals' module and `.env`.
 *
 * @param onChange - Called once for changes that come together, with the path of one of them, from the folder.
 * @returns Stops watching.
 */
export function watchSources(
  folder: string,
  goalsFile: string,
  onChange: (path: string) => Promise<void>,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const environment = join(folder, '.env');
  const watcher = watch([dirname(goalsFile), environment], {
    ignoreInitial: true,
    ignored: (path, stats) =>
      path.split(sep).some((part) => part === 'node_modules' || part === '.durable-goals') ||
      (stats?.isFile() === true && path !== environment && !sources.test(path)),
  });
  watcher.on('all', (_event, path) => {
    clearTimeout(timer);
    timer = setTimeout(() => void onChange(relative(folder, path)), quietMs);
  });
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}
