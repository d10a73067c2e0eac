import { join } from 'node:path';
import { runFilm } from '../test/run-film.js';

/** Renders a film from start to video, as `npm start` does; its run is called `film`. */
export async function renderFilm(folder: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const ending = await runFilm({ ...variables, RUN_ID: 'film' }, { logFolder: join(folder, 'logs') });
  if (ending !== 'succeeded') throw new Error(`the run of the film in ${folder} ended as ${ending}`);
}
