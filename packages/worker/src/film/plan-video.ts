import type { ChunkRecord, SegmentRecord } from './chunk-record.js';

/** A chunk of the run's first plan, and what is known of it. */
export interface KnownChunk {
  readonly chunk: number;
  /** In ascending order. */
  readonly frames: readonly number[];
  /** The chunk's frames as its record has to name them. */
  readonly text: string;
  readonly record: ChunkRecord | undefined;
  /** Whether a repair has rendered any of its frames. */
  readonly isRepaired: boolean;
}

/** What a segment must carry to be joined. */
export interface SegmentRule {
  readonly pictureDigest: string;
  readonly videoDigest: string;
  /** Version of the ffmpeg that joins. */
  readonly ffmpeg: string;
}

/** A part of the video: a segment as it is, or frames to be encoded. */
type VideoPiece =
  | { readonly frames: readonly number[]; readonly segment: SegmentRecord }
  | { readonly frames: readonly number[]; readonly segment?: undefined };

/** How a video is made. */
export interface VideoPlan {
  /** `join`: from segments, by stream copy; `encode`: all frames in one go. */
  readonly way: 'join' | 'encode';
  /** The reason in words, to go on from the way. */
  readonly why: string;
  /** In the order they are shown. */
  readonly pieces: readonly VideoPiece[];
}

/** How many reasons are named before only their number is. */
const MOST_NAMED = 5;

/** Decides which segments can be joined as they are, and which frames have to be encoded. Pure. */
export function planVideo(chunks: readonly KnownChunk[], rule: SegmentRule): VideoPlan {
  const shown = chunks.toSorted((a, b) => (a.frames[0] as number) - (b.frames[0] as number));
  const all = shown.flatMap(({ frames }) => frames);
  const isInterleaved = all.some((frame, index) => index > 0 && frame < (all[index - 1] as number));
  if (isInterleaved) {
    return encodeAll(all, 'because frames of different chunks alternate');
  }
  const problems = shown.map((chunk) => problemOf(chunk, rule));
  const broken = shown.flatMap(({ chunk }, index) =>
    problems[index] === undefined ? [] : [`${chunk} (${problems[index]})`],
  );
  if (broken.length === shown.length) {
    const [first] = problems;
    const isAlike = problems.every((problem) => problem === first);
    return encodeAll(all, `because no chunk can be joined: ${isAlike ? first : name(broken)}`);
  }
  const pieces: VideoPiece[] = [];
  shown.forEach(({ frames, record }, index) => {
    const segment = problems[index] === undefined ? record?.segment : undefined;
    const previous = pieces.at(-1);
    if (segment) pieces.push({ frames, segment });
    else if (previous !== undefined && previous.segment === undefined) {
      pieces[pieces.length - 1] = { frames: [...previous.frames, ...frames] };
    } else pieces.push({ frames });
  });
  const joined = `${shown.length - broken.length} of ${shown.length} segments as they are`;
  const encoded = broken.length === 0 ? '' : `, and chunks encoded: ${name(broken)}`;
  return { way: 'join', why: `${joined}${encoded}`, pieces };
}

function encodeAll(frames: readonly number[], why: string): VideoPlan {
  return { way: 'encode', why, pieces: [{ frames: frames.toSorted((a, b) => a - b) }] };
}

/** Why a chunk's segment cannot be joined; undefined where it can. */
export function problemOf({ record, text, isRepaired }: KnownChunk, rule: SegmentRule): string | undefined {
  if (record === undefined) return 'there is no record';
  if (record.state !== 'done') return 'the record says stopped';
  if (record.frames !== text || record.pictureDigest !== rule.pictureDigest)
    return 'the record is of other pictures';
  if (isRepaired) return 'frames were repaired';
  const { segment } = record;
  if (!segment) return record.segmentProblem ?? 'there is no segment';
  if (segment.videoDigest !== rule.videoDigest) return 'the segment has other video settings';
  if (segment.ffmpeg !== rule.ffmpeg) return `the segment was made by ffmpeg ${segment.ffmpeg}`;
  return undefined;
}

function name(broken: readonly string[]): string {
  const more = broken.length - MOST_NAMED;
  return `${broken.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
