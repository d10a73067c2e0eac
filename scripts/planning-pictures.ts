import {
  chooseFramesPerJob,
  type Distribution,
  estimateRun,
  framesOfChunk,
  parseFrameSet,
  planFanout,
} from '@render/batch-fanout';

/** The example that `docs/planning.md` weighs. */
const EXAMPLE = { totalFrames: 10_000, secondsPerFrame: 8, startupSeconds: 40, parallelJobs: 200 };

const INK = '#1d2440';
const FAINT = '#4a5578';
const PAPER = '#f6f7fb';
const CHUNK_COLOURS = ['#5b7bd5', '#e0a545', '#5aa883', '#c46a7d', '#8a73bd'];

/** The pictures of `docs/planning.md`, computed by the library, as SVG by file name. */
export function planningPictures(): Record<string, string> {
  return {
    'planning-distributions.svg': distributions(),
    'planning-overflow.svg': overflow(),
    'planning-orders.svg': orders(),
    'planning-cost.svg': cost(),
  };
}

/** Which of 22 frames each of five chunks gets. */
function distributions(): string {
  const rows = (['even', 'fixed', 'interleaved'] as const satisfies readonly Distribution[]).map(
    (distribution, row) => {
      const plan = planFanout({ totalFrames: 22, framesPerJob: 5, distribution });
      const y = 46 + row * 62;
      const cells = Array.from({ length: plan.chunkCount }, (_, chunk) =>
        [...framesOfChunk(plan, chunk)].map((frame) => cell(130 + (frame - 1) * 32, y, String(frame), chunk)),
      );
      return `${label(20, y + 20, distribution, 'start', 600)}${cells.flat().join('')}`;
    },
  );
  const legend = CHUNK_COLOURS.map((colour, chunk) => {
    const x = 130 + chunk * 100;
    return `<rect x="${x}" y="228" width="14" height="14" rx="3" fill="${colour}"/>${label(x + 20, 240, `chunk ${chunk}`)}`;
  });
  return picture(
    860,
    262,
    'How 22 frames at most five per job are cut: even, fixed and interleaved.',
    label(20, 26, '22 frames, at most 5 per job') + rows.join('') + legend.join(''),
  );
}

/** Into how many arrays numbers of chunks are split. */
function overflow(): string {
  const rows = [1, 2, 10_000, 10_001, 25_000, 200_000].map((totalFrames, row) => {
    const { renderJobs } = planFanout({ totalFrames, framesPerJob: 1 });
    const y = 40 + row * 40;
    const boxes = renderJobs.map(({ chunkCount }, job) => {
      const width = renderJobs.length > 6 ? 26 : 76;
      const x = 150 + job * (width + 4);
      const text = renderJobs.length > 6 ? '' : chunkCount.toLocaleString('en');
      const colour = CHUNK_COLOURS[job % CHUNK_COLOURS.length];
      return `<rect x="${x}" y="${y}" width="${width}" height="26" rx="4" fill="${colour}"/>${text && label(x + width / 2, y + 18, text, 'middle', 600, '#fff')}`;
    });
    const sizes = new Set(renderJobs.map(({ chunkCount }) => chunkCount.toLocaleString('en')));
    const words =
      renderJobs.length === 1
        ? renderJobs[0]?.arraySize === undefined
          ? 'a plain job'
          : 'one array'
        : `${renderJobs.length} arrays of ${[...sizes].join(' or ')}`;
    const wordsAt = 150 + renderJobs.length * (renderJobs.length > 6 ? 30 : 80) + 8;
    return (
      label(130, y + 18, totalFrames.toLocaleString('en'), 'end', 600) +
      boxes.join('') +
      label(wordsAt, y + 18, words)
    );
  });
  return picture(
    1000,
    290,
    'How numbers of chunks become render jobs: one is a plain job, up to 10,000 an array, more several arrays of nearly equal size.',
    label(130, 26, 'chunks', 'end') + label(150, 26, 'render jobs') + rows.join(''),
  );
}

