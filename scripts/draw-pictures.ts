import { writeFileSync } from 'node:fs';
import { planningPictures } from './planning-pictures.js';

for (const [name, svg] of Object.entries(planningPictures())) {
  writeFileSync(new URL(`../docs/images/${name}`, import.meta.url), svg);
}
