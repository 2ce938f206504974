/** The first thing in each file under `schemas/`. */
export const COMMENT = 'Written by npm run schemas. Do not edit.';
