// Judges Open Badges by somebody else's reading of the specification: LearnCard's validators.
// Reads [credential, …] on stdin, writes [null or the first complaint, …].
import {text} from 'node:stream/consumers';
import {createRequire} from 'node:module';

const {AchievementCredentialValidator} = createRequire(import.meta.url)('@learncard/types');
const judged = JSON.parse(await text(process.stdin)).map(credential => {
  const {success, error} = AchievementCredentialValidator.safeParse(credential);
  return success ? null : JSON.stringify(error.issues[0]);
});
console.log(JSON.stringify(judged));