/** In which order frames are rendered, by their text. */
function orders(): string {
  const texts = [
    ['1-16', 'openjd'],
    ['16-1', 'opencue'],
    ['1-16x3,1-16', 'opencue'],
    ['1-16:8', 'opencue'],
  ] as const;
  const rows = texts.map(([text, dialect], row) => {
    const frames = [...parseFrameSet(text, { dialect })];
    const y = 40 + row * 46;
    const cells = frames.map((frame, position) => {
      const shade = 0.25 + (0.75 * (frames.length - position)) / frames.length;
      const x = 150 + (frame - 1) * 40;
      return `<rect x="${x}" y="${y}" width="36" height="28" rx="4" fill="${CHUNK_COLOURS[0]}" fill-opacity="${shade.toFixed(2)}"/>${label(x + 18, y + 19, String(position + 1), 'middle', 600, shade > 0.55 ? '#fff' : INK)}`;
    });
    return label(130, y + 19, text, 'end', 600) + cells.join('');
  });
  return picture(
    810,
    230,
    'The place at which each of sixteen frames is rendered, for four texts.',
    label(150, 26, 'place in the order of rendering of frames 1 to 16') + rows.join(''),
  );
}

/** How long the run takes and how much goes into starting up, by frames per job. */
function cost(): string {
  const { totalFrames, ...model } = EXAMPLE;
  const choice = chooseFramesPerJob(EXAMPLE);
  const points = Array.from({ length: 100 }, (_, index) => {
    const framesPerJob = index + 1;
    const run = estimateRun(planFanout({ totalFrames, framesPerJob }), model);
    return { framesPerJob, minutes: run.wallClockSeconds / 60, share: run.startupShare };
  });
  const x = (framesPerJob: number) => 70 + framesPerJob * 6.8;
  const yMinutes = (minutes: number) => 270 - minutes * 5.4;
  const yShare = (share: number) => 270 - share * 230;
  const line = (height: (point: (typeof points)[number]) => number, colour: string) =>
    `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map((point) => `${x(point.framesPerJob).toFixed(1)},${height(point).toFixed(1)}`).join(' ')}"/>`;
  const grid = [0, 10, 20, 30, 40].map(
    (minutes) =>
      `<path d="M70 ${yMinutes(minutes)}H750" stroke="${FAINT}" stroke-opacity=".2"/>${label(62, yMinutes(minutes) + 5, `${minutes} min`, 'end', 400, CHUNK_COLOURS[0])}`,
  );
  const shares = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    label(758, yShare(share) + 5, `${share * 100} %`, 'start', 400, CHUNK_COLOURS[1]),
  );
  const bottom = [1, 25, 50, 75, 100].map((framesPerJob) =>
    label(x(framesPerJob), 290, String(framesPerJob), 'middle'),
  );
  const marked = x(choice.framesPerJob);
  const mark = `<path d="M${marked} 30V270" stroke="${INK}" stroke-dasharray="4 4"/>${label(marked + 8, 42, `chosen: ${choice.framesPerJob}`, 'start', 600)}`;
  return picture(
    830,
    330,
    `Wall clock and start-up share of ${totalFrames} frames by frames per job.`,
    [
      ...grid,
      ...shares,
      ...bottom,
      label(410, 314, 'frames per job', 'middle'),
      line((point) => yMinutes(point.minutes), CHUNK_COLOURS[0] as string),
      line((point) => yShare(point.share), CHUNK_COLOURS[1] as string),
      mark,
      label(600, 186, 'wall clock', 'start', 600, CHUNK_COLOURS[0]),
      label(560, 245, 'share of start-up', 'start', 600, CHUNK_COLOURS[1]),
    ].join(''),
  );
}

function cell(x: number, y: number, text: string, chunk: number): string {
  const colour = CHUNK_COLOURS[chunk % CHUNK_COLOURS.length];
  return `<rect x="${x}" y="${y}" width="29" height="29" rx="4" fill="${colour}"/>${label(x + 14.5, y + 20, text, 'middle', 600, '#fff')}`;
}

function label(x: number, y: number, text: string, anchor = 'start', weight = 400, colour = INK): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-weight="${weight}" fill="${colour}">${text}</text>\n`;
}

function picture(width: number, height: number, description: string, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="14" role="img" aria-label="${description}">
<rect width="${width}" height="${height}" rx="10" fill="${PAPER}"/>
${content}</svg>
`;
}
