import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TEST_SERVER_VERSION, withExe, type Environment } from './cache-directory.js';
import { failures } from './failures.js';
import { findJava, findOnPath } from './find-program.js';
import type { InstallJob, Way } from './install.js';
import { reportProgress } from './progress.js';
import { runProgram } from './run-program.js';

/** Beside the launcher, so that the installed folder can be moved. */
export const JARS_FOLDER = 'lib';

const PROJECT = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>durable-goals</groupId>
  <artifactId>temporal-test-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${TEST_SERVER_VERSION}</version>
    </dependency>
    <!-- Without a logger, SLF4J complains on standard error at each start. -->
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

const LAUNCHER = `#!/bin/sh
# Runs Temporal's time-skipping server. First argument: the port.
DIR=$(dirname "$0")
JAVA=java
if [ -x "$JAVA_HOME/bin/java" ]; then JAVA="$JAVA_HOME/bin/java"; fi
# It lives for the seconds of a test: what makes a long run fast is left out.
OPTIONS="-XX:+IgnoreUnrecognizedVMOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
exec "$JAVA" $OPTIONS -cp "$DIR/${JARS_FOLDER}/*" io.temporal.testserver.TestServer "$@"
`;

/** Fetches the server's jars with Maven and writes a launcher script that runs them with Java. */
export const testServerByMaven: Way = {
  source: 'maven',
  title: 'Maven and Java',
  async install({ staging, env, onProgress, signal }: InstallJob): Promise<void> {
    if (process.platform === 'win32') {
      throw failures.installFailed('its launcher is a shell script, which Windows cannot run.');
    }
    await checkJava(env);
    const maven = await findOnPath('mvn', env);
    if (maven === undefined) {
      throw failures.installFailed("'mvn' is not on PATH. Install Apache Maven.");
    }
    const jars = await fetchJars(maven, { staging, env, onProgress, signal });
    if (!jars.includes(`temporal-test-server-${TEST_SERVER_VERSION}.jar`)) {
      throw failures.installFailed("'mvn' ended well but left no test server behind.");
    }
    const launcher = join(staging, withExe('temporal-test-server'));
    await writeFile(launcher, LAUNCHER);
    await chmod(launcher, 0o755);
  },
};

async function checkJava(env: Environment): Promise<void> {
  const remedy = 'Install a Java runtime, version 8 or newer.';
  const java = await findJava(env);
  if (java === undefined) throw failures.installFailed(`'java' is not on PATH. ${remedy}`);
  // macOS has a 'java' that only says that there is none.
  const { code, lines } = await runProgram(java, ['-version'], { env });
  if (code === 0) return;
  throw failures.installFailed(`'${java}' does not run: ${lines.at(0) ?? 'no output'}. ${remedy}`);
}

async function fetchJars(
  maven: string,
  { staging, env, onProgress, signal }: InstallJob,
): Promise<string[]> {
  const project = join(staging, 'pom.xml');
  const jars = join(staging, JARS_FOLDER);
  await writeFile(project, PROJECT);
  let downloads = 0;
  const stop = reportProgress(
    onProgress,
    "Installing Temporal's time-skipping server with Maven (33 MB, once)",
    () => `${downloads} files downloaded`,
  );
  try {
    const goal = 'dependency:copy-dependencies';
    const args = ['-B', '-f', project, goal, `-DoutputDirectory=${jars}`, '-DincludeScope=runtime'];
    const { code, lines } = await runProgram(maven, args, {
      cwd: staging,
      env,
      signal,
      onLine: (line) => {
        if (/\bDownloaded from /.test(line)) downloads += 1;
      },
    });
    if (code !== 0) throw failures.installFailed(mavenReason(code, lines));
    await rm(project);
    return await readdir(jars).catch(() => []);
  } finally {
    stop();
  }
}

function mavenReason(code: number | null, lines: readonly string[]): string {
  const errors = lines.filter((line) => line.startsWith('[ERROR]'));
  const first = errors.at(0) ?? lines.at(-1) ?? 'no output';
  return `'mvn' ended with code ${code}: ${first.replace('[ERROR] ', '')}`;
}
