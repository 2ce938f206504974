/** The Pulumi program of this repository: see `bootstrap.ts`. */
import { bootstrap } from './bootstrap.ts';

await bootstrap();
