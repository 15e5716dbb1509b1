// Copies an SQLite database while others use it, whole and as of one moment: copy-sqlite.mjs FROM TO
import Database from 'better-sqlite3';

const [from, to] = process.argv.slice(2);
if (!from || !to) {
  console.error('usage: copy-sqlite.mjs FROM TO');
  process.exit(2);
}
const database = new Database(from, { readonly: true, fileMustExist: true });
await database.backup(to);
database.close();

const copy = new Database(to, { readonly: true });
const verdict = copy.pragma('integrity_check', { simple: true });
copy.close();
if (verdict !== 'ok') {
  console.error(`the copy of ${from} is damaged: ${verdict}`);
  process.exit(1);
}
