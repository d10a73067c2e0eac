import { join } from 'node:path';
import { runFilm } from '../test/run-film.js';

/** Often enough to lose little time, seldom enough to take little of the cores that render. */
const POLL_SECONDS = 0.05;

/** Renders a film from start to video, as `npm start` does; its run is called `film`. */
export async function renderFilm(folder: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const options = { logFolder: join(folder, 'logs'), pollSeconds: POLL_SECONDS };
  const ending = await runFilm({ ...variables, RUN_ID: 'film' }, options);
  if (ending !== 'succeeded') throw new Error(`the run of the film in ${folder} ended as ${ending}`);
}
