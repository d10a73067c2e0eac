/** The variables of a start job, the fewest there can be. */
export const startJob = {
  JOB_TYPE: 'start',
  RUN_ID: 'film',
  OUTPUT_URI: 'file:///renders',
  FRAMES: '5-9',
  FRAMES_PER_RENDER_JOB: '3',
};
