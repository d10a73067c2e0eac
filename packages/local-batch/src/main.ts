#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { describeFailure } from './command/describe-failure.js';
import { readArguments } from './command/read-arguments.js';
import { start } from './command/start.js';
import { USAGE } from './command/usage.js';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

// Whoever read the output may have gone, as `| head` does; jobs go on, and are stopped in the end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  process.exitCode = await run();
} catch (error) {
  const { line, exitCode } = describeFailure(error);
  console.error(line);
  process.exitCode = exitCode;
}

async function run(): Promise<number> {
  const command = readArguments(process.argv.slice(2), process.env);
  switch (command.kind) {
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    case 'version':
      console.log(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
      return 0;
    case 'start':
      return start(command, {
        environment: process.env,
        isInteractive: process.stdin.isTTY,
        isWatched: process.stderr.isTTY,
        print: console.log,
        note: console.error,
        onStopSignal: (stop) => {
          for (const signal of STOP_SIGNALS) process.on(signal, stop);
        },
      });
  }
}
