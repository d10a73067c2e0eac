import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';

/** What the worker itself tells POV-Ray, as a switch or as a setting, in any case of letters, and where a user says it. */
export const SET_BY_WORKER: readonly (readonly [RegExp, string])[] = [
  [/^([+-]I|Input_File_Name=)/i, 'SCENE_URI and SCENE_FILE say it'],
  [/^([+-]O|Output_(File_Name|To_File)=)/i, 'OUTPUT_URI says where frames are kept'],
  [/^([+-]F|Output_File_Type=)/i, 'FRAME_FORMAT says it'],
  [/^([+-](KFI|KFF|KI|KF)|(Initial|Final)_(Frame|Clock)=)/i, 'ANIMATION_FIRST and ANIMATION_LAST say it'],
  [/^([+-]STP|Frame_Step=)/i, 'TOTAL_FRAMES or FRAMES says it'],
  [/^([+-]P[0-9]*$|Pause_When_Done=)/i, 'nobody is there to press a key'],
  [/^([+-][SE]F|Subset_(Start|End)_Frame=)/i, 'TOTAL_FRAMES or FRAMES says it'],
  // +WT, +WL and +HI are others.
  [/^([+-][WH][0-9]|(Width|Height)=)/i, 'WIDTH and HEIGHT say it'],
];

/**
 * Reads POVRAY_ARGS: a JSON array of further arguments.
 *
 * @throws WorkerError with exit code 64 if it is no such array, or an argument contradicts what the worker itself sets.
 */
export function readPovrayArguments(text = '[]'): readonly string[] {
  const args = parseArray(text);
  if (args === undefined)
    return refuse(`POVRAY_ARGS='${text}' is no JSON array of texts, such as ["+A0.3","+Llib"]`);
  // POV-Ray itself splits each at spaces.
  for (const part of args.flatMap((argument) => argument.split(/\s+/))) {
    const [, advice] = SET_BY_WORKER.find(([pattern]) => pattern.test(part)) ?? [];
    if (advice !== undefined)
      refuse(`POVRAY_ARGS has '${part}', which the worker itself sets; leave it out, ${advice}`);
  }
  if (args.some((argument) => argument.includes('\0')))
    refuse(`POVRAY_ARGS='${text}' has a NUL character; take it out`);
  return args;
}

function parseArray(text: string): readonly string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((part) => typeof part === 'string') ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function refuse(problem: string): never {
  throw new WorkerError(ExitCode.wrongSettings, problem);
}
