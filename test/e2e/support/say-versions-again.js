import { versions } from './say-versions.js';

/** Says at the end, where one looks, which components the tests ran against. */
export default function sayVersionsAgain() {
  console.error(versions());
}
