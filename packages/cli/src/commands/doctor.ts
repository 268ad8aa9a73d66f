import type { Command } from 'commander';
import { exitCodes } from '../cli-error.js';
import { green, red, yellow } from '../colors.js';
import type { Finding } from '../doctor/check.js';
import { withExample, withGoals } from './context.js';

interface DoctorOptions {
  readonly goals?: string;
  readonly json?: true;
}

/** `durable-goals doctor` */
export function addDoctor(program: Command): void {
  const command = withGoals(program.command('doctor'))
    .description('look for what is missing or broken; exit code 1 when something needed is')
    .option('--json', 'as JSON')
    .action(async (options: DoctorOptions) => {
      process.exitCode = await doctor(options);
    });
  withExample(command, 'doctor');
}

async function doctor({ goals, json }: DoctorOptions): Promise<number> {
  const folder = process.cwd();
  const { env } = process;
  const { checkNode, checkPrograms } = await import('../doctor/check-machine.js');
  const { checkCopies } = await import('../doctor/check-copies.js');
  const { checkExampleKeys, checkGoals, checkModel } = await import('../doctor/check-settings.js');
  const { checkTelemetry } = await import('../doctor/check-telemetry.js');
  const { checkTemporal } = await import('../doctor/check-temporal.js');
  const findings = [
    checkNode(),
    ...(await checkPrograms()),
    ...(await checkTemporal(folder, env)),
    ...checkCopies(folder),
    await checkGoals(folder, goals),
    checkModel(env),
    ...(await checkTelemetry(env)),
    ...checkExampleKeys(env),
  ];
  process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : table(findings));
  return findings.some(({ verdict }) => verdict === 'broken') ? exitCodes.failed : exitCodes.done;
}

const marks = { fine: green('✓'), note: yellow('–'), broken: red('✗') } as const;

function table(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings
    .map(({ name, verdict, fact }) => `${marks[verdict]} ${name.padEnd(width)}  ${fact}\n`)
    .join('');
}
